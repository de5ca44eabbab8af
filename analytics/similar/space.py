"""The space that tracks are compared in: how they sound, on one scale, and its clusters.

Each feature in standard deviations from the catalogue's mean. Two tracks are alike as far as they
differ from the mean in the same directions: the cosine of their points, 1 the same directions, 0
nothing in common, -1 opposite ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.clusters.clustering import N_CLUSTERS, TRACKS_PER_CLUSTER
from analytics.clusters.map import Axes, principal_axes
from analytics.clusters.mixture import Mixture, mixture
from analytics.clusters.names import names
from analytics.clusters.numbering import numbered
from analytics.clusters.space import FeatureSpace, complete, require_distinct, scaled_space
from data.errors import NotEnoughData

MIN_TRACKS = N_CLUSTERS * TRACKS_PER_CLUSTER

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Soundscape:
    """How the tracks of a catalogue are compared by sound."""

    space: FeatureSpace
    """What makes a point of a track; each feature has mean 0 and standard deviation 1."""
    mixture: Mixture
    """Gaussians of the space, the clusters in any order; without the labels it was fitted with."""
    order: npt.NDArray[np.int64]
    """Shape (n_gaussians,): the number of each Gaussian's cluster, the largest 0."""
    names: tuple[str, ...]
    """What each cluster is called."""
    axes: Axes
    """The main directions in which tracks differ: where a map shows them."""
    n_fitted: int
    """Tracks that all this was learned from: all, or those of a sample of artists."""

    @property
    def features(self) -> tuple[str, ...]:
        """The audio features that are compared."""
        return self.space.features

    def points(self, tracks: pd.DataFrame) -> Singles:
        """Return the points of tracks with all features; shape (n, n_features)."""
        return self.space.scaled(tracks).astype(np.float32)

    def cluster(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.int8]:
        """Return the cluster of each point."""
        return self.order[self.mixture.of(points)].astype(np.int8)

    def values(self, point: npt.NDArray[np.floating]) -> dict[str, float]:
        """Return the features of a point in their own units."""
        raw = point * self.space.spread + self.space.centre
        return dict(zip(self.features, raw.tolist(), strict=True))


def learn(tracks: pd.DataFrame, features: Sequence[str], *, random_state: int = 0) -> Soundscape:
    """Learn the scale of each feature, the clusters and the main directions.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id` and the features; tracks without one of them are left out.
    features : sequence of str
        Two or more of `analytics.clusters.space.FEATURES`.
    random_state : int, default=0
        Same tracks, same clusters.

    Raises
    ------
    NotEnoughData
        If fewer than `MIN_TRACKS` tracks, or different ones, have all features.

    Notes
    -----
    The mixture is that of the page Clusters: six Gaussians, each with its own covariance.
    """
    known = complete(tracks, features)
    if len(known) < MIN_TRACKS:
        raise NotEnoughData(
            f"to find similar tracks takes {MIN_TRACKS} tracks with their audio features; there "
            f"are {len(known)}",
            hint="Import more of the catalogue in the Data room.",
        )
    space = scaled_space(known, features)
    points = space.scaled(known)
    require_distinct(points, N_CLUSTERS)
    fitted = mixture(points, N_CLUSTERS, random_state=random_state)
    labels, means = numbered(points, fitted.labels)
    order = np.full(N_CLUSTERS, -1)
    order[fitted.labels] = labels
    nobody = Mixture(np.empty(0, np.int64), fitted.bic, fitted.weights, fitted.means, fitted.scales)
    return Soundscape(
        space=space,
        mixture=nobody,
        order=order,
        names=names(means, tuple(features)),
        axes=principal_axes(points),
        n_fitted=len(known),
    )
