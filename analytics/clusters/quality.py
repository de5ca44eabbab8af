"""How well clusters are apart, whatever made them; points in no cluster do not count."""

from __future__ import annotations

import numpy as np

from analytics.clusters.space import Floats, Integers, sample_rows

SILHOUETTE_TRACKS = 2_000
"""The silhouette comes from a seeded sample of so many tracks at most."""


def silhouette(points: Floats, labels: Integers, *, random_state: int = 0) -> float:
    """Say how much nearer points are to their own cluster than to the next, from -1 to 1.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    labels : ndarray of shape (n,)
        Cluster of each point; those below 0 are in none and left out.
    random_state : int, default=0
        Of the sample.

    Returns
    -------
    float
        0.5 and more: separate groups; near 0: regions of one cloud. NaN with fewer than two
        clusters.

    Notes
    -----
    Source: Rousseeuw (1987), scikit-learn `silhouette_score`.
    """
    from sklearn.metrics import silhouette_score
    from threadpoolctl import threadpool_limits

    inside = np.flatnonzero(labels >= 0)
    rows = inside[sample_rows(len(inside), SILHOUETTE_TRACKS, random_state)]
    if not 2 <= len(np.unique(labels[rows])) < len(rows):
        return float("nan")
    with threadpool_limits(1):  # on busy cores threads only wait for each other
        return float(silhouette_score(points[rows], labels[rows]))


def davies_bouldin(points: Floats, labels: Integers) -> float:
    """Say how wide clusters are beside their distances; lower is better.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    labels : ndarray of shape (n,)
        As in `silhouette`.

    Returns
    -------
    float >= 0
        NaN with fewer than two clusters.

    Notes
    -----
    Source: Davies and Bouldin (1979), scikit-learn `davies_bouldin_score`.
    """
    from sklearn.metrics import davies_bouldin_score

    inside = labels >= 0
    if not 2 <= len(np.unique(labels[inside])) < inside.sum():
        return float("nan")
    return float(davies_bouldin_score(points[inside], labels[inside]))
