"""The map: axes of scikit-learn's PCA, neighbourhoods, a sample where tracks are many."""

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from analytics.clusters import map as module
from analytics.clusters.clustering import Clusters, cluster, members_of
from analytics.clusters.map import axis_words, map_axes, map_neighbourhoods, principal_axes
from analytics.clusters.space import FEATURES


def test_axes_are_the_directions_of_most_difference(clusters: Clusters, demo_tracks) -> None:
    points = clusters.space.of(members_of(demo_tracks, clusters))
    axes = principal_axes(points)
    golden = PCA(3, svd_solver="full").fit(points)
    assert axes.explained == pytest.approx(tuple(golden.explained_variance_ratio_))
    assert np.abs(axes.directions) == pytest.approx(np.abs(golden.components_.T))
    largest = np.abs(axes.directions).argmax(axis=0)
    assert (axes.directions[largest, range(3)] > 0).all()
    assert axes.places(points).mean(axis=0) == pytest.approx([0, 0, 0])


def test_two_features_have_two_axes() -> None:
    points = np.random.default_rng(2).normal(size=(50, 2)) * [3, 1]
    axes = principal_axes(points)
    assert sum(axes.explained) == pytest.approx(1)
    assert not axes.places(points)[:, 2].any()


def test_loadings_correlate_features_with_axes(
    demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float
) -> None:
    shown = map_axes(demo_tracks, clusters, hit_threshold=threshold)
    members = members_of(demo_tracks, clusters)
    places = principal_axes(clusters.space.of(members)).places(clusters.space.of(members))
    for n, axis in enumerate("xyz"):
        loads = [np.corrcoef(members[feature], places[:, n])[0, 1] for feature in FEATURES]
        assert shown.loadings[axis].to_numpy() == pytest.approx(loads)
        at = shown.points.set_index("track_id")[axis]
        expected = pd.Series(places[:, n], index=members.track_id)[at.index]
        assert at.to_numpy() == pytest.approx(expected.to_numpy())


def test_an_axis_is_named_by_its_strongest_features() -> None:
    loadings = pd.DataFrame({"feature": ["energy", "tempo", "valence"], "x": [0.9, 0.3, -0.6]})
    assert axis_words(loadings, "x") == ("calm, cheerful", "energetic, sombre")
    assert axis_words(loadings.assign(x=0.1), "x") == ("", "")


def test_hits_are_marked(demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float) -> None:
    points = map_axes(demo_tracks, clusters, hit_threshold=threshold).points
    assert points.is_hit.tolist() == (points.streams >= threshold).tolist()


def test_a_large_map_is_a_sample(
    demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_POINTS", 150)
    monkeypatch.setattr(module, "TSNE_STEPS", 250)
    axes = map_axes(demo_tracks, clusters, hit_threshold=threshold)
    near = map_neighbourhoods(demo_tracks, clusters, hit_threshold=threshold)
    for shown in (axes, near):
        assert shown.is_sample
        assert (len(shown.points), shown.n_tracks) == (150, len(clusters.members))
    assert near.points.track_id.tolist() == axes.points.track_id.tolist()
    assert near.explained == () and near.loadings.empty


def test_neighbours_stay_near(
    demo_tracks: pd.DataFrame, threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TSNE_STEPS", 400)
    few = demo_tracks.head(300)
    clusters = cluster(few, n_clusters=3)
    flat = map_neighbourhoods(few, clusters, hit_threshold=threshold).points[["x", "y"]].to_numpy()
    points = clusters.space.of(members_of(few, clusters))
    nearest, near_on_map = (
        NearestNeighbors(n_neighbors=11).fit(each).kneighbors(return_distance=False)
        for each in (points, flat)
    )
    kept = [len(set(a) & set(b)) / 11 for a, b in zip(nearest, near_on_map, strict=True)]
    assert np.mean(kept) > 5 * 11 / len(flat)


@pytest.mark.real
def test_real_tracks(real_tracks: pd.DataFrame) -> None:
    shown = map_axes(real_tracks, cluster(real_tracks), hit_threshold=6e8)
    assert sum(shown.explained[:2]) == pytest.approx(0.477, abs=0.01)
    assert len(shown.points) == module.MAX_POINTS
