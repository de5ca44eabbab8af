"""The pictures behind the choice of clusters."""

import pandas as pd
import pytest

from analytics.clusters.choice import choose_number, measure_neighbours
from analytics.clusters.clustering import cluster
from analytics.clusters.comparison import MethodComparison
from analytics.clusters.map import map_axes
from pages.clusters.figures import choice


def test_the_suggested_number_is_marked(demo_tracks: pd.DataFrame) -> None:
    number = choose_number(demo_tracks.head(400), features=("energy", "valence"))
    for measure, (_, attribute, _) in choice.CURVES.items():
        line = choice.number_curve(number, measure).data[0]
        largest = max(line.marker.size)
        marked = [n for n, size in zip(line.x, line.marker.size, strict=True) if size == largest]
        assert marked == [getattr(number, attribute)]


def test_the_suggested_reach_is_marked(demo_tracks: pd.DataFrame) -> None:
    neighbours = measure_neighbours(demo_tracks.head(400))
    assert choice.reach_curve(neighbours).layout.shapes[0].y0 == neighbours.eps


def test_methods_without_a_stability_are_not_drawn() -> None:
    table = pd.DataFrame(
        {
            "method": ["K-means", "DBSCAN"],
            "n_clusters": [3, 0],
            "stability": [0.8, None],
            "stability_low": [0.7, None],
            "stability_high": [0.9, None],
        }
    )
    fig = choice.stability(MethodComparison(table, 8, 100, 100))
    assert list(fig.data[0].y) == ["K-means"]
    assert fig.layout.title.text.startswith("Most stable: K-means, agreement 0.80 of 1")
    none = choice.stability(MethodComparison(table.tail(1), 8, 100, 100))
    assert none.layout.title.text == "No method could be compared"


def test_every_feature_has_its_loadings(demo_tracks: pd.DataFrame) -> None:
    axes = map_axes(demo_tracks, cluster(demo_tracks), hit_threshold=1e9)
    cells = choice.loadings(axes).data[0].z
    assert cells == pytest.approx(axes.loadings[["x", "y", "z"]].to_numpy())
