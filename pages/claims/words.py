"""The claims page in words: verdicts, what claims are about, the table of them all."""

from collections.abc import Sequence

import pandas as pd

from analytics.claims.claim import NUMBERS, Kind, Verdict
from analytics.claims.score import INPUTS as INPUTS
from analytics.video_lift.sample import FLAGS
from data import metrics
from data.metrics import decimal, ratio

KINDS: dict[Kind, str] = {
    "rule": "Tracks within a rule are hits more often",
    "lift": "A flag lifts streams",
    "correlation": "Two figures rise and fall together",
    "score": "A count can be predicted",
    "top_quarter": "The top quarter has more streams",
    "tempo_band": "Streams and views go together most in a tempo band",
}
FORM_KINDS: tuple[Kind, ...] = ("rule", "lift", "correlation", "score")
"""What a reader may add; the others need more than a form can ask."""

THRESHOLDS: dict[Kind, str] = {
    "rule": "Times the hit rate of the rest, at least",
    "lift": "Ratio of streams, at least",
    "correlation": "Rank correlation, at least",
    "score": "R², at least",
}
RATIOS = ("rule", "lift", "top_quarter")
PAGES: dict[Kind, str] = {
    "rule": "pages/hits/page.py",
    "lift": "pages/video_lift/page.py",
    "correlation": "pages/correlations/page.py",
    "score": "pages/drivers/page.py",
    "top_quarter": "pages/catalogue/page.py",
    "tempo_band": "pages/correlations/page.py",
}
"""The page behind each kind of claim."""

COLUMNS = {name: metrics.label(name) for name in NUMBERS}
"""What a claim may be about."""
SCORED = {name: metrics.label(name) for name in metrics.COUNTS}
FLAG_LABELS = {name: what[0].upper() + what[1:] for name, what in FLAGS.items()}


def sentence(verdict: Verdict) -> str:
    """Say the verdict, or why there is none."""
    if verdict.outcome == "pending":
        return "This takes a while to measure, and starts when the Claims page is opened."
    if verdict.outcome == "not testable":
        return verdict.reason
    write, times = (ratio, " times") if verdict.claim.kind in RATIOS else (decimal, "")
    end = {
        "supported": "Reaches",
        "rejected": "Stays below",
        "undecided": "May or may not reach",
    }[verdict.outcome]
    return (
        f"{end} the {write(verdict.claim.threshold)}{times} claimed: measured "
        f"{write(verdict.estimate)}, between {write(verdict.low)} and {write(verdict.high)}."
    )


def asked(verdict: Verdict) -> str:
    """Write the threshold as the claim means it."""
    claim = verdict.claim
    if claim.kind in RATIOS:
        return f"at least {ratio(claim.threshold)} times"
    return f"{'above' if claim.kind == 'tempo_band' else 'at least'} {decimal(claim.threshold)}"


def table(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """Return the verdicts as rows."""
    return pd.DataFrame(
        {
            "claim": [verdict.claim.text for verdict in verdicts],
            "threshold": [verdict.claim.threshold for verdict in verdicts],
            "estimate": [verdict.estimate for verdict in verdicts],
            "low": [verdict.low for verdict in verdicts],
            "high": [verdict.high for verdict in verdicts],
            "verdict": [verdict.outcome for verdict in verdicts],
            "measured": [verdict.measured for verdict in verdicts],
        }
    )
