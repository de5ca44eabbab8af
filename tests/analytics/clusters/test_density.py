"""Clusters by density: DBSCAN's own labels without its memory, and the knee of its curve."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.density import (
    dbscan,
    hdbscan,
    n_neighbours,
    neighbour_distances,
    suggested_eps,
)
from analytics.clusters.space import Floats, complete, scaled_space

FEATURES = ("energy", "valence", "tempo", "acousticness")
TINY = 1e-9
"""A share below which no cluster is: all of them are kept."""


@pytest.fixture(scope="module")
def points(demo_tracks: pd.DataFrame) -> Floats:
    tracks = complete(demo_tracks, FEATURES).head(900)
    return scaled_space(tracks, FEATURES).of(tracks)


def golden(points: Floats, eps: float) -> DBSCAN:
    return DBSCAN(eps=eps, min_samples=2 * len(FEATURES)).fit(points)


@pytest.mark.parametrize("eps", [0.6, 1.0, 1.6])
def test_dbscan_is_scikit_learns(points: Floats, eps: float) -> None:
    expected = golden(points, eps)
    large = [n for n in range(expected.labels_.max() + 1) if (expected.labels_ == n).sum() >= 5]
    kept = np.where(np.isin(expected.labels_, large), expected.labels_, -1)
    labels = dbscan(points, eps, min_share=TINY)
    assert np.array_equal(labels < 0, kept < 0)
    core = np.isin(np.arange(len(points)), expected.core_sample_indices_) & (kept >= 0)
    assert adjusted_rand_score(labels[core], kept[core]) == 1.0


def test_a_neighbour_exactly_at_the_reach_counts(points: Floats) -> None:
    at = np.sort(neighbour_distances(points))[len(points) // 2]
    expected = golden(points, at)
    core = expected.core_sample_indices_
    labels = dbscan(points, at, min_share=TINY)
    inside = core[labels[core] >= 0]
    assert adjusted_rand_score(labels[inside], expected.labels_[inside]) == 1.0


def test_small_clusters_count_as_none(points: Floats) -> None:
    labels = dbscan(points, 0.6, min_share=0.1)
    sizes = np.bincount(labels[labels >= 0])
    assert (sizes[sizes > 0] >= 90).all()


def test_hdbscan_leaves_loners_out() -> None:
    rng = np.random.default_rng(3)
    groups = [rng.normal(middle, 0.1, (150, 2)) for middle in (0, 5)]
    points = np.vstack([*groups, rng.uniform(-20, 25, (30, 2))])
    labels = hdbscan(points, min_share=0.1)
    assert set(labels[:300]) <= {-1, 0, 1}
    assert (labels[:300] >= 0).mean() > 0.95
    assert (labels[300:] < 0).mean() > 0.8


def test_distances_are_those_to_the_neighbour_that_counts(points: Floats) -> None:
    assert n_neighbours(points) == 8
    every = np.sort(np.linalg.norm(points[:20, None] - points, axis=2), axis=1)
    assert neighbour_distances(points)[:20] == pytest.approx(every[:, 7])


def test_the_knee_is_where_the_curve_turns() -> None:
    curve = np.concatenate([np.linspace(1, 1.2, 900), np.linspace(1.2, 9, 100)])
    assert suggested_eps(np.random.default_rng(0).permutation(curve)) == pytest.approx(1.2, abs=0.1)
