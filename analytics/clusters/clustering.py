"""Kinds of track: five ways to part a catalogue into clusters of tracks that sound alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.clusters.kmeans import SILHOUETTE_TRACKS, canonical, kmeans, silhouette
from analytics.clusters.names import names
from analytics.clusters.space import (
    FEATURES,
    Floats,
    Integers,
    Space,
    complete,
    draw,
    learned_space,
    scaled_space,
)
from data.errors import BadOption, NotEnoughData

if TYPE_CHECKING:
    from sklearn.cluster import HDBSCAN

METHODS = {
    "kmeans": "K-means",
    "mixture": "Gaussian mixture",
    "dbscan": "DBSCAN",
    "hdbscan": "HDBSCAN",
    "learned": "Autoencoder",
}
MAX_TRACKS = {
    "kmeans": 200_000,
    "mixture": 100_000,
    "dbscan": 20_000,
    "hdbscan": 20_000,
    "learned": 50_000,
}
"""Above that many tracks a method is fitted on a seeded sample of them, and says so."""

MIN_CLUSTERS, MAX_CLUSTERS = 2, 10
N_CLUSTERS = 6
TRACKS_PER_CLUSTER = 10
MIN_SHARE = 0.01
"""DBSCAN and HDBSCAN: the smallest cluster, as a share of all tracks."""

NEIGHBOURS_PER_FEATURE = 2


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """Which cluster each track is in."""

    method: str
    space: Space
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
    method : {"kmeans", "mixture", "dbscan", "hdbscan", "learned"}, default="kmeans"
        `learned` is K-means on the code of an autoencoder.
    features : sequence of str, default=FEATURES
        Of `cluster_space.CHOICES`; counts are taken as ln(1 + x), all are standardised.
    n_clusters : int in [2, 10], default=6
        For K-means, mixture and autoencoder; the others find their own number.
    eps : float > 0 or None, default=None
        DBSCAN: distance, in standard deviations, within which a track needs as many neighbours as
        twice the number of features. None: the knee of the k-distance curve.
    min_share : float in (0, 0.5], default=0.01
        DBSCAN and HDBSCAN: the smallest cluster, as a share of all tracks; what is smaller is
        counted as none.
    random_state : int, default=0

    Returns
    -------
    Clusters

    Raises
    ------
    BadOption
        If a method, feature or number is not one of those offered.
    NotEnoughData
        If there are fewer than 30 tracks, or than ten for each cluster.
    """
    _check(method, n_clusters, eps, min_share)
    known = complete(tracks, features)
    if len(known) < n_clusters * TRACKS_PER_CLUSTER:
        raise NotEnoughData(
            f"{n_clusters} clusters need at least {n_clusters * TRACKS_PER_CLUSTER} tracks with "
            f"all chosen features known; the filter leaves {len(known)}",
            hint="Widen the filter, or ask for fewer clusters.",
        )
    fitted = known.iloc[draw(len(known), MAX_TRACKS[method], random_state)]
    began = time.perf_counter()
    space = scaled_space(fitted, features)
    points = space.of(fitted)
    if method == "learned":
        space = learned_space(fitted, space, random_state=random_state)
    labels, used_eps, bic = _parted(
        space.of(fitted), method, n_clusters, eps, min_share, random_state
    )
    labels, centres = _numbered(points, labels)
    return Clusters(
        method=method,
        space=space,
        members=pd.DataFrame({"track_id": fitted.track_id.to_numpy(), "cluster": labels}),
        names=names(centres, tuple(features)),
        n_complete=len(known),
        n_incomplete=len(tracks) - len(known),
        silhouette=silhouette(points, labels, random_state=random_state),
        silhouette_tracks=min(int((labels >= 0).sum()), SILHOUETTE_TRACKS),
        eps=used_eps,
        bic=bic,
        seconds=time.perf_counter() - began,
    )


def neighbour_distances(points: Floats) -> Floats:
    """Return each point's distance to the neighbour that DBSCAN counts to, ascending."""
    from scipy.spatial import cKDTree

    return np.sort(cKDTree(points).query(points, k=_min_neighbours(points))[0][:, -1])


def suggested_eps(distances: Floats) -> float:
    """Return the knee of an ascending curve: where it is farthest below its chord.

    Notes
    -----
    Source: the k-distance graph of Ester et al. (1996); knee after Satopaa et al. (2011). The
    farthest hundredth is left out, lest one stray track bend the chord.
    """
    curve = distances[: max(int(len(distances) * 0.99), 2)]
    chord = np.linspace(curve[0], curve[-1], len(curve))
    return float(max(curve[np.argmax(chord - curve)], 1e-9))


def mixture(points: Floats, n_clusters: int, *, random_state: int = 0) -> tuple[Integers, float]:
    """Fit a mixture of Gaussians with a full covariance each, starting from K-means.

    Returns
    -------
    labels : ndarray of shape (n,)
        The likeliest Gaussian of each point.
    bic : float
        Bayesian information criterion, lower is better.
    """
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    _, centres = kmeans(points, n_clusters, random_state=random_state)
    model = GaussianMixture(
        n_clusters, means_init=centres, reg_covar=1e-4, max_iter=100, random_state=random_state
    )
    with threadpool_limits(1):  # small matrices: threads on busy cores only wait for each other
        labels = model.fit_predict(points)
        return labels, float(model.bic(points))


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
            labels, bic = mixture(points, n_clusters, random_state=random_state)
            return labels, np.nan, bic
        case "dbscan":
            reach = eps or suggested_eps(neighbour_distances(points))
            found = _dbscan(points, reach)
            return _without_small(found, _smallest(points, min_share)), reach, np.nan
        case "hdbscan":
            return _density_tree(points, min_share=min_share).labels_, np.nan, np.nan
        case _:
            return kmeans(points, n_clusters, random_state=random_state)[0], np.nan, np.nan


def _density_tree(points: Floats, *, min_share: float = MIN_SHARE) -> HDBSCAN:
    from sklearn.cluster import HDBSCAN

    return HDBSCAN(
        min_cluster_size=_smallest(points, min_share),
        min_samples=_min_neighbours(points),
        copy=True,
    ).fit(points)


def _smallest(points: Floats, min_share: float) -> int:
    return max(round(min_share * len(points)), 5)


def _dbscan(points: Floats, eps: float) -> Integers:
    """Label as DBSCAN does, from the density tree: its own neighbour lists fill the memory.

    The tree cut at `eps` joins the core points; the others within reach of one go with it.
    """
    from scipy.spatial import cKDTree

    reach = cKDTree(points).query(points, k=_min_neighbours(points))[0][:, -1]
    core, rest = np.flatnonzero(reach <= eps), np.flatnonzero(reach > eps)
    labels = _density_tree(points).dbscan_clustering(cut_distance=eps, min_cluster_size=1)
    labels[rest] = -1
    if len(core) and len(rest):
        distance, at = cKDTree(points[core]).query(points[rest])
        labels[rest] = np.where(distance <= eps, labels[core[at]], -1)
    return labels


def _without_small(labels: Integers, smallest: int) -> Integers:
    """Count clusters below a size as none."""
    found, sizes = np.unique(labels[labels >= 0], return_counts=True)
    return np.where(np.isin(labels, found[sizes >= smallest]), labels, -1)


def _min_neighbours(points: Floats) -> int:
    return NEIGHBOURS_PER_FEATURE * points.shape[1]


def _numbered(points: Floats, labels: Integers) -> tuple[Integers, Floats]:
    """Number clusters by size; return their labels and their mean points."""
    found, codes = np.unique(labels[labels >= 0], return_inverse=True)
    inside = points[labels >= 0]
    sizes = np.bincount(codes, minlength=len(found))
    centres = (
        np.column_stack(
            [np.bincount(codes, weights=column, minlength=len(found)) for column in inside.T]
        )
        / np.maximum(sizes, 1)[:, None]
    )
    order = canonical(codes, centres)
    numbered = np.full(len(labels), -1)
    numbered[labels >= 0] = np.argsort(order)[codes]
    return numbered, centres[order]
