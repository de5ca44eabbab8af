"""K-means: as good as scikit-learn's own from many starts, the same every time."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.kmeans import kmeans
from analytics.clusters.space import FEATURES, Floats, complete, scaled_space


@pytest.fixture(scope="module")
def points(demo_tracks: pd.DataFrame) -> Floats:
    tracks = complete(demo_tracks, FEATURES)
    return scaled_space(tracks, FEATURES).of(tracks)


@pytest.mark.parametrize("n_clusters", [2, 3, 6, 10])
def test_it_is_as_good_as_fifty_whole_runs(points: Floats, n_clusters: int) -> None:
    golden = KMeans(n_clusters, n_init=50, random_state=1).fit(points)
    assert kmeans(points, n_clusters).inertia_ <= golden.inertia_ * 1.001


def test_every_point_is_with_its_nearest_centre(points: Floats) -> None:
    fitted = kmeans(points, 6)
    distances = ((points[:, None] - fitted.cluster_centers_) ** 2).sum(axis=2)
    assert np.array_equal(fitted.labels_, distances.argmin(axis=1))
    means = [points[fitted.labels_ == number].mean(axis=0) for number in range(6)]
    assert fitted.cluster_centers_ == pytest.approx(np.array(means))


def test_the_same_points_give_the_same_clusters(points: Floats) -> None:
    first, second = kmeans(points, 5), kmeans(points, 5)
    assert np.array_equal(first.labels_, second.labels_)


def test_another_start_ends_in_the_same_kinds(points: Floats) -> None:
    first, second = kmeans(points, 4), kmeans(points, 4, random_state=7)
    assert adjusted_rand_score(first.labels_, second.labels_) > 0.95
