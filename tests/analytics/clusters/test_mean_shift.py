"""Mean shift: summits are found without being told how many, and it is scikit-learn's."""

import numpy as np
from sklearn.cluster import MeanShift, estimate_bandwidth
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.mean_shift import WIDTH_SHARE, mean_shift


def summits(spread: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    kind = np.repeat(range(4), 120)
    corners = np.array([[0, 0], [8, 0], [0, 8], [8, 8]])
    return corners[kind] + rng.normal(0, spread, (480, 2)), kind


def test_four_summits_are_four_kinds() -> None:
    points, kind = summits()
    assert adjusted_rand_score(kind, mean_shift(points, min_share=1e-9)) == 1.0


def test_it_is_scikit_learns_with_every_point_as_a_start() -> None:
    points, _ = summits(1.0)
    width = estimate_bandwidth(points, quantile=WIDTH_SHARE, random_state=0)
    golden = MeanShift(bandwidth=width).fit(points).labels_
    assert adjusted_rand_score(golden, mean_shift(points, min_share=1e-9)) > 0.99


def test_small_summits_count_as_none() -> None:
    points, _ = summits()
    few = np.random.default_rng(0).normal(50, 0.1, (9, 2))
    labels = mean_shift(np.vstack([points, few]), min_share=0.05)
    assert set(labels[-9:]) == {-1}
    assert len(set(labels[:-9])) == 4


def test_points_that_lie_nowhere_together_are_grouped_too() -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (40, 9)) * 50
    assert mean_shift(points, min_share=1e-9).shape == (40,)
