"""How each kind of claim is measured, and how its verdict is reached."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.claims.claim import Claim, Outcome, Verdict
from analytics.claims.score import Score
from analytics.correlations.segments import TEMPO_BANDS
from analytics.features import condition
from analytics.features.hits import is_hit
from analytics.stats.clustered import RatioEstimate, ratio_of_means
from analytics.stats.correlation import (
    Scores,
    correlate,
    correlations,
    differences,
    estimate,
    resample,
)
from analytics.video_lift.sample import FLAGS, MIN_GROUP
from data import metrics
from data.errors import CrossfadeError, NotEnoughData
from data.metrics import decimal

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
    return Verdict(claim, value, low, high, outcome, what)


def pending(claim: Claim) -> Verdict:
    """Return the verdict of a claim whose measurement is still being computed."""
    nan = float("nan")
    return Verdict(claim, nan, nan, nan, "pending", "")


def not_testable(claim: Claim, error: CrossfadeError) -> Verdict:
    """Return the verdict of a claim that this data cannot test."""
    nan = float("nan")
    return Verdict(claim, nan, nan, nan, "not testable", "", error.message)


def of_score(claim: Claim, score: Score) -> Verdict:
    """Judge a claim about a prediction."""
    what = f"R² of log {claim.on[0]} from {claim.on[1]}, on artists not seen"
    return verdict(claim, (score.r2, score.low, score.high, what))


def of_lift(
    claim: Claim, robust: RatioEstimate, raw: RatioEstimate, reasons: tuple[str, ...]
) -> Verdict:
    """Judge a claim about a lift by its doubly robust estimate, the raw ratio beside it.

    Parameters
    ----------
    claim : Claim
    robust, raw : RatioEstimate
    reasons : tuple of str
        Why the lift is not identified; empty where it is.
    """
    if reasons:
        return not_testable(claim, NotEnoughData(f"Cannot be told: {reasons[0]}"))
    what = f"doubly robust lift of {FLAGS[claim.on[0]]}; raw ratio {decimal(raw.lift)}"
    return verdict(claim, (robust.lift, robust.low, robust.high, what))


def of_tracks(claim: Claim, tracks: pd.DataFrame, *, hit_threshold: float) -> Verdict:
    """Test a claim that takes no fitting.

    Parameters
    ----------
    claim : Claim
        Of kind 'rule', 'correlation', 'top_quarter' or 'tempo_band'.
    tracks : DataFrame of shape (n_tracks, k)
        With `claim.NEEDED`.
    hit_threshold : float
        Streams from which on a track is a hit, of the whole version.

    Returns
    -------
    Verdict
        'not testable' where there are too few tracks.
    """
    measures: dict[str, Callable[[Claim, pd.DataFrame], Measured]] = {
        "rule": partial(_rule, hit_threshold=hit_threshold),
        "correlation": _correlation,
        "top_quarter": _top_quarter,
        "tempo_band": _tempo_band,
    }
    ordered = tracks.sort_values("track_id", ignore_index=True)
    try:
        return verdict(claim, measures[claim.kind](claim, ordered))
    except CrossfadeError as error:
        return not_testable(claim, error)


def _correlation(claim: Claim, tracks: pd.DataFrame) -> Measured:
    x, y = claim.on
    ranks = correlate(tracks, x=x, y=y, method="spearman")
    what = f"rank correlation of {_name(x)} and {_name(y)}"
    return ranks.r, ranks.low, ranks.high, what


def _top_quarter(claim: Claim, tracks: pd.DataFrame) -> Measured:
    column = claim.on[0]
    known = tracks.dropna(subset=["streams", column])
    inside = (known[column] >= known[column].quantile(0.75)).to_numpy()
    what = f"mean streams of the top quarter by {_name(column)} over those of the rest"
    return *_ratio(known["streams"].to_numpy(dtype=float), inside, known["artist"]), what


def _rule(claim: Claim, tracks: pd.DataFrame, *, hit_threshold: float) -> Measured:
    known = tracks.dropna(subset=["streams", *(part.column for part in claim.conditions)])
    inside = condition.mask(claim.conditions, known)
    hits = is_hit(known["streams"], hit_threshold)
    what = f"hit rate with {condition.words(claim.conditions)} over the rest's"
    return *_ratio(hits, inside, known["artist"]), what


def _ratio(
    values: npt.NDArray[np.float64], inside: npt.NDArray[np.bool_], artists: pd.Series
) -> tuple[float, float, float]:
    if min(inside.sum(), (~inside).sum()) < MIN_GROUP:
        raise NotEnoughData(
            f"At least {MIN_GROUP} tracks are needed on either side; there are "
            f"{int(inside.sum())} on one and {int((~inside).sum())} on the other."
        )
    log_ratio = ratio_of_means(values, inside, artists)
    if not log_ratio.degrees:
        raise NotEnoughData("All tracks are by one artist, so nobody can say how sure a figure is.")
    ratio, low, high = np.exp([log_ratio.value, *log_ratio.interval()]).tolist()
    return ratio, low, high


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
    known = [i for i, band in enumerate(correlations(estimates)) if np.isfinite(band.r)]
    rivals = [i for i in known if i > 0]
    if 0 not in known or not rivals:
        raise NotEnoughData("Too few tracks are in the band, or in all other bands, to compare.")
    first = [0] * len(rivals)
    gap, gap_low, gap_high, _ = differences(estimates, first, rivals, n_comparisons=len(rivals))
    what = (
        f"rank correlation at {low:g}–{high:g} BPM ({decimal(float(estimates.r[0]))}) less the "
        f"highest of {len(rivals)} other bands ({decimal(float(estimates.r[rivals].max()))})"
    )
    return float(gap.min()), float(gap_low.min()), float(gap_high.min()), what


def _name(column: str) -> str:
    return metrics.label(column).lower()
