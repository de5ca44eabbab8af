"""K-means and the silhouette in plain NumPy.

scikit-learn has both, and agrees (see the tests), but takes two seconds to import; the page is to
show its clusters and map within three.
"""

from __future__ import annotations

import numpy as np

from analytics.clusters.space import Floats, Integers, draw

N_STARTS = 10
MAX_STEPS = 300
START_TRACKS, START_STEPS = 4_000, 30
SILHOUETTE_TRACKS = 2_000


def kmeans(
    points: Floats, n_clusters: int, *, n_starts: int = N_STARTS, random_state: int = 0
) -> tuple[Integers, Floats]:
    """Part points into clusters around centres, so that the squared distances are least.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    n_clusters : int >= 2, at most n
    n_starts : int, default=10
        Short runs from different starts, on a seeded sample of `START_TRACKS` points at most; the
        best goes on over all points until none changes sides.
    random_state : int, default=0

    Returns
    -------
    labels : ndarray of shape (n,)
        0 to n_clusters - 1, the largest cluster first.
    centres : ndarray of shape (n_clusters, d)

    Notes
    -----
    Source: Lloyd (1982) from greedy k-means++ starts, Arthur and Vassilvitskii (2007).
    """
    rng = np.random.default_rng(random_state)
    sample = points[draw(len(points), START_TRACKS, random_state)]
    starts = [_start(sample, n_clusters, rng) for _ in range(n_starts)]
    runs = [_lloyd(sample, start, max_steps=START_STEPS) for start in starts]
    centres = _lloyd(points, min(runs, key=lambda run: _inertia(sample, run)))
    labels = nearest(points, centres)
    order = canonical(labels, centres)
    return np.argsort(order)[labels], centres[order]


def nearest(points: Floats, centres: Floats) -> Integers:
    """Return the number of the nearest centre for each point."""
    return np.argmin((centres**2).sum(axis=1) - 2 * points @ centres.T, axis=1)


def inertia(points: Floats, labels: Integers, centres: Floats) -> float:
    """Return the sum of squared distances of the points to their centres."""
    return float(((points - centres[labels]) ** 2).sum())


def canonical(labels: Integers, centres: Floats) -> Integers:
    """Return cluster numbers by size, the largest first; equal ones by their centre."""
    sizes = np.bincount(labels, minlength=len(centres))
    return np.lexsort((*np.round(centres, 6).T[::-1], -sizes))


def silhouette(
    points: Floats, labels: Integers, *, most: int = SILHOUETTE_TRACKS, random_state: int = 0
) -> float:
    """Say how well clusters are apart, from -1 to 1, on a seeded sample of their points.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    labels : ndarray of shape (n,)
        Cluster of each point; those below 0 are in none and left out.
    most : int, default=2000
        Size of the sample.

    Returns
    -------
    float
        0.5 and more: separate groups; near 0: regions of one cloud. NaN with fewer than two
        clusters.

    Notes
    -----
    Source: Rousseeuw (1987).
    """
    inside = np.flatnonzero(labels >= 0)
    rows = inside[draw(len(inside), most, random_state)]
    names, codes = np.unique(labels[rows], return_inverse=True)
    if not 2 <= len(names) < len(rows):
        return float("nan")
    sizes = np.bincount(codes)
    member = np.eye(len(names))[codes]
    sums = np.concatenate([part @ member for part in _distances(points[rows])])
    own = np.take_along_axis(sums, codes[:, None], axis=1)[:, 0] / np.maximum(sizes[codes] - 1, 1)
    others = np.where(member == 1, np.inf, sums / sizes).min(axis=1)
    scores = (others - own) / np.maximum(np.maximum(own, others), 1e-300)
    return float(np.where(sizes[codes] == 1, 0, scores).mean())


def _distances(points: Floats, chunk: int = 500) -> list[Floats]:
    """Return the Euclidean distances of every point to every other, in slices of rows."""
    squares = (points**2).sum(axis=1)
    return [
        np.sqrt(np.maximum(squares[i : i + chunk, None] + squares - 2 * part @ points.T, 0))
        for i in range(0, len(points), chunk)
        for part in [points[i : i + chunk]]
    ]


def _start(points: Floats, n_clusters: int, rng: np.random.Generator) -> Floats:
    """Draw centres from the points, far ones more likely; of a few draws each, the best stays."""
    n_draws = 2 + int(np.log(n_clusters))
    chosen = [int(rng.integers(len(points)))]
    far = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(n_clusters - 1):
        total = np.cumsum(far)
        drawn = np.searchsorted(total, rng.random(n_draws) * total[-1])
        drawn = np.minimum(drawn, len(points) - 1)
        left = [np.minimum(far, ((points - points[i]) ** 2).sum(axis=1)) for i in drawn]
        best = int(np.argmin([distances.sum() for distances in left]))
        chosen.append(int(drawn[best]))
        far = left[best]
    return points[chosen]


def _lloyd(points: Floats, centres: Floats, *, max_steps: int = MAX_STEPS) -> Floats:
    """Move centres to the means of their points until no point changes sides."""
    labels = nearest(points, centres)
    for _ in range(max_steps):
        centres = _means(points, labels, centres)
        moved = nearest(points, centres)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return centres


def _means(points: Floats, labels: Integers, centres: Floats) -> Floats:
    """Return the mean of each cluster; an empty one starts anew at the worst-placed point."""
    sizes = np.bincount(labels, minlength=len(centres))
    sums = np.column_stack(
        [np.bincount(labels, weights=column, minlength=len(centres)) for column in points.T]
    )
    means = sums / np.maximum(sizes, 1)[:, None]
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        strangers = np.argsort(((points - centres[labels]) ** 2).sum(axis=1))[::-1]
        means[empty] = points[strangers[: len(empty)]]
    return means


def _inertia(points: Floats, centres: Floats) -> float:
    return inertia(points, nearest(points, centres), centres)
