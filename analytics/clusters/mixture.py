"""The Gaussian mixture: stretched clusters that may overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.clusters.kmeans import kmeans
from analytics.clusters.numbering import numbered
from analytics.clusters.space import Floats, Integers


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """A fitted mixture of Gaussians."""

    labels: Integers
    """Shape (n,): the likeliest Gaussian of each point that it was fitted to."""
    bic: float
    """Bayesian information criterion, lower is better."""
    weights: Floats
    """Shape (n_clusters,): share of each Gaussian."""
    means: Floats
    """Shape (n_clusters, d)."""
    scales: Floats
    """Shape (n_clusters, d, d): Cholesky factors of the inverse covariances."""

    def of(self, points: np.ndarray) -> Integers:
        """Return the likeliest Gaussian of each of other points, shape (n, d)."""
        scores = np.empty((len(points), len(self.weights)), dtype=points.dtype)
        for number, (weight, mean, scale) in enumerate(
            zip(self.weights, self.means, self.scales, strict=True)
        ):
            scaled = points @ scale.astype(points.dtype)
            scaled -= (mean @ scale).astype(points.dtype)
            constant = np.log(weight) + np.log(np.diag(scale)).sum()
            scores[:, number] = constant - 0.5 * np.einsum("ij,ij->i", scaled, scaled)
        return scores.argmax(axis=1)


def mixture(points: Floats, n_clusters: int, *, random_state: int = 0) -> Mixture:
    """Fit a mixture of Gaussians with a full covariance each, starting from K-means.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    n_clusters : int >= 2
    random_state : int, default=0

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
        bic = float(model.bic(points))
    return Mixture(labels, bic, model.weights_, model.means_, model.precisions_cholesky_)
