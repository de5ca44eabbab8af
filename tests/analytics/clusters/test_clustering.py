"""Clusters: known blobs found by each method, and what must not matter."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.clustering import MAX_TRACKS, METHODS, Clusters, cluster, members_of
from analytics.clusters.space import FEATURES
from data.errors import BadOption, NotEnoughData

BLOBS = ("energy", "valence", "tempo")


@pytest.mark.parametrize("method", METHODS)
def test_three_blobs_are_found(blobs: pd.DataFrame, method: str) -> None:
    clusters = cluster(blobs, method=method, features=BLOBS, n_clusters=3)
    inside = clusters.labels >= 0
    assert inside.mean() > 0.93
    assert adjusted_rand_score(blobs.kind[inside], clusters.labels[inside]) > 0.99
    assert list(clusters.sizes) == sorted(clusters.sizes, reverse=True)
    assert clusters.silhouette > 0.8
    assert len(set(clusters.names)) == 3


def test_names_say_what_differs(blobs: pd.DataFrame) -> None:
    clusters = cluster(blobs, features=BLOBS, n_clusters=3)
    assert set(clusters.names[0].split(", ")) == {"slow", "energetic", "cheerful"}
    assert set(clusters.names[2].split(", ")) == {"fast", "sombre"}


@given(
    seed=st.integers(0, 1000),
    scale=st.floats(0.01, 100),
    shift=st.floats(-100, 100),
    feature=st.sampled_from(FEATURES),
)
@settings(max_examples=8)
def test_units_and_row_order_do_not_matter(
    demo_tracks: pd.DataFrame, seed: int, scale: float, shift: float, feature: str
) -> None:
    tracks = demo_tracks.head(600)
    changed = tracks.sample(frac=1, random_state=seed)
    changed = changed.assign(**{feature: changed[feature] * scale + shift})
    before, after = cluster(tracks, n_clusters=4), cluster(changed, n_clusters=4)
    pd.testing.assert_frame_equal(before.members, after.members)
    assert before.names == after.names


@pytest.mark.parametrize("method", METHODS)
def test_row_order_changes_no_method(blobs: pd.DataFrame, method: str) -> None:
    shuffled = blobs.sample(frac=1, random_state=3)
    options = {"method": method, "features": BLOBS, "n_clusters": 4}
    pd.testing.assert_frame_equal(
        cluster(blobs, **options).members, cluster(shuffled, **options).members
    )


def test_inputs_stay_as_they_are(blobs: pd.DataFrame) -> None:
    before = blobs.copy()
    cluster(blobs, features=BLOBS, n_clusters=3)
    pd.testing.assert_frame_equal(blobs, before)


def test_a_feature_that_never_differs_counts_nothing(blobs: pd.DataFrame) -> None:
    flat = blobs.assign(danceability=0.7)
    clusters = cluster(flat, features=(*BLOBS, "danceability"), n_clusters=3)
    assert adjusted_rand_score(blobs.kind, clusters.labels) > 0.99


def test_tracks_without_a_feature_stay_out(blobs: pd.DataFrame) -> None:
    gaps = blobs.assign(tempo=blobs.tempo.where(blobs.index >= 25))
    clusters = cluster(gaps, features=BLOBS, n_clusters=3)
    assert (clusters.n_incomplete, clusters.n_complete) == (25, 575)
    assert not set(clusters.members.track_id) & set(gaps.track_id.head(25))


def test_a_sample_is_fitted_above_the_bound(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MAX_TRACKS, "kmeans", 200)
    clusters = cluster(blobs, features=BLOBS, n_clusters=3)
    assert (len(clusters.members), clusters.n_complete) == (200, 600)
    assert clusters.members.track_id.is_monotonic_increasing


@pytest.mark.parametrize(
    "options",
    [
        {"method": "spectral"},
        {"n_clusters": 1},
        {"n_clusters": 11},
        {"method": "dbscan", "eps": -1.0},
        {"method": "hdbscan", "min_share": 0.9},
        {"features": ("energy",)},
        {"features": ("energy", "key")},
    ],
)
def test_options_out_of_range_are_refused(blobs: pd.DataFrame, options: dict) -> None:
    with pytest.raises(BadOption):
        cluster(blobs, **({"features": BLOBS} | options))


def test_too_few_tracks_are_refused(blobs: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="at least 30 tracks"):
        cluster(blobs.head(20), features=BLOBS, n_clusters=2)
    with pytest.raises(NotEnoughData, match="10 clusters need at least 100 tracks"):
        cluster(blobs.head(60), features=BLOBS, n_clusters=10)


def test_members_are_the_tracks_with_their_cluster(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    members = members_of(demo_tracks, clusters)
    assert members.track_id.tolist() == clusters.members.track_id.tolist()
    assert members.cluster.tolist() == clusters.labels.tolist()
    assert members.artist.notna().all()


@pytest.mark.real
def test_real_tracks(real_tracks: pd.DataFrame) -> None:
    clusters = cluster(real_tracks)
    assert clusters.n_complete == len(clusters.members) == 15_546
    assert clusters.names[0] == "cheerful, danceable"
    assert "instrumental, low-key, calm" in clusters.names
    assert 0.15 < clusters.silhouette < 0.25
