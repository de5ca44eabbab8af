"""Audio features' links with plays once more: within artists, and with the other audio held equal.

Louder artists may be more famous ones, and louder tracks more energetic ones. A link that holds
between the tracks of one artist, and beside the other audio features, is neither of these.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.stats.correlation import (
    MIN_ARTISTS,
    MIN_TRACKS,
    Estimates,
    Floats,
    Pair,
    Scores,
    estimate,
)
from analytics.stats.resampling import ArtistResamples

KNOWN_SHARE = 0.9
"""A feature that fewer tracks have than this is not held equal and gets no link of that kind: each
further one leaves only the tracks that have all of them."""


def within_artists(
    scores: Scores, resamples: ArtistResamples, pairs: Sequence[tuple[str, str]]
) -> Estimates:
    """Correlate what differs between tracks of one artist.

    Parameters
    ----------
    scores : Scores
        Of the tracks that were resampled.
    resamples : ArtistResamples
    pairs : sequence of (x, y)

    Returns
    -------
    Estimates
        Over the tracks of artists that have at least two with both figures.

    Notes
    -----
    Each artist's mean is taken off both variables. The coefficient is that of repeated measures;
    source: Bakdash and Marusich (2017), `pingouin.rm_corr`.
    """
    return estimate([_off_the_mean(scores, resamples, x, y) for x, y in pairs], resamples)


def _off_the_mean(scores: Scores, resamples: ArtistResamples, x: str, y: str) -> Pair:
    both = scores.pair(x, y).both
    several = np.bincount(resamples.artists[both], minlength=resamples.n_artists) > 1
    pair = scores.pair(x, y, within=several[resamples.artists])
    artists = resamples.artists[pair.both]
    sizes = np.maximum(np.bincount(artists), 1)

    def centred(values: Floats) -> Floats:
        means = np.bincount(artists, weights=values[pair.both]) / sizes
        result = np.zeros_like(values)
        result[pair.both] = values[pair.both] - means[artists]
        return result

    return Pair(centred(pair.x), centred(pair.y), pair.both)


def other_audio_equal(
    scores: Scores, resamples: ArtistResamples, count: str, features: Sequence[str]
) -> Estimates:
    """Correlate a count with each audio feature, the other features held equal.

    Parameters
    ----------
    scores : Scores
        Of the tracks that were resampled.
    resamples : ArtistResamples
    count : str
        `streams` or `views`.
    features : sequence of str

    Returns
    -------
    Estimates
        Partial correlations, over the tracks that have the count and all features that at least
        `KNOWN_SHARE` of the tracks have; NaN for the others.

    Notes
    -----
    From the inverse of the correlation matrix, worked out anew in each replicate; source: Whittaker
    (1990), `pingouin.pcorr`.
    """
    known = {name: scores.pair(count, name).both for name in features}
    counted = scores.pair(count, count).both
    least = KNOWN_SHARE * np.count_nonzero(counted)
    complete = counted.copy()
    for both in known.values():
        if np.count_nonzero(both) >= least:
            complete &= both
    pairs = [scores.pair(count, name, within=complete) for name in features]
    used = [
        place
        for place, (name, pair) in enumerate(zip(features, pairs, strict=True))
        if np.count_nonzero(known[name]) >= least and pair.y.any()
    ]
    n_tracks, n_artists = int(complete.sum()), resamples.artists_with(complete)
    r = np.full(len(features), np.nan)
    replicates = np.full((len(resamples.weights), len(features)), np.nan)
    if used and n_tracks >= MIN_TRACKS and n_artists >= MIN_ARTISTS:
        columns = [pairs[used[0]].x, *(pairs[place].y for place in used)]
        whole, again = _partial(columns, complete.astype(np.float64), resamples)
        r[used], replicates[:, used] = whole, again
    return Estimates(
        r,
        replicates,
        np.full(len(features), n_tracks),
        np.full(len(features), n_artists),
    )


def _partial(
    columns: Sequence[Floats], counted: Floats, resamples: ArtistResamples
) -> tuple[Floats, Floats]:
    """Correlate the first column with each other, the rest held equal: overall, by replicate."""
    size = len(columns)
    rows, others = np.triu_indices(size)
    values = np.column_stack(columns)
    products = values[:, rows] * values[:, others]
    summed = [counted, *columns, *products.T]
    sums = np.column_stack([resamples.by_group(one) for one in summed])
    both = np.vstack([sums.sum(axis=0), resamples.weights @ sums])
    n, means, squares = both[:, 0], both[:, 1 : size + 1], np.empty((len(both), size, size))
    squares[:, rows, others] = squares[:, others, rows] = both[:, size + 1 :]
    spread = n[:, None, None] * squares - means[:, :, None] * means[:, None, :]
    scale = np.sqrt(np.clip(np.einsum("rii->ri", spread), 0, None))
    with np.errstate(divide="ignore", invalid="ignore"):
        matrices = np.nan_to_num(spread / (scale[:, :, None] * scale[:, None, :]))
        inverse = np.linalg.pinv(matrices, hermitian=True)
        own = np.einsum("rii->ri", inverse)
        partial = -inverse[:, 0, 1:] / np.sqrt(own[:, :1] * own[:, 1:])
    return partial[0], partial[1:]


def joined(parts: Sequence[Estimates]) -> Estimates:
    """Put the estimates of several sets of pairs from the same replicates one after another."""
    return Estimates(
        np.concatenate([part.r for part in parts]),
        np.hstack([part.replicates for part in parts]),
        np.concatenate([part.n_tracks for part in parts]),
        np.concatenate([part.n_artists for part in parts]),
    )
