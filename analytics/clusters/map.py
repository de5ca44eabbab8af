"""Tracks laid out so that near means alike: principal axes, or neighbourhoods by t-SNE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.clusters.clustering import Clusters, members_of
from analytics.clusters.names import WORDS
from analytics.clusters.space import Floats, sample_rows
from analytics.features.hits import is_hit

Layout = Literal["axes", "neighbourhoods"]

MAX_POINTS = 3_000
"""A map shows a seeded sample of so many tracks at most."""

N_AXES = 3
PERPLEXITY = 30
TSNE_STEPS = 750
TSNE_ANGLE = 0.8
"""How coarsely far points are lumped; 0.8 takes 15 s for 5,000 tracks, 0.5 takes 25 s, and the
neighbourhoods come out as near (Kullback-Leibler divergence 1.87 against 1.85)."""

MIN_LOADING = 0.4


@dataclass(frozen=True, eq=False, slots=True)
class TrackMap:
    """Where tracks lie."""

    layout: Layout
    points: pd.DataFrame
    """One row per track shown: track_id, track, artist, cluster, streams, views, is_hit, x, y, z
    (z is 0 for neighbourhoods)."""
    loadings: pd.DataFrame
    """One row per feature: feature, x, y, z, its correlation with each axis over all tracks; empty
    for neighbourhoods, whose directions mean nothing."""
    explained: tuple[float, ...]
    """Share of the differences between tracks along each axis; empty for neighbourhoods."""
    n_tracks: int
    """Clustered tracks; more than those shown where these are a sample."""

    @property
    def is_sample(self) -> bool:
        """Whether some tracks are not shown."""
        return len(self.points) < self.n_tracks


@dataclass(frozen=True, eq=False, slots=True)
class Axes:
    """The main directions in which tracks differ."""

    centre: Floats
    """Shape (n_dimensions,)."""
    directions: Floats
    """Shape (n_dimensions, 3); a direction beyond the last dimension is zero."""
    explained: tuple[float, ...]
    """Share of the differences between tracks along each direction."""

    def places(self, points: Floats) -> Floats:
        """Return where points lie along each axis; shape (n, 3)."""
        return (points - self.centre) @ self.directions


def principal_axes(points: Floats) -> Axes:
    """Return the three directions in which points differ most.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        Of a space of two dimensions or more.

    Notes
    -----
    Source: Pearson (1901), scikit-learn `PCA`. A direction and its opposite are the same axis:
    the largest entry is positive.
    """
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    n_axes = min(N_AXES, points.shape[1])
    with threadpool_limits(1):  # on busy cores threads only wait for each other
        fitted = PCA(n_axes, svd_solver="covariance_eigh").fit(points)
    directions = np.zeros((points.shape[1], N_AXES))
    directions[:, :n_axes] = fitted.components_.T
    explained = np.nan_to_num(fitted.explained_variance_ratio_)
    return Axes(fitted.mean_, directions, tuple(float(share) for share in explained))


def map_axes(
    tracks: pd.DataFrame, clusters: Clusters, *, hit_threshold: float, random_state: int = 0
) -> TrackMap:
    """Lay clustered tracks out along the principal axes of all of them.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `track`, `artist`, `streams`, `views` and the features.
    clusters : Clusters
        Its space is what is laid out: scaled features, or the autoencoder's code.
    hit_threshold : float
        Streams from which on a track is a hit.
    random_state : int, default=0
        Of the sample.

    Returns
    -------
    TrackMap
        Of at most `MAX_POINTS` tracks, a seeded sample above.
    """
    members = members_of(tracks, clusters)
    points = clusters.space.of(members)
    axes = principal_axes(points)
    places = axes.places(points)
    rows = sample_rows(len(members), MAX_POINTS, random_state)
    return TrackMap(
        layout="axes",
        points=_shown(members.iloc[rows], places[rows], hit_threshold),
        loadings=_loadings(clusters.space.scaled(members), places, clusters.space.features),
        explained=axes.explained,
        n_tracks=len(members),
    )


def map_neighbourhoods(
    tracks: pd.DataFrame, clusters: Clusters, *, hit_threshold: float, random_state: int = 0
) -> TrackMap:
    """Lay clustered tracks out by who is near whom; parameters and sample as in `map_axes`.

    Notes
    -----
    Source: van der Maaten (2014), `sklearn.manifold.TSNE`.
    """
    members = members_of(tracks, clusters)
    members = members.iloc[sample_rows(len(members), MAX_POINTS, random_state)]
    flat = _tsne(clusters.space.of(members), random_state)
    places = np.column_stack([flat, np.zeros(len(flat))])
    return TrackMap(
        layout="neighbourhoods",
        points=_shown(members, places, hit_threshold),
        loadings=pd.DataFrame(columns=["feature", *"xyz"]),
        explained=(),
        n_tracks=len(clusters.members),
    )


def axis_words(loadings: pd.DataFrame, axis: str) -> tuple[str, str]:
    """Say what lies at the low and at the high end of an axis, two words each at most.

    Parameters
    ----------
    loadings : DataFrame
        Of a `TrackMap`.
    axis : {"x", "y", "z"}
    """
    strong = loadings[loadings[axis].abs() >= MIN_LOADING]
    strong = strong.reindex(strong[axis].abs().sort_values(ascending=False).index).head(2)
    high = [WORDS[f][0 if v > 0 else 1] for f, v in zip(strong.feature, strong[axis], strict=True)]
    low = [WORDS[f][1 if v > 0 else 0] for f, v in zip(strong.feature, strong[axis], strict=True)]
    return ", ".join(low), ", ".join(high)


def _shown(members: pd.DataFrame, places: Floats, hit_threshold: float) -> pd.DataFrame:
    """Return the columns that a map shows of tracks, and where they lie."""
    columns = ["track_id", "track", "artist", "cluster", "streams", "views"]
    x, y, z = places.T
    return (
        members[columns]
        .assign(is_hit=is_hit(members.streams, hit_threshold) == 1, x=x, y=y, z=z)
        .reset_index(drop=True)
    )


def _loadings(scaled: Floats, places: Floats, features: Sequence[str]) -> pd.DataFrame:
    """Correlate every feature with every axis."""
    spread = places.std(axis=0)
    standard = (places - places.mean(axis=0)) / np.where(spread > 0, spread, 1)
    correlations = scaled.T @ standard / len(scaled)
    return pd.DataFrame(correlations, columns=list("xyz")).assign(feature=features)


def _tsne(points: Floats, random_state: int) -> Floats:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    layout = TSNE(
        perplexity=min(PERPLEXITY, (len(points) - 1) / 3),
        init="pca",
        max_iter=TSNE_STEPS,
        angle=TSNE_ANGLE,
        random_state=random_state,
    )
    with threadpool_limits(1):  # its threads spin while they wait: on busy cores far slower
        return layout.fit_transform(points.astype(np.float32)).astype(np.float64)
