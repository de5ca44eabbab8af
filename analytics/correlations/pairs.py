"""Which figures of a track go together: every pair of variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from analytics.correlations.controls import joined, other_audio_equal, within_artists
from analytics.correlations.travel import PLATFORMS, travel
from analytics.correlations.variables import VARIABLES
from analytics.stats.correlation import (
    CONFIDENCE,
    Correlation,
    Estimates,
    Method,
    Scores,
    correlations,
    enough,
    estimate,
    resample,
)
from analytics.stats.multiple_testing import adjust
from analytics.stats.resampling import N_REPLICATES
from data.metrics import AUDIO_FEATURES, parts


@dataclass(frozen=True, eq=False, slots=True)
class Correlations:
    """All pairs of variables, and what they say of each audio feature."""

    method: str
    headline: Correlation
    """Streams with views."""
    pairs: pd.DataFrame
    """One row per pair: x, y, r, low, high, n_tracks, n_artists, p_value, p_adjusted,
    is_built_in (one is computed from the other), is_clear (distinguishable from zero)."""
    travel: pd.DataFrame
    """One row per audio feature, sorted by verdict: feature; streams, views and difference; the
    links within artists (within_streams, within_views) and with the other audio held equal
    (partial_streams, partial_views); each with _low and _high bounds that hold for all of these and
    all features together; verdict, one of `travel.VERDICTS`; holds, one of `travel.HOLDS`."""
    n_tracks: int
    n_artists: int
    n_replicates: int


def correlate_pairs(
    tracks: pd.DataFrame,
    *,
    method: Method = "pearson",
    variables: Sequence[str] = VARIABLES,
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Correlations:
    """Correlate every pair of variables over the tracks where both are known.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        One row per recording. Needs `artist` and the variables.
    method : {"pearson", "spearman"}, default="pearson"
        Pearson takes counts and the cross-platform ratio as ln(1 + x).
    variables : sequence of str, default=VARIABLES
        Starts with `streams` and `views`.
    n_replicates : int, default=1000
        Number of samples of artists.
    random_state : int, default=0

    Returns
    -------
    Correlations
        Pairs of too few tracks or artists are NaN.

    Raises
    ------
    NotEnoughData
        If streams and views are such a pair.

    Notes
    -----
    Intervals as in `analytics.stats.correlation.correlate`. Pairs that are built in stay out of the
    Benjamini-Hochberg adjustment: certain hits would make it lenient on the rest.
    """
    resamples = resample(tracks, n_replicates, random_state)
    scores = Scores(tracks, method)
    names = list(combinations(variables, 2))
    estimates = estimate([scores.pair(x, y) for x, y in names], resamples)
    features = [name for name in variables if name in AUDIO_FEATURES]
    audio = [(count, name) for count in PLATFORMS for name in features]
    partial = [other_audio_equal(scores, resamples, count, features) for count in PLATFORMS]
    table = travel(
        names,
        estimates,
        features,
        within=within_artists(scores, resamples, audio),
        partial=joined(partial),
    )
    return Correlations(
        method=method,
        headline=enough(correlations(estimates)[names.index(("streams", "views"))]),
        pairs=_table(names, estimates),
        travel=table,
        n_tracks=len(tracks),
        n_artists=resamples.n_artists,
        n_replicates=n_replicates,
    )


def _table(names: Sequence[tuple[str, str]], estimates: Estimates) -> pd.DataFrame:
    pairs = pd.DataFrame(names, columns=["x", "y"]).join(pd.DataFrame(correlations(estimates)))
    pairs["is_built_in"] = [_is_built_in(x, y) for x, y in names]
    pairs["p_adjusted"] = adjust(pairs["p_value"].mask(pairs["is_built_in"]))
    pairs["is_clear"] = pairs["p_adjusted"] < 1 - CONFIDENCE
    return pairs


def _is_built_in(x: str, y: str) -> bool:
    """Whether one is computed from the other, or both from something in common."""
    return not parts(x).isdisjoint(parts(y))
