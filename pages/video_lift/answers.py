"""What the video lift page asks, and its answers in words."""

from collections.abc import Sequence

import pandas as pd

from analytics import kept
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import comparison as analysis
from analytics.video_lift.comparison import COLUMNS, LITERATURE, Judgement, LiftComparison, Robust
from data import metrics
from data.jobs.progress import Progress
from data.metrics import exact, percent, ratio
from data.reads import decide as reads_decide
from data.selection import Selection
from pages.ui.wording import Kpi

FLAGS = {"has_official_video": "Official video", "is_licensed": "Licence"}
WITH = {"has_official_video": "an official video", "is_licensed": "a licence"}
CONFOUNDERS = {
    "back_n_tracks": "Other tracks: number",
    "n_artists": "Artists listed",
    "has_official_video": "Official video",
    "type_single": "Single",
    "type_compilation": "Compilation",
}


@kept.in_memory
def comparison(selection: Selection, *, flag: str) -> LiftComparison:
    """Climb the quick rungs of the ladder."""
    return analysis.compare(reads_decide.lift_tracks(selection, COLUMNS), flag=flag)


@kept.on_disk
def robust(
    selection: Selection, *, flag: str, progress: Progress = lambda share, text: None
) -> Robust:
    """Climb the last rung, which takes seconds."""
    tracks = reads_decide.lift_tracks(selection, COLUMNS)
    return analysis.robust(tracks, flag=flag, progress=progress)


def lead(found: LiftComparison, last: Robust | None) -> str:
    """Say the page's answer."""
    raw, within = found.rungs[0], found.rungs[-1]
    what = WITH[found.flag]
    start = f"Tracks with {what} have **{ratio(raw.lift)} times** the streams of the rest."
    if last is None:
        return (
            f"{start} Within the same artist it is **{ratio(within.lift)}** {bounds(within)}. "
            "The fairest comparison is being computed."
        )
    verdict = analysis.judge(found, last)
    if not verdict.is_identified:
        return f"{start} What {what} itself does is **not identified** here: {verdict.reasons[0]}"
    best = last.estimate
    return (
        f"{start} Most of that is the artist: compared like with like, {what} goes with "
        f"**{_change(best)}** streams, a ratio of {ratio(best.lift)} {bounds(best)}."
    )


def bounds(found: RatioEstimate) -> str:
    """Write an estimate's interval."""
    return f"[{ratio(found.low)}, {ratio(found.high)}]"


def _change(found: RatioEstimate) -> str:
    if found.low <= 1 <= found.high:
        return "no change that can be told from chance in"
    return f"{percent(abs(found.lift - 1), 0)} {'more' if found.lift > 1 else 'fewer'}"


def kpis(found: LiftComparison, last: Robust | None) -> list[Kpi]:
    """Return the page's cards, least fair comparison first."""
    shown = [
        ("Raw ratio", found.rungs[0], "Mean streams with over without; nothing held equal."),
        ("Same artist", found.rungs[-1], "Each artist's tracks against the same artist's."),
    ]
    if last is not None:
        shown.append(("Doubly robust", last.estimate, "Like tracks by artists of like standing."))
    cards = [
        Kpi(
            label, ratio(e.lift), f"{e.lift:.4f} [{e.low:.4f}, {e.high:.4f}]", f"{text} {bounds(e)}"
        )
        for label, e, text in shown
    ]
    total = found.n_with + found.n_without
    share = Kpi(
        FLAGS[found.flag],
        percent(found.n_with / total, 0),
        f"{exact(found.n_with)} with, {exact(found.n_without)} without",
        f"Of {exact(total)} tracks by {exact(found.n_artists)} artists.",
    )
    return [*cards, share]


def judgement(found: LiftComparison, last: Robust) -> Judgement:
    """Say whether the data can answer."""
    return analysis.judge(found, last)


def ladder(found: LiftComparison, last: Robust | None) -> pd.DataFrame:
    """Return the picture's numbers: rungs and tests, fairest last."""
    means, typical, adjusted, *fair = analysis.ladder(found, last)
    welch, pairs, shuffled = found.tests
    kinds = ("raw", "raw", "test", "test", "fair", "fair", *("fair" for _ in fair))
    return _table([means, typical, welch, pairs, adjusted, shuffled, *fair]).assign(kind=kinds)


def specifications(found: LiftComparison) -> pd.DataFrame:
    """Return the within-artist estimate under other choices."""
    return _table(found.specifications)


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


def balance(last: Robust, n_shown: int = 12) -> pd.DataFrame:
    """Return how unlike both sides are, before and after weighting, in words."""
    return last.balance.head(n_shown).assign(label=lambda table: table["covariate"].map(_covariate))


def _covariate(name: str) -> str:
    if name in CONFOUNDERS:
        return CONFOUNDERS[name]
    if name.startswith("back_"):
        _, count, what = name.split("_")
        return f"Other tracks: {what} {count}"
    return metrics.label(name)


def strength(last: Robust) -> str:
    """Say how strong something unseen would have to be, beside the back catalogue."""
    import math

    what = WITH[last.flag]
    left = math.log(last.estimate.lift)
    taken = math.log(last.without_back.lift) - left
    text = (
        f"Something unseen would have to explain **{percent(last.robustness_value)}** both of what "
        f"is left open in streams and of which tracks get {what} to bring the ratio down to 1 "
        f"(**{percent(last.robustness_bound)}** to make 1 possible)."
    )
    if left > 0 and taken > 0:
        text += (
            f" For scale: holding the artist's other tracks equal took the ratio from "
            f"{ratio(last.without_back.lift)} to {ratio(last.estimate.lift)}; something "
            f"**{ratio(left / taken)} times** as strong would explain the rest."
        )
    return text


def together(found: LiftComparison) -> str:
    """Say how the two flags hang together, which no method can take apart."""
    columns = found.together[["has_official_video", "is_licensed", "n_tracks"]]
    counts = {
        (bool(video), bool(licence)): int(n) for video, licence, n in columns.to_numpy().tolist()
    }
    both, alone = counts.get((True, True), 0), counts.get((True, False), 0)
    licence_only = counts.get((False, True), 0)
    return (
        f"{exact(both)} tracks have an official video with a licence, {exact(alone)} one without, "
        f"and {exact(licence_only)} a licence without an official video."
    )


def groups(last: Robust) -> pd.DataFrame:
    """Return the groups with a verdict each."""
    table = last.groups.copy()
    clear = table["p_adjusted"] < 0.05
    table["verdict"] = "like the rest"
    table.loc[clear, "verdict"] = "differs from the rest"
    table.loc[~table["is_identified"], "verdict"] = "too few counterparts"
    return table


def for_whom(last: Robust) -> str:
    """Say whether the lift differs between groups."""
    table = groups(last)
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


LITERATURE_WORDS = f"{ratio(LITERATURE[0])} to {ratio(LITERATURE[1])}"
