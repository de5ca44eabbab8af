"""How well clusters are apart: scikit-learn's figures, without those in no cluster."""

import numpy as np
import pytest
from sklearn.metrics import davies_bouldin_score, silhouette_score

from analytics.clusters.quality import SILHOUETTE_TRACKS, davies_bouldin, silhouette


def groups(n: int = 100, *, apart: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """Return points of two groups, and the group of each."""
    labels = np.repeat([0, 1], n)
    return np.random.default_rng(1).normal(size=(2 * n, 3)) + apart * labels[:, None], labels


def test_figures_are_scikit_learns() -> None:
    points, labels = groups()
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels))
    assert davies_bouldin(points, labels) == pytest.approx(davies_bouldin_score(points, labels))


def test_points_in_no_cluster_do_not_count() -> None:
    points, labels = groups()
    with_loners = np.vstack([points, np.full((20, 3), 50.0)])
    marked = np.concatenate([labels, np.full(20, -1)])
    assert silhouette(with_loners, marked) == pytest.approx(silhouette(points, labels))
    assert davies_bouldin(with_loners, marked) == pytest.approx(davies_bouldin(points, labels))


def test_a_cluster_of_one_scores_nothing() -> None:
    points, labels = groups()
    lonely = np.where(np.arange(len(labels)) == 0, 2, labels)
    assert silhouette(points, lonely) == pytest.approx(silhouette_score(points, lonely))


@pytest.mark.parametrize("labels", [np.zeros(200), np.full(200, -1), np.arange(200)])
def test_what_cannot_be_compared_is_not_known(labels: np.ndarray) -> None:
    points, _ = groups()
    assert np.isnan(silhouette(points, labels.astype(int)))
    assert np.isnan(davies_bouldin(points, labels.astype(int)))


def test_a_sample_is_as_good_as_all() -> None:
    points, labels = groups(SILHOUETTE_TRACKS, apart=3)
    everything = silhouette_score(points, labels)
    assert silhouette(points, labels) == pytest.approx(everything, abs=0.02)
    assert silhouette(points, labels) == silhouette(points, labels)
