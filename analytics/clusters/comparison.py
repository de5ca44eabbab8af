"""Which method holds up: all of them on the same tracks and yardsticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.clustering import (
    METHODS,
    MIN_SHARE,
    N_CLUSTERS,
    Clusters,
    cluster,
    members_of,
)
from analytics.clusters.quality import davies_bouldin
from analytics.clusters.space import FEATURES, Floats, complete, sample_rows
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

MAX_TRACKS = 6_000
"""Stability comes from a seeded sample of this many tracks at most."""

N_RESAMPLES = 8


@dataclass(frozen=True, eq=False, slots=True)
class MethodComparison:
    """Every method on the same tracks and yardsticks."""

    table: pd.DataFrame
    """One row per method: method, n_clusters, silhouette, davies_bouldin, stability,
    stability_low, stability_high, unclustered_share, n_tracks, seconds."""
    n_resamples: int
    n_stability_tracks: int
    silhouette_tracks: int


def compare_methods(
    tracks: pd.DataFrame,
    *,
    features: Sequence[str] = FEATURES,
    n_clusters: int = N_CLUSTERS,
    eps: float | None = None,
    min_share: float = MIN_SHARE,
    n_resamples: int = N_RESAMPLES,
    random_state: int = 0,
    progress: Progress = untold,
) -> MethodComparison:
    """Fit every method, time it, and judge it in the space of the scaled features.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `artist` and the features.
    n_resamples : int, default=8
        Samples of artists behind the stability.
    progress : callable (share, text), default=untold
    features, n_clusters, eps, min_share, random_state
        As in `cluster`.

    Returns
    -------
    MethodComparison
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
        progress(share, METHODS[method])
        fitted = cluster(tracks, method=method, eps=eps, **options)
        progress(share + 0.3 / len(METHODS), f"{METHODS[method]}: other samples of artists")
        agreement = stability(tracks, fitted, eps=eps, n_resamples=n_resamples, **options)
        rows.append(_row(tracks, fitted, agreement))
    return MethodComparison(
        table=pd.DataFrame(rows),
        n_resamples=n_resamples,
        n_stability_tracks=min(len(complete(tracks, features)), MAX_TRACKS),
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
    """Say how far clusters stay the same on other samples of artists.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Those that were clustered; needs `artist`.
    clusters : Clusters
    n_resamples : int, default=8
        Each samples as many artists as there are, with replacement, from at most 6,000 tracks, and
        fits their tracks, each once: doubles would look like density.
    random_state : int, default=0
    **options
        As `clusters` was made with.

    Returns
    -------
    ndarray of shape (n_resamples,)
        Adjusted Rand index of both labellings: 1 the same, 0 no more alike than by chance. NaN
        where a sample left too few tracks.

    Notes
    -----
    Source: Hubert and Arabie (1985); Hennig (2007) for stability by resampling.
    """
    labelled = members_of(tracks, clusters)
    labelled = labelled.iloc[sample_rows(len(labelled), MAX_TRACKS, random_state)]
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


def _agreement(sampled: pd.DataFrame, method: str, options: dict[str, Any]) -> float:
    from sklearn.metrics import adjusted_rand_score

    try:
        again = cluster(sampled, method=method, **options)
    except NotEnoughData:
        return np.nan
    both = again.members.merge(sampled[["track_id", "cluster"]], on="track_id")
    return float(adjusted_rand_score(both.cluster_x, both.cluster_y))


def _row(tracks: pd.DataFrame, fitted: Clusters, agreement: Floats) -> dict:
    labelled = members_of(tracks, fitted)
    known = agreement[~np.isnan(agreement)]
    return {
        "method": METHODS[fitted.method],
        "n_clusters": len(fitted.names),
        "silhouette": fitted.silhouette,
        "davies_bouldin": davies_bouldin(fitted.space.scaled(labelled), fitted.labels),
        "stability": known.mean() if len(known) else np.nan,
        "stability_low": known.min() if len(known) else np.nan,
        "stability_high": known.max() if len(known) else np.nan,
        "unclustered_share": fitted.unclustered_share,
        "n_tracks": len(fitted.members),
        "seconds": fitted.seconds,
    }
