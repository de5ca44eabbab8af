"""How closely streams and views go together, with an interval that knows about artists."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import NotEnoughData

MIN_TRACKS = 10
MIN_ARTISTS = 5


@dataclass(frozen=True, eq=False, slots=True)
class RankCorrelation:
    """Spearman's correlation of two counts.

    Parameters
    ----------
    value, low, high : float in [-1, 1]
        The estimate and the ends of its interval.
    n_tracks, n_artists : int
        What it rests on.
    confidence : float
        Of the interval.
    """

    value: float
    low: float
    high: float
    n_tracks: int
    n_artists: int
    confidence: float


def rank_correlation(
    tracks: pd.DataFrame,
    *,
    x: str = "streams",
    y: str = "views",
    confidence: float = 0.95,
    n_resamples: int = 400,
    random_state: int = 0,
) -> RankCorrelation:
    """Correlate the ranks of two counts; resample artists for the interval.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        One row per track. Needs `artist` and the two counts; rows without either are left out.
    x, y : str, default='streams', 'views'
        The counts.
    confidence : float in (0, 1), default=0.95
        Of the interval.
    n_resamples : int, default=400
        Resamples of artists, each drawn with all its tracks.
    random_state : int, default=0
        Seed of the resampling.

    Returns
    -------
    RankCorrelation

    Raises
    ------
    NotEnoughData
        If fewer than `MIN_TRACKS` tracks or `MIN_ARTISTS` artists are left, or a count does
        not vary.

    Notes
    -----
    Tracks of one artist are alike, so artists are drawn, not tracks: treating tracks as
    independent would make the interval too narrow. A resample is a weight for each artist, and
    ranks are weighted mid-ranks, which equal those of the repeated rows. Percentile interval;
    source: Davison and Hinkley, Bootstrap Methods and their Application, 3.8.
    """
    known = tracks.loc[tracks[x].notna() & tracks[y].notna(), ["artist", x, y]]
    codes = pd.factorize(known["artist"], sort=True)[0]
    n_artists = int(codes.max(initial=-1)) + 1
    if len(known) < MIN_TRACKS or n_artists < MIN_ARTISTS:
        raise NotEnoughData(
            f"a correlation needs {MIN_TRACKS} tracks of {MIN_ARTISTS} artists with {x} and {y}; "
            f"there are {len(known)} of {n_artists}",
            hint="Widen the filter.",
        )
    ranked = [_Ranked.of(known[name].to_numpy(dtype=float)) for name in (x, y)]
    value = _weighted_spearman(ranked, np.ones(len(known)))
    if not np.isfinite(value):
        raise NotEnoughData(f"{x} or {y} is the same for all {len(known)} tracks")
    rng = np.random.default_rng(random_state)
    draws = rng.multinomial(n_artists, np.full(n_artists, 1 / n_artists), size=n_resamples)
    values = [_weighted_spearman(ranked, draw[codes].astype(float)) for draw in draws]
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return RankCorrelation(value, float(low), float(high), len(known), n_artists, confidence)


@dataclass(frozen=True, eq=False, slots=True)
class _Ranked:
    """A column in order: `order` sorts it, `starts` begins each run of equal values."""

    order: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> "_Ranked":
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        return cls(order, np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]))

    def ranks(self, weights: np.ndarray) -> np.ndarray:
        """Return mid-ranks of rows that stand for `weights` rows each."""
        runs = np.add.reduceat(weights[self.order], self.starts)
        middle = np.cumsum(runs) - runs / 2
        ranks = np.empty(len(weights))
        ranks[self.order] = np.repeat(middle, np.diff(np.r_[self.starts, len(weights)]))
        return ranks


def _weighted_spearman(ranked: list[_Ranked], weights: np.ndarray) -> float:
    # Sums, not `@`: BLAS spreads such short vectors over threads and waits for them.
    one, other = (column.ranks(weights) for column in ranked)
    one, other = (ranks - (weights * ranks).sum() / weights.sum() for ranks in (one, other))
    spread = np.sqrt((weights * one**2).sum() * (weights * other**2).sum())
    return float((weights * one * other).sum() / spread) if spread > 0 else float("nan")
