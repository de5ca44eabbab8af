"""The map of the clusters page: every track, its colours, text that is never markup."""

import dataclasses

import pandas as pd
import pytest

from analytics.clusters.clustering import Clusters, cluster
from analytics.clusters.map import TrackMap, map_axes
from analytics.clusters.placement import place
from pages.clusters.figures import tracks
from pages.ui import theme


@pytest.fixture(scope="module")
def clusters(demo_tracks: pd.DataFrame) -> Clusters:
    return cluster(demo_tracks, n_clusters=3)


@pytest.fixture(scope="module")
def shown(demo_tracks: pd.DataFrame, clusters: Clusters) -> TrackMap:
    return map_axes(demo_tracks, clusters, hit_threshold=1e9)


@pytest.mark.parametrize("color", ["cluster", "streams", "hit"])
@pytest.mark.parametrize("depth", [False, True])
def test_every_track_is_drawn(shown: TrackMap, clusters: Clusters, color: str, depth: bool) -> None:
    fig = tracks.track_map(shown, clusters.names, color=color, depth=depth)
    dots = [trace for trace in fig.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in dots) == len(shown.points)
    assert {trace.type for trace in dots} == {"scatter3d" if depth else "scattergl"}


def test_text_from_the_data_is_never_markup(shown: TrackMap, clusters: Clusters) -> None:
    points = shown.points.copy()
    points.loc[0, ["track", "artist"]] = ["<b>%{x}</b>", "<script>"]
    fig = tracks.track_map(dataclasses.replace(shown, points=points), clusters.names)
    hovers = [text for trace in fig.data for text in trace.hovertext]
    assert any("&lt;b&gt;" in text and "&lt;script&gt;" in text for text in hovers)
    assert not any("<script>" in text or "%{x}" in text for text in hovers)


def test_a_placed_track_is_marked(
    shown: TrackMap, clusters: Clusters, demo_tracks: pd.DataFrame
) -> None:
    placed = place(demo_tracks, clusters, demo_tracks.head(1))
    mark = tracks.placed_map(shown, clusters.names, placed).data[-1]
    assert (mark.x[0], mark.y[0]) == placed.position[:2]
    assert mark.name == "this track"


def test_tracks_in_no_cluster_are_grey() -> None:
    assert tracks.color_of(-1) == theme.GREY
    assert len({tracks.color_of(number) for number in range(10)}) == 10
