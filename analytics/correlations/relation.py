"""One pair of variables closely: every track, a straight fit, and what tenths do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.correlations.variables import METHODS
from analytics.stats.correlation import (
    CONFIDENCE,
    Correlation,
    Floats,
    Mask,
    Scores,
    correlations,
    enough,
    estimate,
    resample,
    scale,
)
from analytics.stats.resampling import N_REPLICATES, ArtistResamples, t_quantile

MAX_POINTS = 5_000
N_BINS = 48


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """One pair of variables closely: every track, a straight fit, and what tenths do.

    Figures are on the scale of the fit: ln(1 + x) for what is `LOGGED`, else as they are.
    """

    x: str
    y: str
    pearson: Correlation
    spearman: Correlation
    points: pd.DataFrame
    """Columns x, y, track, artist; empty above `MAX_POINTS` tracks."""
    density: Floats
    """Shape (N_BINS, N_BINS): number of tracks by y (rows) and x (columns)."""
    x_edges: Floats
    y_edges: Floats
    fit: pd.DataFrame
    """Columns x, y, low, high: the straight line and its 95 % interval."""
    tenths: pd.DataFrame
    """Columns x, y, low, high, n_tracks: mean of y in each tenth of tracks by x."""


def relate(
    tracks: pd.DataFrame,
    *,
    x: str,
    y: str,
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Relation:
    """Look at one pair of variables closely.

    Parameters
    ----------
    tracks : DataFrame
        One row per recording. Needs `artist`, `track`, `x` and `y`. For the options see
        `pairs.correlate_pairs`.

    Returns
    -------
    Relation

    Raises
    ------
    NotEnoughData
        If too few tracks or artists have both.

    Notes
    -----
    The line is fitted by least squares in every replicate; its band at each place is the spread
    of those lines there. It ends at the outer half percents of x: it says nothing beyond.
    """
    resamples = resample(tracks, n_replicates, random_state)
    pairs = [Scores(tracks, method).pair(x, y) for method in METHODS]
    pearson, spearman = (enough(one) for one in correlations(estimate(pairs, resamples)))
    both = pairs[0].both
    across, up = (scale(name, tracks[name]) for name in (x, y))
    points = tracks.loc[both, ["track", "artist"]].assign(x=across[both], y=up[both])
    density, x_edges, y_edges = np.histogram2d(points["x"], points["y"], bins=N_BINS)
    return Relation(
        x=x,
        y=y,
        pearson=pearson,
        spearman=spearman,
        points=points if len(points) <= MAX_POINTS else points.iloc[:0],
        density=density.T,
        x_edges=x_edges,
        y_edges=y_edges,
        fit=_fit(across, up, both, resamples),
        tenths=_tenths(across, up, both, resamples),
    )


def _fit(x: Floats, y: Floats, both: Mask, resamples: ArtistResamples) -> pd.DataFrame:
    """Fit a straight line through all points, and in each replicate for the band."""
    middle_x, middle_y = x[both].mean(), y[both].mean()
    dx, dy = np.where(both, x - middle_x, 0), np.where(both, y - middle_y, 0)
    n, sx, sy, sxx, sxy = resamples.sums([both, dx, dy, dx * dx, dx * dy]).T
    slopes = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    low, high = np.quantile(x[both], [0.005, 0.995])
    grid = np.linspace(float(low), float(high), 41)
    lines = ((sy - slopes * sx) / n)[:, None] + slopes[:, None] * (grid - middle_x)
    reach = t_quantile(CONFIDENCE, resamples.n_groups) * lines.std(axis=0, ddof=1)
    line = middle_y + (dx @ dy) / (dx @ dx) * (grid - middle_x)
    return pd.DataFrame({"x": grid, "y": line, "low": line - reach, "high": line + reach})


def _tenths(x: Floats, y: Floats, both: Mask, resamples: ArtistResamples) -> pd.DataFrame:
    """Average y in each tenth of tracks by x, so that a bend shows that the line hides."""
    edges = np.unique(np.quantile(x[both], np.linspace(0, 1, 11)[1:-1]))
    tenth = np.where(both, np.searchsorted(edges, x), -1)
    members = [tenth == place for place in np.unique(tenth[both])]
    counts = resamples.sums(members)
    totals = resamples.sums([np.where(member, y, 0) for member in members])
    means = totals / np.where(counts > 0, counts, np.nan)
    reach = t_quantile(CONFIDENCE, resamples.n_groups) * np.nanstd(means, axis=0, ddof=1)
    middle = np.array([y[member].mean() for member in members])
    return pd.DataFrame(
        {
            "x": [x[member].mean() for member in members],
            "y": middle,
            "low": middle - reach,
            "high": middle + reach,
            "n_tracks": [np.count_nonzero(member) for member in members],
        }
    )
