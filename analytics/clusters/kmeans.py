"""K-means: tracks around centres, so that the squared distances are least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.clusters.space import Floats, sample_rows

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

N_STARTS = 20
START_TRACKS, START_STEPS = 4_000, 30


def kmeans(points: Floats, n_clusters: int, *, random_state: int = 0) -> KMeans:
    """Fit K-means, starting from the best of twenty short runs on a sample.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    n_clusters : int >= 2, at most n
    random_state : int, default=0

    Returns
    -------
    sklearn.cluster.KMeans
        Fitted to all points until none changes sides: `labels_` of shape (n,), `cluster_centers_`
        of shape (n_clusters, d), `inertia_` (sum of squared distances to the centres).

    Notes
    -----
    Source: scikit-learn, Lloyd (1982) from greedy k-means++ starts, Arthur and Vassilvitskii
    (2007). Of twenty starts one ends in the same kinds as of thirty, of ten not always.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    sample = points[sample_rows(len(points), START_TRACKS, random_state)]
    options = {"n_clusters": n_clusters, "tol": 0, "random_state": random_state}
    # Its threads spin while they wait: where another job takes the second core, a fit of 0.1 s
    # took up to 4 s.
    with threadpool_limits(1):
        short = KMeans(n_init=N_STARTS, max_iter=START_STEPS, **options).fit(sample)
        return KMeans(init=short.cluster_centers_, n_init=1, **options).fit(points)
