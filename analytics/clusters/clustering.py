"""Kinds of track: six ways to part a catalogue into clusters of tracks that sound alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.clusters.density import dbscan, hdbscan, neighbour_distances, suggested_eps
from analytics.clusters.kmeans import kmeans
from analytics.clusters.mean_shift import mean_shift
from analytics.clusters.mixture import mixture
from analytics.clusters.names import names
from analytics.clusters.numbering import numbered
from analytics.clusters.quality import SILHOUETTE_TRACKS, silhouette
from analytics.clusters.space import (
    FEATURES,
    FeatureSpace,
    Floats,
    Integers,
    complete,
    learned_space,
    require_distinct,
    sample_rows,
    scaled_space,
)
from data.errors import BadOption, NotEnoughData

METHODS = {
    "kmeans": "K-means",
    "mixture": "Gaussian mixture",
    "dbscan": "DBSCAN",
    "hdbscan": "HDBSCAN",
    "mean_shift": "Mean shift",
    "learned": "Autoencoder",
}
MAX_TRACKS = {
    "kmeans": 200_000,
    "mixture": 100_000,
    "dbscan": 20_000,
    "hdbscan": 20_000,
    "mean_shift": 3_000,
    "learned": 50_000,
}
"""Above that many tracks a method is fitted on a seeded sample of them, and says so."""

MIN_CLUSTERS, MAX_CLUSTERS = 2, 10
N_CLUSTERS = 6
TRACKS_PER_CLUSTER = 10
MIN_SHARE = 0.01
"""DBSCAN, HDBSCAN and mean shift: the smallest cluster, as a share of all tracks."""


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """Which cluster each track is in."""

    method: str
    space: FeatureSpace
    members: pd.DataFrame
    """One row per fitted track, by track_id: track_id, cluster (0 the largest; -1 in none)."""
    names: tuple[str, ...]
    """What each cluster is called."""
    n_complete: int
    """Tracks with all features; more than the fitted ones where those are a sample."""
    n_incomplete: int
    """Tracks left out because a feature is unknown."""
    silhouette: float
    """How well clusters are apart in the scaled features, -1 to 1; NaN with fewer than two."""
    silhouette_tracks: int
    """Tracks in the sample that the silhouette comes from."""
    eps: float
    """DBSCAN: how near tracks of one cluster are; else NaN."""
    bic: float
    """Gaussian mixture: the Bayesian information criterion, lower is better; else NaN."""
    seconds: float

    @property
    def labels(self) -> Integers:
        """Cluster of each fitted track."""
        return self.members.cluster.to_numpy()

    @property
    def sizes(self) -> Integers:
        """Number of tracks in each cluster."""
        return np.bincount(self.labels[self.labels >= 0], minlength=len(self.names))

    @property
    def unclustered_share(self) -> float:
        """Share of fitted tracks that are in no cluster."""
        return float((self.labels < 0).mean())


def cluster(
    tracks: pd.DataFrame,
    *,
    method: str = "kmeans",
    features: Sequence[str] = FEATURES,
    n_clusters: int = N_CLUSTERS,
    eps: float | None = None,
    min_share: float = MIN_SHARE,
    random_state: int = 0,
) -> Clusters:
    """Part tracks into clusters.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        One row per track. Needs `track_id` and the features; a track that lacks one is left out.
    method : {"kmeans", "mixture", "dbscan", "hdbscan", "mean_shift", "learned"}, default="kmeans"
        `learned` is K-means on the code of an autoencoder.
    features : sequence of str, default=FEATURES
        Of `space.CHOICES`; counts are taken as ln(1 + x), all are standardised.
    n_clusters : int in [2, 10], default=6
        For K-means, mixture and autoencoder; the others find their own number.
    eps : float > 0 or None, default=None
        DBSCAN: distance, in standard deviations, within which a track needs as many neighbours as
        twice the number of features. None: the knee of the k-distance curve.
    min_share : float in (0, 0.5], default=0.01
        DBSCAN, HDBSCAN and mean shift: the smallest cluster, as a share of all tracks; what is
        smaller is counted as none.
    random_state : int, default=0

    Returns
    -------
    Clusters

    Raises
    ------
    BadOption
        If a method, feature or number is not one of those offered.
    NotEnoughData
        If there are fewer than 30 tracks, or than ten for each cluster, or fewer different ones
        than clusters.
    """
    _check(method, n_clusters, eps, min_share)
    known = complete(tracks, features)
    if len(known) < n_clusters * TRACKS_PER_CLUSTER:
        raise NotEnoughData(
            f"{n_clusters} clusters need at least {n_clusters * TRACKS_PER_CLUSTER} tracks that "
            f"have all chosen features; here are {len(known)}.",
            hint="Widen the filter, or ask for fewer clusters.",
        )
    fitted = known.iloc[sample_rows(len(known), MAX_TRACKS[method], random_state)]
    began = time.perf_counter()
    space = scaled_space(fitted, features)
    points = space.of(fitted)
    require_distinct(points, n_clusters)
    if method == "learned":
        space = learned_space(fitted, space, random_state=random_state)
    labels, used_eps, bic = _parted(
        space.of(fitted), method, n_clusters, eps, min_share, random_state
    )
    labels, means = numbered(points, labels)
    return Clusters(
        method=method,
        space=space,
        members=pd.DataFrame({"track_id": fitted.track_id.to_numpy(), "cluster": labels}),
        names=names(means, tuple(features)),
        n_complete=len(known),
        n_incomplete=len(tracks) - len(known),
        silhouette=silhouette(points, labels, random_state=random_state),
        silhouette_tracks=min(int((labels >= 0).sum()), SILHOUETTE_TRACKS),
        eps=used_eps,
        bic=bic,
        seconds=time.perf_counter() - began,
    )


def members_of(tracks: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """Return the fitted tracks with their `cluster`, by track_id."""
    return clusters.members.merge(tracks, on="track_id", how="left", validate="one_to_one")


def _check(method: str, n_clusters: int, eps: float | None, min_share: float) -> None:
    if method not in METHODS:
        raise BadOption(
            f"there is no method {method!r}", hint=f"Choose one of {', '.join(METHODS)}."
        )
    if not MIN_CLUSTERS <= n_clusters <= MAX_CLUSTERS:
        raise BadOption(
            f"{n_clusters} clusters were asked for", hint=f"Ask for 2 to {MAX_CLUSTERS}."
        )
    if eps is not None and not eps > 0:
        raise BadOption(f"eps is {eps}", hint="Choose a distance above 0.")
    if not 0 < min_share <= 0.5:
        raise BadOption(f"the smallest share is {min_share}", hint="Choose one from 0 to 0.5.")


def _parted(
    points: Floats,
    method: str,
    n_clusters: int,
    eps: float | None,
    min_share: float,
    random_state: int,
) -> tuple[Integers, float, float]:
    """Return each point's cluster, then what DBSCAN used as eps and the mixture's BIC."""
    match method:
        case "mixture":
            fitted = mixture(points, n_clusters, random_state=random_state)
            return fitted.labels, np.nan, fitted.bic
        case "dbscan":
            reach = eps or suggested_eps(neighbour_distances(points))
            return dbscan(points, reach, min_share=min_share), reach, np.nan
        case "hdbscan":
            return hdbscan(points, min_share=min_share), np.nan, np.nan
        case "mean_shift":
            labels = mean_shift(points, min_share=min_share, random_state=random_state)
            return labels, np.nan, np.nan
        case _:
            return kmeans(points, n_clusters, random_state=random_state).labels_, np.nan, np.nan
