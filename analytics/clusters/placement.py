"""One track among the clustered ones: which kind it is of, and which tracks are most like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.clusters.clustering import Clusters, members_of
from analytics.clusters.map import principal_axes
from analytics.clusters.space import Floats, Integers
from data.errors import NotEnoughData

N_NEIGHBOURS = 10
N_VOTERS = 15

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Placement:
    """Where a track would lie and who is near."""

    cluster: int
    position: tuple[float, float, float]
    """On the principal axes of the clustered tracks."""
    votes: float
    """Share of its nearest tracks that are in its cluster."""
    typicality: float
    """Share of the cluster's tracks that lie farther from the cluster's mean than it does."""
    neighbours: pd.DataFrame
    """The most alike tracks of its cluster by cosine similarity: track_id, track, artist,
    similarity (-1 to 1), streams, views."""


def place(tracks: pd.DataFrame, clusters: Clusters, new: pd.DataFrame) -> Placement:
    """Place one track among the clustered ones.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Those that were clustered.
    clusters : Clusters
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

    Notes
    -----
    Source: k nearest neighbours, Fix and Hodges (1951), scikit-learn `KNeighborsClassifier`.
    """
    if new[list(clusters.space.features)].isna().any(axis=None):
        raise NotEnoughData(
            "This track lacks one of the features that form the clusters.",
            hint="Choose another track, or leave that feature out.",
        )
    members = members_of(tracks, clusters)
    labels = members.cluster.to_numpy()
    points, point = clusters.space.of(members), clusters.space.of(new)
    itself = np.zeros(len(members), dtype=bool)
    if "track_id" in new:
        itself = (members.track_id == new.track_id.iloc[0]).to_numpy()
    numbers, shares = _votes(points[~itself], labels[~itself], point)
    number = int(labels[itself][0] if itself.any() else numbers[shares.argmax()])
    inside = labels == number
    x, y, z = principal_axes(points).places(point)[0]
    return Placement(
        cluster=number,
        position=(float(x), float(y), float(z)),
        votes=float(shares[numbers == number].sum()),
        typicality=_typicality(points[inside], point),
        neighbours=_neighbours(members, points, point, inside & ~itself),
    )


def _votes(points: Floats, labels: Integers, point: Floats) -> tuple[Integers, Floats]:
    """Return the clusters, by number, and the share of the nearest tracks that is in each."""
    from sklearn.neighbors import KNeighborsClassifier
    from threadpoolctl import threadpool_limits

    # A tree for one question takes 2 s to grow over 200,000 tracks; looking at each takes 0.1 s.
    nearest = KNeighborsClassifier(N_VOTERS, algorithm="brute").fit(points, labels)
    with threadpool_limits(1):  # on busy cores threads only wait for each other
        return nearest.classes_, nearest.predict_proba(point)[0]


def _typicality(inside: Floats, point: Floats) -> float:
    centre = inside.mean(axis=0)
    spread = ((inside - centre) ** 2).sum(axis=1)
    return float((spread > ((point - centre) ** 2).sum()).mean())


def _neighbours(members: pd.DataFrame, points: Floats, point: Floats, among: Mask) -> pd.DataFrame:
    """List the tracks most like a point; none where it is alone in its cluster."""
    from sklearn.metrics.pairwise import cosine_similarity

    cosine = cosine_similarity(points[among], point)[:, 0] if among.any() else np.empty(0)
    nearest = np.argsort(-cosine, kind="stable")[:N_NEIGHBOURS]
    alike = members[among].iloc[nearest][["track_id", "track", "artist", "streams", "views"]]
    alike.insert(3, "similarity", cosine[nearest])
    return alike.reset_index(drop=True)
