"""Resampling whole artists, so that intervals know that tracks of one artist are alike.

A bootstrap of tracks would take an artist's ten tracks for ten independent witnesses and halve the
standard error. Here an artist's tracks are sampled together. What makes a thousand replicates
cheap: whatever is a function of sums over tracks needs each artist's sums only once, and all
replicates are one matrix product of how often each artist was sampled with these sums.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

N_REPLICATES = 1_000
MAX_GROUPS = 5_000

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class ArtistResamples:
    """How often each group of artists is sampled in each replicate."""

    artists: Integers
    """Shape (n_tracks,): the artist of each track, numbered in order of names."""
    groups: Integers
    """Shape (n_tracks,): the group that is sampled as one. An artist of its own up to `MAX_GROUPS`
    artists; above, artists are bundled at random, which leaves the spread of sums as it is."""
    weights: Floats
    """Shape (n_replicates, n_groups): how often a replicate sampled each group."""

    @property
    def n_artists(self) -> int:
        """Number of different artists."""
        return int(self.artists.max()) + 1

    @property
    def n_groups(self) -> int:
        """Number of groups that are sampled as one."""
        return self.weights.shape[1]

    def by_group(self, column: npt.NDArray[Any]) -> Floats:
        """Sum one value per track over each group; shape (n_groups,)."""
        sums = np.bincount(self.groups, weights=column, minlength=self.n_groups)
        return sums.astype(np.float64, copy=False)

    def sums(self, columns: Iterable[npt.NDArray[Any]]) -> Floats:
        """Sum columns over the tracks of each replicate.

        Parameters
        ----------
        columns : iterable of arrays of shape (n_tracks,)
            One value per track; leave a track out by a zero.

        Returns
        -------
        ndarray of shape (n_replicates, n_columns)
            A mean, ratio or correlation of each replicate follows from its sums.
        """
        return self.weights @ np.column_stack([self.by_group(column) for column in columns])

    def artists_with(self, mask: npt.NDArray[np.bool_]) -> int:
        """Count the artists with at least one track where `mask` is true."""
        return int(np.count_nonzero(np.bincount(self.artists[mask])))


def resample_artists(
    artists: pd.Series,
    *,
    n_replicates: int = N_REPLICATES,
    max_groups: int = MAX_GROUPS,
    random_state: int = 0,
) -> ArtistResamples:
    """Sample artists with replacement, as many as there are, again and again.

    Parameters
    ----------
    artists : Series of shape (n_tracks,)
        The standing artist of each track; at least one track.
    n_replicates : int, default=1000
        Number of samples.
    max_groups : int, default=5000
        With more artists than that, whole artists are bundled at random into that many groups,
        which bounds time and memory and costs no honesty: no artist is in two groups.
    random_state : int, default=0
        Same tracks, same samples, in whatever order the tracks come.

    Returns
    -------
    ArtistResamples

    Notes
    -----
    Source: the nonparametric cluster bootstrap, Davison and Hinkley (1997), section 3.8.
    """
    codes, names = pd.factorize(artists, sort=True, use_na_sentinel=False)
    groups = codes
    if len(names) > max_groups:
        shuffled = np.random.default_rng(random_state).permutation(len(names))
        groups = (shuffled % max_groups)[codes]
    return ArtistResamples(
        artists=codes.astype(np.int64),
        groups=groups.astype(np.int64),
        weights=_times_sampled(min(len(names), max_groups), n_replicates, random_state),
    )


@lru_cache(maxsize=2)
def _times_sampled(n_groups: int, n_replicates: int, random_state: int) -> Floats:
    """Count how often each replicate samples each group; a page asks several times for the same."""
    rng = np.random.default_rng(random_state)
    sampled = rng.integers(n_groups, size=(n_replicates, n_groups))
    sampled += np.arange(n_replicates)[:, None] * n_groups
    counts = np.bincount(sampled.ravel(), minlength=n_replicates * n_groups)
    weights = counts.reshape(n_replicates, n_groups).astype(np.float64)
    weights.flags.writeable = False
    return weights


def t_quantile(confidence: float, n_groups: npt.ArrayLike) -> Floats:
    """Half-width of a two-sided interval in standard errors (Student's t over groups).

    From `scipy.special`, as `p_values`: the first page needs both, and to import `scipy.stats`
    takes 2 s longer.
    """
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.maximum(np.asarray(n_groups) - 1, 1), (1 + confidence) / 2))


def p_values(estimates: Floats, errors: Floats, n_groups: npt.ArrayLike) -> Floats:
    """Two-sided p-values of estimates against zero (Student's t over groups)."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(np.asarray(estimates) / errors)
    return 2 * stdtr(np.maximum(np.asarray(n_groups) - 1, 1), -t)
