"""What the claims page and the Overview ask: every claim, tested on the whole catalogue."""

import functools
import math

import pandas as pd

from analytics import kept
from analytics.claims import claim as analysis
from analytics.claims import score as claim_score
from analytics.claims import verdicts as claim_tests
from analytics.claims.claim import BUILT_IN, Claim, Condition, Verdict
from analytics.claims.score import Score
from analytics.video_lift import comparison as lift_analysis
from analytics.video_lift.sample import FLAGS
from data import metrics
from data.errors import BadOption, CrossfadeError
from data.jobs.progress import Progress
from data.kept import claims as kept_claims
from data.metrics import decimal, ratio
from data.reads import decide as reads_decide
from data.selection import Selection
from data.settings import ROOT
from pages.ui import jobs
from pages.video_lift import answers as video_lift

RATIOS = ("rule", "lift", "top_quarter")
FORM_KINDS = ("rule", "lift", "correlation", "score")
"""What a reader may add; the others need more than a form can ask."""

WORDS = {
    "supported": "Supported",
    "rejected": "Rejected",
    "undecided": "Undecided",
    "pending": "Being computed",
    "not testable": "Not testable",
}
MARKS = {
    "supported": ":material/check_circle:",
    "rejected": ":material/cancel:",
    "undecided": ":material/help:",
    "pending": ":material/hourglass_top:",
    "not testable": ":material/block:",
}
THRESHOLDS = {
    "rule": "Times the hit rate of the rest, at least",
    "lift": "Ratio of streams, at least",
    "correlation": "Rank correlation, at least",
    "score": "R², at least",
}


def all_claims() -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Return the claims, built-in ones first, and what is wrong with those left out."""
    found: list[Claim] = list(BUILT_IN)
    wrong: list[str] = []
    for record in kept_claims.load():
        try:
            found.append(analysis.from_record(record))
        except BadOption as error:
            wrong.append(error.message)
    return tuple(found), tuple(wrong)


def verdicts(selection: Selection, *, wait: bool = False) -> tuple[Verdict, ...]:
    """Return a verdict for every claim, tested on the whole version, whatever the filter.

    Parameters
    ----------
    selection : Selection
    wait : bool, default=False
        Compute slow measurements here and now; else a claim whose measurement is not there yet is
        'pending', and nothing is started: `compute_next` does that.
    """
    everything = Selection(selection.version)
    return tuple(_verdict(everything, claim, wait) for claim in all_claims()[0])


def _verdict(everything: Selection, claim: Claim, wait: bool) -> Verdict:
    try:
        if claim.kind == "score":
            target, inputs = claim.on
            measure = score if wait else score.if_kept
            found = measure(everything, target=target, inputs=inputs)
            return claim_tests.of_score(claim, found) if found else claim_tests.pending(claim)
        if claim.kind == "lift":
            return _lift(everything, claim, wait)
        return _quick(everything, claim=claim)
    except CrossfadeError as error:
        return claim_tests.not_testable(claim, error)


def _lift(everything: Selection, claim: Claim, wait: bool) -> Verdict:
    flag = claim.on[0]
    measure = video_lift.robust if wait else video_lift.robust.if_kept
    last = measure(everything, flag=flag)
    if last is None:
        return claim_tests.pending(claim)
    compared = video_lift.comparison(everything, flag=flag)
    judged = lift_analysis.judge(compared, last)
    return claim_tests.of_lift(claim, last.estimate, compared.rungs[0], judged.reasons)


@kept.in_memory
def _quick(everything: Selection, *, claim: Claim) -> Verdict:
    return claim_tests.quick(claim, _tracks(everything))


@functools.lru_cache(maxsize=1)
def _tracks(everything: Selection) -> pd.DataFrame:
    """Read the tracks once for all quick claims; nobody writes into them."""
    return reads_decide.claim_tracks(everything, analysis.NEEDED)


@kept.on_disk
def score(
    everything: Selection,
    *,
    target: str,
    inputs: str,
    progress: Progress = lambda share, text: None,
) -> Score:
    """Measure how well a count is predicted, which takes seconds."""
    progress(0.1, f"predicting {target} from {inputs}")
    tracks = reads_decide.score_tracks(everything, claim_score.NEEDED)
    return claim_score.score(tracks, target=target, inputs=inputs)


def compute_next(selection: Selection) -> bool:
    """Start the first slow measurement that is missing and draw its progress.

    Returns
    -------
    Whether one was missing; the page is run again when it is there.
    """
    everything = Selection(selection.version)
    return any(_is_missing(everything, claim) for claim in all_claims()[0])


def _is_missing(everything: Selection, claim: Claim) -> bool:
    try:
        if claim.kind == "score":
            target, inputs = claim.on
            return jobs.answer(score, everything, target=target, inputs=inputs) is None
        if claim.kind == "lift":
            return jobs.answer(video_lift.robust, everything, flag=claim.on[0]) is None
    except CrossfadeError:  # its verdict says so
        return False
    return False


def lead(found: tuple[Verdict, ...]) -> str:
    """Say the page's answer."""
    counts = {
        word: sum(one.verdict == word for one in found)
        for word in ("supported", "rejected", "undecided")
    }
    return (
        f"Of **{len(found)} claims** that playbooks make, this catalogue supports "
        f"**{counts['supported']}**, rejects **{counts['rejected']}** and leaves "
        f"**{counts['undecided']}** undecided{_rest(found)}."
    )


def _rest(found: tuple[Verdict, ...]) -> str:
    """Say of how many claims there is no verdict, so that the counts add up."""
    words = {"pending": "still being computed", "not testable": "cannot be tested here"}
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in words}
    return "".join(f"; **{n}** {words[verdict]}" for verdict, n in counts.items() if n)


def table(found: tuple[Verdict, ...]) -> pd.DataFrame:
    """Return the verdicts as rows."""
    return pd.DataFrame(
        {
            "claim": [one.claim.text for one in found],
            "threshold": [one.claim.threshold for one in found],
            "estimate": [one.estimate for one in found],
            "low": [one.low for one in found],
            "high": [one.high for one in found],
            "verdict": [one.verdict for one in found],
            "measured": [one.measured for one in found],
        }
    )


def number(one: Verdict) -> str:
    """Write what was measured with its interval."""
    if math.isnan(one.estimate):
        return "–"
    return f"{decimal(one.estimate)} [{decimal(one.low)}, {decimal(one.high)}]"


def asked(one: Verdict) -> str:
    """Write the threshold as the claim means it."""
    if one.claim.kind in RATIOS:
        return f"at least {ratio(one.claim.threshold)} times"
    return (
        f"above {decimal(one.claim.threshold)}"
        if one.claim.kind == "tempo_band"
        else (f"at least {decimal(one.claim.threshold)}")
    )


def page_behind(one: Verdict) -> str | None:
    """Return the file of the page behind a claim, None where that page is not there."""
    page = ROOT / "pages" / one.page / "page.py"
    return str(page.relative_to(ROOT)) if page.exists() else None


def columns() -> dict[str, str]:
    """Return the columns that a claim may be about, with their labels."""
    return {name: metrics.label(name) for name in analysis.NUMBERS}


def claim_of(
    text: str,
    kind: str,
    threshold: float | None,
    on: tuple[str | None, ...] = (),
    conditions: tuple[tuple[str | None, float | None, float | None], ...] = (),
) -> Claim:
    """Return the claim that a form's fields say, to be checked by `problems`."""
    return Claim(
        text=" ".join(text.split()),
        kind=kind,  # type: ignore[arg-type]
        threshold=float("nan") if threshold is None else threshold,
        on=tuple(_column(name) for name in on),
        conditions=tuple(
            Condition(_column(name), low, high) for name, low, high in conditions if name
        ),
    )


def _column(typed: str | None) -> str:
    """Return the column that was meant, by its name or its label; else what was typed."""
    by_label = {metrics.label(name).lower(): name for name in analysis.NUMBERS}
    said = (typed or "").strip()
    return by_label.get(said.lower(), said)


def problems(claim: Claim) -> dict[str, str]:
    """Return a sentence for each field that cannot be; also where the wording is taken."""
    found = analysis.problems(claim)
    if claim.text in {one.text for one in all_claims()[0]}:
        found.setdefault("text", "A claim of this wording is there already.")
    return found


def add(claim: Claim) -> None:
    """Keep a claim for this and every later version of the data."""
    kept_claims.add(analysis.to_record(claim))


def remove(text: str) -> None:
    """Drop a claim that a reader added."""
    kept_claims.remove(text)


SCORED = {name: metrics.label(name) for name in metrics.COUNTS}
INPUTS = claim_score.INPUTS
FLAG_LABELS = {name: what[0].upper() + what[1:] for name, what in FLAGS.items()}
