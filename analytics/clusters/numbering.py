"""Numbers of clusters: by size, so that the same clusters always have the same numbers."""

from __future__ import annotations

import numpy as np

from analytics.clusters.space import Floats, Integers


def numbered(points: Floats, labels: Integers) -> tuple[Integers, Floats]:
    """Number clusters by size, the largest 0; equal ones by their mean point.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    labels : ndarray of shape (n,)
        Any numbers, those below 0 for points in no cluster.

    Returns
    -------
    labels : ndarray of shape (n,)
        0 to n_clusters - 1; -1 in none.
    means : ndarray of shape (n_clusters, d)
        The mean point of each cluster, in the new order.
    """
    inside = labels >= 0
    old, codes = np.unique(labels[inside], return_inverse=True)
    sizes = np.bincount(codes, minlength=len(old))
    sums = [np.bincount(codes, weights=column, minlength=len(old)) for column in points[inside].T]
    means = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
    order = np.lexsort((*np.round(means, 6).T[::-1], -sizes))
    new = np.full(len(labels), -1)
    new[inside] = np.argsort(order)[codes]
    return new, means[order]
