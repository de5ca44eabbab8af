"""Tracks laid out so that near means alike: principal axes, or neighbourhoods by t-SNE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.clusters.clustering import Clusters
from analytics.clusters.names import WORDS
from analytics.clusters.profiles import members_of
from analytics.clusters.space import Floats, draw
from analytics.features.hits import is_hit
from data.errors import NotEnoughData

Layout = Literal["axes", "neighbourhoods"]

MAX_DRAWN = 5_000
N_AXES = 3
PERPLEXITY = 30
TSNE_STEPS = 750
TSNE_ANGLE = 0.8
"""How coarsely far points are lumped; 0.8 takes 15 s for 5,000 tracks, 0.5 takes 25 s, and the
neighbourhoods come out as near (Kullback-Leibler divergence 1.87 against 1.85)."""

N_NEIGHBOURS = 10
N_VOTERS = 15
MIN_LOADING = 0.4


@dataclass(frozen=True, eq=False, slots=True)
class Map:
    """Where tracks lie."""

    layout: Layout
    points: pd.DataFrame
    """One row per drawn track: track_id, track, artist, cluster, streams, views, is_hit, x, y, z
    (z is 0 for neighbourhoods)."""
    loadings: pd.DataFrame
    """One row per feature: feature, x, y, z, its correlation with each axis over all tracks; empty
    for neighbourhoods, whose directions mean nothing."""
    explained: tuple[float, ...]
    """Share of the differences between tracks along each axis; empty for neighbourhoods."""
    centre: Floats
    directions: Floats
    """Shape (n_dimensions, 3): a point's position is (point - centre) @ directions."""
    n_tracks: int
    """Clustered tracks; more than the drawn ones where those are a sample."""

    @property
    def is_sample(self) -> bool:
        """Whether some tracks are not drawn."""
        return len(self.points) < self.n_tracks


@dataclass(frozen=True, eq=False, slots=True)
class Placement:
    """Where a track would lie and who is near."""

    cluster: int
    position: tuple[float, float, float]
    votes: float
    """Share of its nearest tracks that are in its cluster."""
    typicality: float
    """Share of the cluster's tracks that lie farther from the cluster's mean than it does."""
    neighbours: pd.DataFrame
    """The most alike tracks of its cluster by cosine similarity: track_id, track, artist,
    similarity (-1 to 1), streams, views."""


def lay_out(
    tracks: pd.DataFrame,
    clusters: Clusters,
    *,
    hit_threshold: float,
    layout: Layout = "axes",
    random_state: int = 0,
) -> Map:
    """Lay clustered tracks out in two or three dimensions.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `track`, `artist`, `streams`, `views` and the features.
    clusters : Clusters
        Its space is what is laid out: scaled features, or the autoencoder's code.
    hit_threshold : float
        Streams from which on a track is a hit.
    layout : {"axes", "neighbourhoods"}, default="axes"
        Principal axes of all tracks, or t-SNE of the drawn ones.
    random_state : int, default=0

    Returns
    -------
    Map
        Of at most `MAX_DRAWN` tracks, a seeded sample above.

    Notes
    -----
    Sources: Pearson (1901); van der Maaten (2014), `sklearn.manifold.TSNE`.
    """
    members = members_of(tracks, clusters)
    points = clusters.space.of(members)
    centre, directions, explained = _axes(points)
    rows = draw(len(members), MAX_DRAWN, random_state)
    if layout == "axes":
        places = (points - centre) @ directions
        loadings = _loadings(clusters.space.scaled(members), places, clusters.space.features)
        places = places[rows]
    else:
        places = np.column_stack([_tsne(points[rows], random_state), np.zeros(len(rows))])
        loadings, explained = pd.DataFrame(columns=["feature", *"xyz"]), ()
    drawn = members.iloc[rows]
    columns = ["track_id", "track", "artist", "cluster", "streams", "views"]
    return Map(
        layout=layout,
        points=drawn[columns]
        .assign(is_hit=is_hit(drawn.streams, hit_threshold) == 1)
        .assign(x=places[:, 0], y=places[:, 1], z=places[:, 2])
        .reset_index(drop=True),
        loadings=loadings,
        explained=explained,
        centre=centre,
        directions=directions,
        n_tracks=len(members),
    )


def axis_words(loadings: pd.DataFrame, axis: str) -> tuple[str, str]:
    """Say what lies at the low and at the high end of an axis, two words each at most.

    Parameters
    ----------
    loadings : DataFrame
        Of a `Map`.
    axis : {"x", "y", "z"}
    """
    strong = loadings[loadings[axis].abs() >= MIN_LOADING]
    strong = strong.reindex(strong[axis].abs().sort_values(ascending=False).index).head(2)
    high = [WORDS[f][0 if v > 0 else 1] for f, v in zip(strong.feature, strong[axis], strict=True)]
    low = [WORDS[f][1 if v > 0 else 0] for f, v in zip(strong.feature, strong[axis], strict=True)]
    return ", ".join(low), ", ".join(high)


def place(tracks: pd.DataFrame, clusters: Clusters, drawn: Map, new: pd.DataFrame) -> Placement:
    """Place one track among the clustered ones.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Those that were clustered.
    clusters : Clusters
    drawn : Map
    new : DataFrame of shape (1, k)
        The features. With a `track_id` that was clustered it keeps its cluster and is not its own
        neighbour; any other track joins the cluster most of its 15 nearest tracks are in.

    Returns
    -------
    Placement

    Raises
    ------
    NotEnoughData
        If a feature of the track is unknown.
    """
    if new[list(clusters.space.features)].isna().any(axis=None):
        raise NotEnoughData(
            "a feature of this track that forms the clusters is unknown",
            hint="Choose another track, or leave that feature out.",
        )
    members = members_of(tracks, clusters)
    points, point = clusters.space.of(members), clusters.space.of(new)[0]
    itself = np.zeros(len(members), dtype=bool)
    if "track_id" in new:
        itself = (members.track_id == new.track_id.iloc[0]).to_numpy()
    far = ((points - point) ** 2).sum(axis=1)
    voters = np.argsort(np.where(itself, np.inf, far), kind="stable")[:N_VOTERS]
    votes = members.cluster.to_numpy()[voters]
    number = int(members.cluster[itself].iloc[0]) if itself.any() else _most(votes)
    inside = (members.cluster == number).to_numpy()
    centre = points[inside].mean(axis=0)
    spread = ((points[inside] - centre) ** 2).sum(axis=1)
    return Placement(
        cluster=number,
        position=_position(members, points, point, drawn, itself),
        votes=float((votes == number).mean()),
        typicality=float((spread > ((point - centre) ** 2).sum()).mean()),
        neighbours=_neighbours(members, points, point, inside & ~itself),
    )


def _axes(points: Floats) -> tuple[Floats, Floats, tuple[float, ...]]:
    """Return the mean, the first three principal directions and their share of the variance."""
    centre = points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(points, rowvar=False)))
    directions = np.zeros((points.shape[1], N_AXES))
    first = vectors[:, ::-1][:, :N_AXES]
    # A direction and its opposite are the same axis: the largest entry is made positive.
    first = first * np.sign(first[np.abs(first).argmax(axis=0), range(first.shape[1])])
    directions[:, : first.shape[1]] = first
    shares = np.maximum(values[::-1][:N_AXES], 0) / max(values.sum(), 1e-300)
    return centre, directions, tuple(float(share) for share in shares)


def _loadings(scaled: Floats, places: Floats, features: tuple[str, ...]) -> pd.DataFrame:
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


def _most(votes: np.ndarray) -> int:
    """Return the commonest vote; of equal ones, the larger cluster."""
    numbers, counts = np.unique(votes, return_counts=True)
    return int(numbers[counts.argmax()])


def _position(
    members: pd.DataFrame, points: Floats, point: Floats, drawn: Map, itself: np.ndarray
) -> tuple[float, float, float]:
    """Return where a point lies: on the axes exactly, else amid its five nearest drawn tracks."""
    if drawn.layout == "axes":
        x, y, z = (point - drawn.centre) @ drawn.directions
        return float(x), float(y), float(z)
    ids = members.track_id.to_numpy()
    shown = np.searchsorted(ids, drawn.points.track_id.to_numpy())
    own = np.flatnonzero(itself[shown])
    near = own if len(own) else np.argsort(((points[shown] - point) ** 2).sum(axis=1))[:5]
    x, y = drawn.points[["x", "y"]].to_numpy()[near].mean(axis=0)
    return float(x), float(y), 0.0


def _neighbours(
    members: pd.DataFrame, points: Floats, point: Floats, among: np.ndarray
) -> pd.DataFrame:
    lengths = np.linalg.norm(points[among], axis=1) * np.linalg.norm(point)
    cosine = points[among] @ point / np.maximum(lengths, 1e-300)
    nearest = np.argsort(-cosine, kind="stable")[:N_NEIGHBOURS]
    found = members[among].iloc[nearest][["track_id", "track", "artist", "streams", "views"]]
    found.insert(3, "similarity", cosine[nearest])
    return found.reset_index(drop=True)
