"""The Gaussian mixture: stretched clusters, and a criterion that knows their number."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from analytics.clusters.kmeans import kmeans
from analytics.clusters.mixture import mixture


def stretched() -> tuple[np.ndarray, np.ndarray]:
    """Return two long, thin groups side by side, and which of them each point is in."""
    rng = np.random.default_rng(4)
    kind = np.repeat([0, 1], 400)
    points = rng.normal(0, [3, 0.5], (800, 2)) + np.column_stack([2 * kind, 4 * kind])
    return points, kind


def test_stretched_groups_are_found_that_kmeans_cuts_across() -> None:
    points, kind = stretched()
    labels = mixture(points, 2).labels
    assert adjusted_rand_score(kind, labels) > 0.98
    assert adjusted_rand_score(kind, kmeans(points, 2).labels_) < 0.8


def test_the_criterion_is_lowest_at_the_true_number() -> None:
    points, _ = stretched()
    bic = {number: mixture(points, number).bic for number in (2, 3, 4, 5)}
    assert min(bic, key=bic.__getitem__) == 2


def test_the_same_points_give_the_same_mixture() -> None:
    points, _ = stretched()
    first, second = mixture(points, 3), mixture(points, 3)
    assert np.array_equal(first.labels, second.labels)
    assert first.bic == second.bic


def test_its_own_points_and_others_are_assigned_as_scikit_learn_does() -> None:
    points, _ = stretched()
    fitted = mixture(points[::2], 2)
    assert np.array_equal(fitted.of(points[::2]), fitted.labels)
    golden = GaussianMixture(2, means_init=fitted.means, weights_init=fitted.weights, max_iter=1)
    with pytest.warns(ConvergenceWarning):
        golden.fit(points[::2])
    golden.weights_, golden.means_ = fitted.weights, fitted.means
    golden.precisions_cholesky_ = fitted.scales
    assert np.array_equal(fitted.of(points[1::2]), golden.predict(points[1::2]))
    narrow = fitted.of(points[1::2].astype(np.float32))
    assert (narrow == golden.predict(points[1::2])).mean() > 0.99
