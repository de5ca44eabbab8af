"""Sentences, cards and tables of the video lift page."""

import math
from collections.abc import Sequence

import pandas as pd

from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import comparison as analysis
from analytics.video_lift.comparison import LITERATURE, Judgement, LiftComparison, Robust
from analytics.video_lift.sample import FLAGS
from data import metrics
from data.metrics import exact, percent, ratio
from pages.ui.wording import Kpi

LABELS = {"has_official_video": "Official video", "is_licensed": "Licence"}
CONFOUNDERS = {
    "back_n_tracks": "Other tracks: number",
    "n_artists": "Artists listed",
    "has_official_video": "Official video",
    "type_single": "Single",
    "type_compilation": "Compilation",
}
LITERATURE_RANGE = f"{ratio(LITERATURE[0])} to {ratio(LITERATURE[1])}"


def lead(comparison: LiftComparison, robust: Robust | None, judgement: Judgement | None) -> str:
    """Say the page's answer; without the last rung, that it is being computed."""
    raw, within = comparison.rungs[0], comparison.rungs[-1]
    what = FLAGS[comparison.flag]
    start = f"Tracks with {what} have **{ratio(raw.lift)} times** the streams of the rest."
    if robust is None or judgement is None:
        return (
            f"{start} Within the same artist it is **{ratio(within.lift)}** {bounds(within)}. "
            "The fairest comparison is being computed."
        )
    if not judgement.is_identified:
        return f"{start} What {what} itself does is **not identified** here: {judgement.reasons[0]}"
    best = robust.estimate
    return (
        f"{start} Most of that is the artist: compared like with like, {what} goes with "
        f"**{_change(best)}** streams, a ratio of {ratio(best.lift)} {bounds(best)}."
    )


def bounds(estimate: RatioEstimate) -> str:
    """Write an estimate's interval."""
    return f"[{ratio(estimate.low)}, {ratio(estimate.high)}]"


def _change(estimate: RatioEstimate) -> str:
    if estimate.low <= 1 <= estimate.high:
        return "no change that can be told from chance in"
    return f"{percent(abs(estimate.lift - 1), 0)} {'more' if estimate.lift > 1 else 'fewer'}"


def kpis(comparison: LiftComparison, robust: Robust | None) -> list[Kpi]:
    """Return the page's cards, least fair comparison first."""
    shown = [
        ("Raw ratio", comparison.rungs[0], "Mean streams with over without; nothing held equal."),
        ("Same artist", comparison.rungs[-1], "Each artist's tracks against the same artist's."),
    ]
    if robust is not None:
        shown.append(("Doubly robust", robust.estimate, "Like tracks by artists of like standing."))
    cards = [
        Kpi(
            label, ratio(e.lift), f"{e.lift:.4f} [{e.low:.4f}, {e.high:.4f}]", f"{text} {bounds(e)}"
        )
        for label, e, text in shown
    ]
    total = comparison.n_with + comparison.n_without
    share = Kpi(
        LABELS[comparison.flag],
        percent(comparison.n_with / total, 0),
        f"{exact(comparison.n_with)} with, {exact(comparison.n_without)} without",
        f"Of {exact(total)} tracks by {exact(comparison.n_artists)} artists.",
    )
    return [*cards, share]


def ladder(comparison: LiftComparison, robust: Robust | None) -> pd.DataFrame:
    """Return the picture's numbers: rungs and tests, fairest last."""
    means, typical, adjusted, *fair = analysis.ladder(comparison, robust)
    welch, pairs, shuffled = comparison.tests
    kinds = ("raw", "raw", "test", "test", "fair", "fair", *("fair" for _ in fair))
    return _table([means, typical, welch, pairs, adjusted, shuffled, *fair]).assign(kind=kinds)


def specifications(comparison: LiftComparison) -> pd.DataFrame:
    """Return the within-artist estimate under other choices."""
    return _table(comparison.specifications)


def _table(estimates: Sequence[RatioEstimate]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "estimator": [e.estimator for e in estimates],
            "label": [e.label for e in estimates],
            "lift": [e.lift for e in estimates],
            "low": [e.low for e in estimates],
            "high": [e.high for e in estimates],
            "p_value": [e.p_value for e in estimates],
            "meaning": [e.meaning for e in estimates],
        }
    )


def balance(robust: Robust, n_shown: int = 12) -> pd.DataFrame:
    """Return how unlike both sides are, before and after weighting, in words."""
    table = robust.balance.head(n_shown)
    return table.assign(label=table["covariate"].map(_covariate))


def _covariate(name: str) -> str:
    if name in CONFOUNDERS:
        return CONFOUNDERS[name]
    if name.startswith("back_"):
        _, count, what = name.split("_")
        return f"Other tracks: {what} {count}"
    return metrics.label(name)


def strength(robust: Robust) -> str:
    """Say how strong something unseen would have to be, beside the back catalogue."""
    what = FLAGS[robust.flag]
    left = math.log(robust.estimate.lift)
    taken = math.log(robust.without_back.lift) - left
    text = (
        f"Something unseen would have to explain **{percent(robust.robustness_value)}** both of "
        f"what is left open in streams and of which tracks get {what} to bring the ratio down to 1 "
        f"(**{percent(robust.robustness_bound)}** to make 1 possible)."
    )
    if left > 0 and taken > 0:
        text += (
            f" For scale: holding the artist's other tracks equal took the ratio from "
            f"{ratio(robust.without_back.lift)} to {ratio(robust.estimate.lift)}; something "
            f"**{ratio(left / taken)} times** as strong would explain the rest."
        )
    return text


def together(comparison: LiftComparison) -> str:
    """Say how the two flags hang together, which no method can take apart."""
    columns = comparison.together[["has_official_video", "is_licensed", "n_tracks"]]
    counts = {
        (bool(video), bool(licence)): int(n) for video, licence, n in columns.to_numpy().tolist()
    }
    both, alone = counts.get((True, True), 0), counts.get((True, False), 0)
    licence_only = counts.get((False, True), 0)
    return (
        f"{exact(both)} tracks have an official video with a licence, {exact(alone)} one without, "
        f"and {exact(licence_only)} a licence without an official video."
    )


def groups(robust: Robust) -> pd.DataFrame:
    """Return the groups with a verdict each."""
    table = robust.groups.copy()
    clear = table["p_adjusted"] < 0.05
    table["verdict"] = "like the rest"
    table.loc[clear, "verdict"] = "differs from the rest"
    table.loc[~table["is_identified"], "verdict"] = "too few counterparts"
    return table


def for_whom(robust: Robust) -> str:
    """Say whether the lift differs between groups."""
    table = groups(robust)
    known = table[table["is_identified"]]
    if known.empty:
        return "For no group are there enough counterparts to tell its lift."
    differing = known[known["verdict"] == "differs from the rest"]
    if differing.empty:
        return (
            f"None of {len(known)} groups differs from the rest beyond what looking at so many "
            "of them brings up by chance."
        )
    pairs = differing[["group", "lift"]].to_numpy().tolist()
    named = ", ".join(f"{group} ({ratio(lift)})" for group, lift in pairs)
    return f"{len(differing)} of {len(known)} groups differ from the rest: {named}."
