"""One track among the clustered ones: its kind, its place, its like."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from analytics.clusters.clustering import Clusters, cluster, members_of
from analytics.clusters.map import map_axes
from analytics.clusters.placement import place
from analytics.clusters.space import FEATURES
from data.errors import NotEnoughData


def test_a_track_keeps_its_cluster_and_is_not_its_own_neighbour(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    members = members_of(demo_tracks, clusters)
    one = members.iloc[[10]]
    placed = place(demo_tracks, clusters, one)
    assert placed.cluster == one.cluster.iloc[0]
    inside = members[members.cluster == placed.cluster].drop(index=10)
    golden = cosine_similarity(clusters.space.of(one), clusters.space.of(inside))[0]
    assert placed.neighbours.similarity.tolist() == pytest.approx(sorted(golden)[::-1][:10])
    assert one.track_id.iloc[0] not in set(placed.neighbours.track_id)


def test_the_same_sound_without_a_name_lies_in_the_same_place(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    one = members_of(demo_tracks, clusters).iloc[[10]]
    named, unnamed = (place(demo_tracks, clusters, new) for new in (one, one[list(FEATURES)]))
    assert unnamed.neighbours.track_id.iloc[0] == one.track_id.iloc[0]
    assert unnamed.position == pytest.approx(named.position)
    assert unnamed.typicality == named.typicality


def test_its_place_is_the_one_on_the_map(
    demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float
) -> None:
    shown = map_axes(demo_tracks, clusters, hit_threshold=threshold).points.iloc[5]
    one = demo_tracks[demo_tracks.track_id == shown.track_id]
    expected = [shown.x, shown.y, shown.z]
    assert place(demo_tracks, clusters, one).position == pytest.approx(expected)


@pytest.fixture
def named(blobs: pd.DataFrame) -> pd.DataFrame:
    """Return the three blobs with what is shown of a neighbour."""
    return blobs.assign(track="A track", streams=1e6, views=1e6)


def test_a_new_track_joins_most_of_its_neighbours(named: pd.DataFrame) -> None:
    features = ("energy", "valence", "tempo")
    made = cluster(named, features=features, n_clusters=3)
    for number in range(3):
        middle = members_of(named, made).query("cluster == @number")[list(features)].mean()
        placed = place(named, made, middle.to_frame().T)
        assert (placed.cluster, placed.votes) == (number, 1.0)
        assert placed.typicality > 0.95


def test_one_that_is_alone_in_its_cluster_has_no_neighbours(named: pd.DataFrame) -> None:
    far = named.head(1).assign(track_id="far", energy=9.0, valence=9.0, tempo=999.0)
    tracks = pd.concat([named, far], ignore_index=True)
    made = cluster(tracks, features=("energy", "valence", "tempo"), n_clusters=2)
    placed = place(tracks, made, far)
    assert placed.neighbours.empty
    assert placed.votes == 0.0


def test_a_track_without_a_feature_cannot_be_placed(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    with pytest.raises(NotEnoughData, match="This track lacks one of the features"):
        place(demo_tracks, clusters, demo_tracks.head(1).assign(energy=np.nan))
