"""Aids to choosing: how many clusters, and how near is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.clusters.clustering import MAX_CLUSTERS, MIN_CLUSTERS, TRACKS_PER_CLUSTER
from analytics.clusters.density import n_neighbours, neighbour_distances, suggested_eps
from analytics.clusters.kmeans import kmeans
from analytics.clusters.mixture import mixture
from analytics.clusters.quality import silhouette
from analytics.clusters.space import (
    FEATURES,
    Floats,
    complete,
    require_distinct,
    sample_rows,
    scaled_space,
)
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

MAX_TRACKS = 6_000
"""Curves over the number of clusters come from a seeded sample of this many tracks at most."""

MAX_REACH_TRACKS = 20_000
N_CURVE = 400


@dataclass(frozen=True, eq=False, slots=True)
class NumberOfClusters:
    """What each number of clusters would give."""

    curve: pd.DataFrame
    """One row per number: n_clusters, inertia and silhouette of K-means, bic of the mixture."""
    elbow: int
    """Where the inertia's curve bends most."""
    best_silhouette: int
    best_bic: int
    n_tracks: int


@dataclass(frozen=True, eq=False, slots=True)
class NeighbourCurve:
    """How far each track's neighbours are: the curve that DBSCAN's eps is read from."""

    curve: pd.DataFrame
    """Columns share (of tracks, ascending) and distance (in standard deviations)."""
    eps: float
    n_neighbours: int
    n_tracks: int


def choose_number(
    tracks: pd.DataFrame,
    *,
    features: Sequence[str] = FEATURES,
    random_state: int = 0,
    progress: Progress = untold,
) -> NumberOfClusters:
    """Fit K-means and the mixture for 2 to 10 clusters.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id` and the features.
    features : sequence of str, default=FEATURES
    random_state : int, default=0
    progress : callable (share, text), default=untold

    Returns
    -------
    NumberOfClusters

    Raises
    ------
    NotEnoughData
        If there are too few tracks, or too few different ones, for the curve.

    Notes
    -----
    Sources: elbow by the largest distance from the chord; Rousseeuw (1987); Schwarz (1978).
    """
    points = _sampled_points(tracks, features, random_state)
    numbers = range(MIN_CLUSTERS, min(MAX_CLUSTERS, len(points) // TRACKS_PER_CLUSTER) + 1)
    if len(numbers) < 3:
        raise NotEnoughData(
            "To compare numbers of clusters takes at least "
            f"{(MIN_CLUSTERS + 2) * TRACKS_PER_CLUSTER} tracks; here are {len(points)}.",
            hint="Widen the filter.",
        )
    require_distinct(points, numbers[-1])
    rows = []
    for i, number in enumerate(numbers):
        progress(i / len(numbers), f"{number} clusters")
        fitted = kmeans(points, number, random_state=random_state)
        rows.append(
            {
                "n_clusters": number,
                "inertia": float(fitted.inertia_),
                "silhouette": silhouette(points, fitted.labels_, random_state=random_state),
                "bic": mixture(points, number, random_state=random_state).bic,
            }
        )
    curve = pd.DataFrame(rows)
    chord = np.linspace(curve.inertia.iloc[0], curve.inertia.iloc[-1], len(curve))
    return NumberOfClusters(
        curve=curve,
        elbow=int(curve.n_clusters[(chord - curve.inertia).argmax()]),
        best_silhouette=int(curve.n_clusters[curve.silhouette.argmax()]),
        best_bic=int(curve.n_clusters[curve.bic.argmin()]),
        n_tracks=len(points),
    )


def measure_neighbours(
    tracks: pd.DataFrame, *, features: Sequence[str] = FEATURES, random_state: int = 0
) -> NeighbourCurve:
    """Return the k-distance curve and the eps that its knee suggests.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id` and the features.
    features : sequence of str, default=FEATURES
    random_state : int, default=0
    """
    known = complete(tracks, features)
    rows = sample_rows(len(known), MAX_REACH_TRACKS, random_state)
    points = scaled_space(known, features).scaled(known)[rows]
    distances = np.sort(neighbour_distances(points))
    at = np.unique(np.linspace(0, len(distances) - 1, N_CURVE).round().astype(int))
    curve = pd.DataFrame({"share": (at + 1) / len(distances), "distance": distances[at]})
    return NeighbourCurve(
        curve=curve,
        eps=suggested_eps(distances),
        n_neighbours=n_neighbours(points),
        n_tracks=len(points),
    )


def _sampled_points(tracks: pd.DataFrame, features: Sequence[str], random_state: int) -> Floats:
    known = complete(tracks, features)
    points = scaled_space(known, features).scaled(known)
    return points[sample_rows(len(points), MAX_TRACKS, random_state)]
