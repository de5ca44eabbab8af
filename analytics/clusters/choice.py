"""Aids to choosing: how many clusters, how near is near, and which method holds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.clustering import (
    MAX_CLUSTERS,
    METHODS,
    MIN_CLUSTERS,
    MIN_SHARE,
    N_CLUSTERS,
    NEIGHBOURS_PER_FEATURE,
    TRACKS_PER_CLUSTER,
    Clusters,
    cluster,
    mixture,
    neighbour_distances,
    suggested_eps,
)
from analytics.clusters.kmeans import inertia, kmeans, silhouette
from analytics.clusters.space import FEATURES, Floats, Integers, complete, draw, scaled_space
from data.errors import NotEnoughData
from data.jobs.progress import Progress

MAX_CHOICE_TRACKS = 6_000
"""Curves and stability come from a seeded sample of this many tracks at most."""

N_RESAMPLES = 8
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


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """Every method on the same tracks and yardsticks."""

    table: pd.DataFrame
    """One row per method: method, n_clusters, silhouette, davies_bouldin, stability,
    stability_low, stability_high, unclustered_share, n_tracks, seconds."""
    n_resamples: int
    n_stability_tracks: int
    silhouette_tracks: int


def choose_number(
    tracks: pd.DataFrame,
    *,
    features: Sequence[str] = FEATURES,
    random_state: int = 0,
    progress: Progress | None = None,
) -> NumberOfClusters:
    """Fit K-means and the mixture for 2 to 10 clusters.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id` and the features.
    features : sequence of str, default=FEATURES
    random_state : int, default=0
    progress : callable (share, text) or None, default=None

    Returns
    -------
    NumberOfClusters

    Notes
    -----
    Sources: elbow by the largest distance from the chord; Rousseeuw (1987); Schwarz (1978).
    """
    points = _sampled_points(tracks, features, random_state)
    numbers = range(MIN_CLUSTERS, min(MAX_CLUSTERS, len(points) // TRACKS_PER_CLUSTER) + 1)
    if len(numbers) < 3:
        raise NotEnoughData(
            f"a curve over the number of clusters needs {(MIN_CLUSTERS + 2) * TRACKS_PER_CLUSTER} "
            f"tracks; the filter leaves {len(points)}",
            hint="Widen the filter.",
        )
    rows = []
    for i, number in enumerate(numbers):
        _tell(progress, i / len(numbers), f"{number} clusters")
        labels, centres = kmeans(points, number, random_state=random_state)
        rows.append(
            {
                "n_clusters": number,
                "inertia": inertia(points, labels, centres),
                "silhouette": silhouette(points, labels, random_state=random_state),
                "bic": mixture(points, number, random_state=random_state)[1],
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


def neighbour_curve(
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
    rows = draw(len(known), 20_000, random_state)
    points = scaled_space(known, features).scaled(known)[rows]
    distances = neighbour_distances(points)
    at = np.unique(np.linspace(0, len(distances) - 1, N_CURVE).round().astype(int))
    curve = pd.DataFrame({"share": (at + 1) / len(distances), "distance": distances[at]})
    return NeighbourCurve(
        curve=curve,
        eps=suggested_eps(distances),
        n_neighbours=NEIGHBOURS_PER_FEATURE * points.shape[1],
        n_tracks=len(points),
    )


def compare(
    tracks: pd.DataFrame,
    *,
    features: Sequence[str] = FEATURES,
    n_clusters: int = N_CLUSTERS,
    eps: float | None = None,
    min_share: float = MIN_SHARE,
    n_resamples: int = N_RESAMPLES,
    random_state: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Fit every method, time it, and judge it in the space of the scaled features.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `artist` and the features.
    n_resamples : int, default=8
        Draws of artists behind the stability.
    progress : callable (share, text) or None, default=None
    features, n_clusters, eps, min_share, random_state
        As in `cluster`.

    Returns
    -------
    Comparison
        Tracks in no cluster count in neither the silhouette nor Davies-Bouldin.
    """
    options: dict[str, Any] = {
        "features": tuple(features),
        "n_clusters": n_clusters,
        "min_share": min_share,
        "random_state": random_state,
    }
    rows = []
    for i, method in enumerate(METHODS):
        share = i / len(METHODS)
        _tell(progress, share, METHODS[method])
        fitted = cluster(tracks, method=method, eps=eps, **options)
        _tell(progress, share + 0.3 / len(METHODS), f"{METHODS[method]}: other draws of artists")
        agreement = stability(tracks, fitted, eps=eps, n_resamples=n_resamples, **options)
        rows.append(_row(tracks, fitted, agreement))
    return Comparison(
        table=pd.DataFrame(rows),
        n_resamples=n_resamples,
        n_stability_tracks=min(len(complete(tracks, features)), MAX_CHOICE_TRACKS),
        silhouette_tracks=fitted.silhouette_tracks,
    )


def stability(
    tracks: pd.DataFrame,
    clusters: Clusters,
    *,
    n_resamples: int = N_RESAMPLES,
    random_state: int = 0,
    **options: Any,
) -> Floats:
    """Say how far clusters stay the same when other artists are drawn.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Those that were clustered; needs `artist`.
    clusters : Clusters
    n_resamples : int, default=8
        Each draws as many artists as there are, with replacement, from at most 6,000 tracks, and
        fits their tracks, each once: doubles would look like density.
    random_state : int, default=0
    **options
        As `clusters` was made with.

    Returns
    -------
    ndarray of shape (n_resamples,)
        Adjusted Rand index of both labellings: 1 the same, 0 no more alike than by chance. NaN
        where a draw left too few tracks.

    Notes
    -----
    Source: Hubert and Arabie (1985); Hennig (2007) for stability by resampling.
    """
    labelled = clusters.members.merge(tracks, on="track_id")
    labelled = labelled.iloc[draw(len(labelled), MAX_CHOICE_TRACKS, random_state)]
    rng = np.random.default_rng(random_state)
    artists = np.sort(labelled.artist.unique())
    return np.array(
        [
            _agreement(
                labelled[labelled.artist.isin(rng.choice(artists, len(artists)))],
                clusters.method,
                {**options, "random_state": random_state + i},
            )
            for i in range(n_resamples)
        ]
    )


def rand_index(first: Integers, second: Integers) -> float:
    """Return the adjusted Rand index of two labellings, as `sklearn.metrics` has it."""
    counts = pd.crosstab(first, second).to_numpy(dtype=np.float64)

    def pairs(values: Floats) -> float:
        return float((values * (values - 1) / 2).sum())

    together, rows, columns = pairs(counts), pairs(counts.sum(1)), pairs(counts.sum(0))
    chance = rows * columns / max(pairs(counts.sum(keepdims=True)), 1)
    most = (rows + columns) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def _agreement(drawn: pd.DataFrame, method: str, options: dict[str, Any]) -> float:
    try:
        again = cluster(drawn, method=method, **options)
    except NotEnoughData:
        return np.nan
    both = again.members.merge(drawn[["track_id", "cluster"]], on="track_id")
    return rand_index(both.cluster_x.to_numpy(), both.cluster_y.to_numpy())


def _row(tracks: pd.DataFrame, fitted: Clusters, agreement: Floats) -> dict:
    known = agreement[~np.isnan(agreement)]
    return {
        "method": METHODS[fitted.method],
        "n_clusters": len(fitted.names),
        "silhouette": fitted.silhouette,
        "davies_bouldin": _davies_bouldin(tracks, fitted),
        "stability": known.mean() if len(known) else np.nan,
        "stability_low": known.min() if len(known) else np.nan,
        "stability_high": known.max() if len(known) else np.nan,
        "unclustered_share": fitted.unclustered_share,
        "n_tracks": len(fitted.members),
        "seconds": fitted.seconds,
    }


def _davies_bouldin(tracks: pd.DataFrame, fitted: Clusters) -> float:
    from sklearn.metrics import davies_bouldin_score

    inside = fitted.members[fitted.members.cluster >= 0].merge(tracks, on="track_id")
    if inside.cluster.nunique() < 2:
        return np.nan
    return float(davies_bouldin_score(fitted.space.scaled(inside), inside.cluster))


def _sampled_points(tracks: pd.DataFrame, features: Sequence[str], random_state: int) -> Floats:
    known = complete(tracks, features)
    points = scaled_space(known, features).scaled(known)
    return points[draw(len(points), MAX_CHOICE_TRACKS, random_state)]


def _tell(progress: Progress | None, share: float, text: str) -> None:
    if progress is not None:
        progress(share, text)
