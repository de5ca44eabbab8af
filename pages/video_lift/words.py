"""Sentences, cards and tables of the video lift page."""

import math
from collections.abc import Sequence

import pandas as pd

from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import comparison as analysis
from analytics.video_lift.comparison import Judgement, LiftComparison, Robust
from analytics.video_lift.doubly_robust import HELD_ITSELF, HELD_TRUTH, N_WORLDS
from analytics.video_lift.sample import FLAGS
from data import metrics
from data.metrics import exact, percent, ratio
from pages.ui.wording import Kpi, many

LABELS = {"has_official_video": "Official video", "is_licensed": "Licence"}
HOW = """
**The ladder.** *Ratio of means* and *geometric means* compare all tracks with all others. The
*Welch* test takes tracks as independent; *Mann–Whitney* compares pairs, its error summed by artist;
the *permutation* test shuffles the flag among each artist's own tracks, 999 times.
*Audio, album type equal* is least squares on log streams. *Same artist* compares each artist's
tracks with the same artist's (fixed effects). *Doubly robust* (DoubleML's interactive model, five
folds that share no artist) predicts streams (a ridge regression, then boosted trees of its
residuals) and the chance of the flag (boosted trees) from audio, album type and the artist's other
tracks, and is right if either prediction is. Its ratio is the average over all tracks. Every
interval but Welch's is 95 % by artist.

**Fair?** Overlap: chances below 5 % or above 95 % have hardly any counterpart. Balance: differences
of means in standard deviations, before and after weighting by those chances; within ±0.1 is good.
The robustness value is Chernozhukov et al.'s (2022), computed by DoubleML.

**For whom.** Averages of the doubly robust scores. Intervals hold for all groups together
(Bonferroni), differences from the rest are corrected for their number (Benjamini–Hochberg).

**Cannot be told** is what the page says where more than a tenth of the tracks lack counterparts, or
the same-artist and doubly robust ratios each lie outside the other's interval.

**Doubtful videos** have a channel unlike the artist, no label's, unlicensed and seen less than is
usual; or hardly any views for their streams (3.5 robust standard deviations among tracks of like
streams); or a title without a word of the track's. Left out in one of the other choices alone.

**The literature.** Kretschmer and Peukert (Information Systems Research 2020) measured access to
any online video, and found users' own as effective as official ones: no yardstick for official
against none. The data has no release dates: an artist's 'other tracks' may be later ones.
"""
CONFOUNDERS = {
    "back_n_tracks": "Other tracks: number",
    "has_official_video": "Official video",
    "type_single": "Single",
    "type_compilation": "Compilation",
}


def lead(comparison: LiftComparison, robust: Robust | None, judgement: Judgement | None) -> str:
    """Say the page's answer; without the last rung, that it is being computed."""
    raw, within = comparison.rungs[0], comparison.rungs[-1]
    what = FLAGS[comparison.flag]
    times = f"{ratio(raw.lift)} times"
    if judgement is not None and not judgement.is_identified:
        return (
            f"Tracks with {what} have {times} the streams of other tracks. What {what} itself does "
            f"**cannot be told** from this data: {judgement.reasons[0]}"
        )
    if robust is None or judgement is None:
        return (
            f"Tracks with {what} have {times} the streams of other tracks. Within the same artist "
            f"it is {ratio(within.lift)} {bounds(within)}; the fairest comparison is being "
            "computed."
        )
    best = robust.estimate
    return (
        f"Tracks with {what} have **{times}** the streams of other tracks. "
        f"Like for like, {_change(best)}: a ratio of {ratio(best.lift)} {bounds(best)}"
        f"{_hangs(judgement)}."
    )


def _hangs(judgement: Judgement) -> str:
    """Say between what other choices move the ratio, where it hangs on them."""
    if not judgement.hangs_on:
        return ""
    low, high = judgement.hangs_on
    return f", or {ratio(low.lift)} to {ratio(high.lift)} depending on what is held equal"


def bounds(estimate: RatioEstimate) -> str:
    """Write an estimate's interval."""
    return f"[{ratio(estimate.low)}, {ratio(estimate.high)}]"


def _change(estimate: RatioEstimate) -> str:
    if estimate.low <= 1 <= estimate.high:
        return "**no difference is clear**"
    more = "more" if estimate.lift > 1 else "fewer"
    return f"they have **{percent(abs(estimate.lift - 1), 0)} {more}**"


def kpis(
    comparison: LiftComparison, robust: Robust | None, judgement: Judgement | None
) -> list[Kpi]:
    """Return the page's cards, least fair comparison first."""
    raw, within = comparison.rungs[0], comparison.rungs[-1]
    cards = [_card("Raw ratio", raw, "Mean streams with one over without; nothing held equal.")]
    same_artist = f"Same artist {ratio(within.lift)} {bounds(within)}"
    if robust is None or judgement is None:
        cards.append(Kpi("Like with like", "–", "Being computed", f"{same_artist} so far."))
    elif not judgement.is_identified:
        last = robust.estimate
        said = f"{same_artist}, doubly robust {ratio(last.lift)} {bounds(last)}."
        cards.append(Kpi("Like with like", "–", "Cannot be told", f"Cannot be told. {said}"))
    else:
        text = "Each artist's tracks against the same artist's."
        cards.append(_card("Same artist", within, text))
        text = "Similar tracks by artists of similar standing."
        cards.append(_card("Doubly robust", robust.estimate, text))
    total = comparison.n_with + comparison.n_without
    share = Kpi(
        LABELS[comparison.flag],
        percent(comparison.n_with / total, 0),
        f"{exact(comparison.n_with)} with, {exact(comparison.n_without)} without",
        f"Of {exact(total)} tracks by {exact(comparison.n_artists)} artists.",
    )
    return [*cards, share]


def _card(label: str, e: RatioEstimate, text: str) -> Kpi:
    numbers = f"{e.lift:.4f} [{e.low:.4f}, {e.high:.4f}]"
    return Kpi(label, ratio(e.lift), numbers, f"{text} {bounds(e)}")


def ladder(comparison: LiftComparison, robust: Robust | None) -> pd.DataFrame:
    """Return the picture's numbers: rungs and tests, fairest last."""
    means, typical, adjusted, *fair = analysis.ladder(comparison, robust)
    welch, pairs, shuffled = comparison.tests
    kinds = ("raw", "raw", "test", "test", "fair", "fair", *("fair" for _ in fair))
    return _table([means, typical, welch, pairs, adjusted, shuffled, *fair]).assign(kind=kinds)


def without_doubtful(comparison: LiftComparison) -> pd.DataFrame:
    """Return the quick rungs of all tracks beside those without doubtful videos."""
    rungs = (comparison.rungs, comparison.without_doubtful)
    tables = [
        _table(estimates).assign(is_without=is_without)
        for estimates, is_without in zip(rungs, (False, True), strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


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
        "To explain this away, something unseen such as label spend would have to account for "
        f"**{percent(robust.robustness_value)}** of the differences that are left, in streams and "
        f"in which tracks get {what}; **{percent(robust.robustness_bound)}** would make it "
        "doubtful."
    )
    if left > 0 and taken > 0:
        text += (
            " For scale: the artist's other tracks, once held equal, took the ratio from "
            f"{ratio(robust.without_back.lift)} to {ratio(robust.estimate.lift)}; something "
            f"**{ratio(left / taken)} times** as strong would take the rest."
        )
    return text


def sampling() -> str:
    """Say what the interval is sure about, with how often it held in simulated catalogues."""
    return (
        f"The interval allows for chance, not for fame. In {N_WORLDS} simulated catalogues where "
        "fame decides who gets a video and shows only in the artist's other tracks, it held the "
        f"true effect **{HELD_TRUTH}** times, and the method's own average **{HELD_ITSELF}** times."
    )


def doubtful(comparison: LiftComparison) -> str:
    """Say how many videos may not be the track's own, and what leaving them out does."""
    if not comparison.n_doubtful:
        return "No track seems to have the wrong video."
    total = comparison.n_with + comparison.n_without
    text = (
        f"**{exact(comparison.n_doubtful)}** of {exact(total)} tracks may have the wrong video: "
        "its channel is neither the artist's nor a label's, its views are far too few for the "
        "streams, or its title is another's."
    )
    if not comparison.without_doubtful:
        return f"{text} Without them, too few tracks are left to compare."
    within, left = comparison.rungs[-1], comparison.without_doubtful[-1]
    return (
        f"{text} Without them, the same-artist ratio is {ratio(left.lift)} {bounds(left)} instead "
        f"of {ratio(within.lift)} {bounds(within)}."
    )


def together(comparison: LiftComparison) -> str:
    """Say how the two flags hang together, which no method can take apart."""
    columns = comparison.together[["has_official_video", "is_licensed", "n_tracks"]]
    counts = {
        (bool(video), bool(licence)): int(n) for video, licence, n in columns.to_numpy().tolist()
    }
    both, alone = counts.get((True, True), 0), counts.get((True, False), 0)
    licence_only = counts.get((False, True), 0)
    has, only = "has" if both == 1 else "have", exact(licence_only) if licence_only else "none"
    said = (
        f"{many(both, 'track')} {has} an official video with a licence, {exact(alone)} an "
        f"official video without one, and {only} a licence but no official video."
    )
    if len(comparison.by_licence) < 2:
        return said
    licensed, unlicensed = comparison.by_licence
    return (
        f"{said} Within the same artist, a licensed video has {ratio(licensed.lift)} "
        f"{bounds(licensed)} times the streams of none, an unlicensed one {ratio(unlicensed.lift)} "
        f"{bounds(unlicensed)}. Hold the licence equal, and only the unlicensed video's lift is "
        "left."
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
        return "No group has enough comparable tracks to tell its lift."
    differing = known[known["verdict"] == "differs from the rest"]
    if differing.empty:
        return f"None of {many(len(known), 'group')} clearly differs from the rest."
    pairs = differing[["group", "lift"]].to_numpy().tolist()
    named = ", ".join(f"{group} ({ratio(lift)})" for group, lift in pairs)
    differ = "differs" if len(differing) == 1 else "differ"
    return (
        f"{len(differing)} of {many(len(known), 'group')} clearly {differ} from the rest: {named}."
    )
