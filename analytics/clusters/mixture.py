"""The Gaussian mixture: stretched clusters that may overlap."""

from __future__ import annotations

from analytics.clusters.kmeans import kmeans
from analytics.clusters.numbering import numbered
from analytics.clusters.space import Floats, Integers


def mixture(points: Floats, n_clusters: int, *, random_state: int = 0) -> tuple[Integers, float]:
    """Fit a mixture of Gaussians with a full covariance each, starting from K-means.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    n_clusters : int >= 2
    random_state : int, default=0

    Returns
    -------
    labels : ndarray of shape (n,)
        The likeliest Gaussian of each point.
    bic : float
        Bayesian information criterion, lower is better.

    Notes
    -----
    Sources: scikit-learn `GaussianMixture`; Schwarz (1978) for the criterion.
    """
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    # Another order of the means is another start, and may end elsewhere.
    _, centres = numbered(points, kmeans(points, n_clusters, random_state=random_state).labels_)
    model = GaussianMixture(
        n_clusters, means_init=centres, reg_covar=1e-4, max_iter=100, random_state=random_state
    )
    with threadpool_limits(1):  # small matrices: threads on busy cores only wait for each other
        labels = model.fit_predict(points)
        return labels, float(model.bic(points))
