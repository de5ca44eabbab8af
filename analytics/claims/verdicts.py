"""How each kind of claim is measured, and what its verdict says."""

from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.claims.claim import PAGES, Claim, Condition, Outcome, Verdict
from analytics.claims.score import Score
from analytics.correlations.correlate import TEMPO_BANDS
from analytics.features.matrix import hits
from analytics.stats.clustered import RatioEstimate, as_ratio, ratio_of_means
from analytics.stats.correlation import Scores, differences, estimate, link, links, resample
from analytics.video_lift.sample import FLAGS, MIN_GROUP
from data import metrics
from data.errors import CrossfadeError, NotEnoughData
from data.metrics import decimal, percent

Measured = tuple[float, float, float, str]
"""Estimate, low, high, and what was measured."""


def verdict(claim: Claim, measured: Measured) -> Verdict:
    """Hold what was measured against the threshold."""
    value, low, high, what = measured
    outcome: Outcome = "undecided"
    if low >= claim.threshold:
        outcome = "supported"
    elif high < claim.threshold:
        outcome = "rejected"
    return Verdict(
        claim,
        value,
        low,
        high,
        outcome,
        what,
        _sentence(claim, measured, outcome),
        PAGES[claim.kind],
    )


def pending(claim: Claim) -> Verdict:
    """Return the verdict of a claim whose measurement is still being computed."""
    nan = float("nan")
    text = "This measurement takes a while; it is made when the page Claims is open."
    return Verdict(claim, nan, nan, nan, "pending", "", text, PAGES[claim.kind])


def not_testable(claim: Claim, error: CrossfadeError) -> Verdict:
    """Return the verdict of a claim that this data cannot test."""
    nan = float("nan")
    return Verdict(claim, nan, nan, nan, "not testable", "", error.message, PAGES[claim.kind])


def of_score(claim: Claim, found: Score) -> Verdict:
    """Judge a claim about a prediction."""
    what = f"R² of log {claim.on[0]} from {claim.on[1]}, on artists not seen"
    return verdict(claim, (found.r2, found.low, found.high, what))


def of_lift(claim: Claim, robust: RatioEstimate, raw: RatioEstimate, reasons: tuple[str, ...]) -> Verdict:
    """Judge a claim about a lift by its doubly robust estimate, the raw ratio beside it.

    Parameters
    ----------
    claim : Claim
    robust, raw : RatioEstimate
    reasons : tuple of str
        Why the lift is not identified; empty where it is.
    """
    if reasons:
        return not_testable(claim, NotEnoughData(f"Not identified: {reasons[0]}"))
    what = f"doubly robust lift of {FLAGS[claim.on[0]]}; raw ratio {decimal(raw.lift)}"
    return verdict(claim, (robust.lift, robust.low, robust.high, what))


def quick(claim: Claim, tracks: pd.DataFrame) -> Verdict:
    """Test a claim that takes no fitting.

    Parameters
    ----------
    claim : Claim
        Of kind 'rule', 'correlation', 'top_quarter' or 'tempo_band'.
    tracks : DataFrame of shape (n_tracks, k)
        With `claims.NEEDED`.
    """
    how = {
        "rule": _rule,
        "correlation": _correlation,
        "top_quarter": _top_quarter,
        "tempo_band": _tempo_band,
    }[claim.kind]
    ordered = tracks.sort_values("track_id", ignore_index=True)
    try:
        return verdict(claim, how(claim, ordered))
    except CrossfadeError as error:
        return not_testable(claim, error)


def _correlation(claim: Claim, tracks: pd.DataFrame) -> Measured:
    x, y = claim.on
    found = link(tracks, x=x, y=y, method="spearman")
    what = f"rank correlation of {_name(x)} and {_name(y)}"
    return found.r, found.low, found.high, what


def _top_quarter(claim: Claim, tracks: pd.DataFrame) -> Measured:
    column = claim.on[0]
    known = tracks.dropna(subset=["streams", column])
    inside = (known[column] >= known[column].quantile(0.75)).to_numpy()
    what = f"mean streams of the top quarter by {_name(column)} over those of the rest"
    return *_ratio(known["streams"].to_numpy(dtype=float), inside, known["artist"]), what


def _rule(claim: Claim, tracks: pd.DataFrame) -> Measured:
    columns = [condition.column for condition in claim.conditions]
    known = tracks.dropna(subset=["streams", *columns])
    is_hit = hits(tracks).is_hit[known.index.to_numpy()]
    inside = np.ones(len(known), dtype=bool)
    for condition in claim.conditions:
        inside &= _inside(known[condition.column].to_numpy(dtype=float), condition)
    rule = " and ".join(_words(condition) for condition in claim.conditions)
    return *_ratio(is_hit, inside, known["artist"]), f"hit rate with {rule} over the rest's"


def _ratio(
    values: np.ndarray, inside: np.ndarray, artists: pd.Series
) -> tuple[float, float, float]:
    if min(inside.sum(), (~inside).sum()) < MIN_GROUP:
        raise NotEnoughData(
            f"{int(inside.sum())} tracks on one side and {int((~inside).sum())} on the other; "
            f"at least {MIN_GROUP} are needed on either."
        )
    found = as_ratio("", "", ratio_of_means(values, inside, artists))
    return found.lift, found.low, found.high


def _inside(values: np.ndarray, condition: Condition) -> np.ndarray:
    low = -np.inf if condition.low is None else condition.low
    high = np.inf if condition.high is None else condition.high
    return (values >= low) & (values <= high)


def _tempo_band(claim: Claim, tracks: pd.DataFrame) -> Measured:
    """Compare the band's rank correlation with every other band's, corrected for their number.

    The estimate and both bounds are those of the hardest comparison, so that the claim is
    supported only where the band is beyond doubt above each other one, and rejected as soon as
    one other band is beyond doubt above it.
    """
    low, high = claim.conditions[0].low or 0.0, claim.conditions[0].high or np.inf
    tempo = tracks["tempo"].to_numpy(dtype=float)
    others = [
        (max(a, 0.0), min(b, low) if a < low else b)
        for a, b in pairwise(TEMPO_BANDS)
        if b <= low or a >= high
    ]
    masks = [(tempo >= a) & (tempo < b) for a, b in ((low, high), *others)]
    scores = Scores(tracks, "spearman")
    pairs = [scores.pair("streams", "views", within=mask) for mask in masks]
    estimates = estimate(pairs, resample(tracks, 1_000, 0))
    known = [i for i, found in enumerate(links(estimates)) if np.isfinite(found.r)]
    rivals = [i for i in known if i > 0]
    if 0 not in known or not rivals:
        raise NotEnoughData("too few tracks in the band, or in all other bands, to compare.")
    first = [0] * len(rivals)
    gap, gap_low, gap_high, _ = differences(estimates, first, rivals, n_comparisons=len(rivals))
    what = (
        f"rank correlation at {low:g}–{high:g} BPM ({decimal(float(estimates.r[0]))}) less the "
        f"highest of {len(rivals)} other bands ({decimal(float(estimates.r[rivals].max()))})"
    )
    return float(gap.min()), float(gap_low.min()), float(gap_high.min()), what


def _sentence(claim: Claim, measured: Measured, outcome: Outcome) -> str:
    value, low, high, _ = measured
    if claim.kind in ("rule", "top_quarter", "lift"):
        said, reached = _percent(value), _percent(claim.threshold)
        bounds = f"{_percent(low)} to {_percent(high)}"
    else:
        said, reached = decimal(value), decimal(claim.threshold)
        bounds = f"{decimal(low)} to {decimal(high)}"
    end = {
        "supported": "all of it reaches",
        "rejected": "all of it stays below",
        "undecided": "it lies on both sides of",
    }[outcome]
    return f"Measured {said}; the interval runs from {bounds}, and {end} {reached}."


def _percent(ratio: float) -> str:
    change = ratio - 1
    return f"{percent(abs(change), 0)} {'more' if change >= 0 else 'less'}"


def _name(column: str) -> str:
    return metrics.label(column).lower()


def _words(condition: Condition) -> str:
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (("from", condition.low), ("to", condition.high))
        if bound is not None
    ]
    return f"{_name(condition.column)} {' '.join(bounds)}"
