"""Clusters: known blobs found by each method, other tools' figures, what must not matter."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.clusters import clustering as analysis
from analytics.clusters.choice import rand_index
from analytics.clusters.clustering import METHODS, cluster
from analytics.clusters.kmeans import inertia, kmeans, nearest, silhouette
from analytics.clusters.names import MIDDLE, names
from analytics.clusters.space import CHOICES, FEATURES, complete, learned_space, scaled_space
from data.errors import BadOption, NotEnoughData

GOLDEN = Path(__file__).parents[2] / "golden"
BLOBS = ("energy", "valence", "tempo")


@pytest.fixture(scope="session")
def blobs() -> pd.DataFrame:
    """Return 600 tracks of three kinds, far apart; see golden/clusters_make.py."""
    return pd.read_csv(GOLDEN / "clusters_blobs.csv", dtype={"track_id": str})


@pytest.mark.parametrize("method", METHODS)
def test_three_blobs_are_found(blobs: pd.DataFrame, method: str) -> None:
    found = cluster(blobs, method=method, features=BLOBS, n_clusters=3)
    inside = found.labels >= 0
    assert inside.mean() > 0.93
    assert adjusted_rand_score(blobs.kind[inside], found.labels[inside]) > 0.99
    assert list(found.sizes) == sorted(found.sizes, reverse=True)
    assert found.silhouette > 0.8
    assert len(set(found.names)) == 3


def test_names_say_what_differs(blobs: pd.DataFrame) -> None:
    found = cluster(blobs, features=BLOBS, n_clusters=3)
    assert set(found.names[0].split(", ")) == {"slow", "energetic", "cheerful"}
    assert set(found.names[2].split(", ")) == {"fast", "sombre"}


def test_same_names_are_told_apart() -> None:
    same = np.array([[1.0, 0.1], [1.1, 0.1], [0.0, 0.0], [0.1, 0.0]])
    assert names(same, ("energy", "tempo")) == (
        "energetic",
        "energetic (2)",
        MIDDLE,
        f"{MIDDLE} (2)",
    )


@pytest.mark.parametrize("n_clusters", [3, 6])
def test_kmeans_is_as_good_as_scikit_learn(demo_tracks: pd.DataFrame, n_clusters: int) -> None:
    tracks = complete(demo_tracks, FEATURES)
    points = scaled_space(tracks, FEATURES).of(tracks)
    labels, centres = kmeans(points, n_clusters)
    golden = KMeans(n_clusters, n_init=10, random_state=0).fit(points)
    assert inertia(points, labels, centres) <= golden.inertia_ * 1.01
    assert np.array_equal(labels, nearest(points, centres))


def test_silhouette_is_scikit_learns(demo_tracks: pd.DataFrame) -> None:
    tracks = complete(demo_tracks, FEATURES).head(700)
    points = scaled_space(tracks, FEATURES).of(tracks)
    labels, _ = kmeans(points, 4)
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels), abs=1e-9)
    lonely = np.where(np.arange(len(labels)) == 0, 4, labels)
    assert silhouette(points, lonely) == pytest.approx(silhouette_score(points, lonely), abs=1e-9)


@pytest.mark.parametrize("eps", [0.6, 1.0, 1.6])
def test_dbscan_is_scikit_learns(demo_tracks: pd.DataFrame, eps: float) -> None:
    features = ("energy", "valence", "tempo", "acousticness")
    tracks = complete(demo_tracks, features).head(900)
    points = scaled_space(tracks, features).of(tracks)
    golden = DBSCAN(eps=eps, min_samples=2 * len(features)).fit(points)
    found = analysis._dbscan(points, eps)
    assert np.array_equal(found < 0, golden.labels_ < 0)
    core = golden.core_sample_indices_
    assert adjusted_rand_score(found[core], golden.labels_[core]) == 1.0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_rand_index_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    assert rand_index(first, second) == pytest.approx(adjusted_rand_score(first, second))


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


def test_counts_are_taken_by_their_logarithm(demo_tracks: pd.DataFrame) -> None:
    tracks = complete(demo_tracks, ("streams", "energy"))
    space = scaled_space(tracks, ("streams", "energy"))
    logs = np.log1p(tracks.streams)
    assert space.of(tracks)[:, 0] == pytest.approx((logs - logs.mean()) / logs.std(ddof=0))


def test_a_feature_that_never_differs_counts_nothing(blobs: pd.DataFrame) -> None:
    flat = blobs.assign(danceability=0.7)
    found = cluster(flat, features=(*BLOBS, "danceability"), n_clusters=3)
    assert adjusted_rand_score(blobs.kind, found.labels) > 0.99


def test_tracks_without_a_feature_stay_out(blobs: pd.DataFrame) -> None:
    gaps = blobs.assign(tempo=blobs.tempo.where(blobs.index >= 25))
    found = cluster(gaps, features=BLOBS, n_clusters=3)
    assert (found.n_incomplete, found.n_complete) == (25, 575)
    assert not set(found.members.track_id) & set(gaps.track_id.head(25))


def test_a_sample_is_fitted_above_the_bound(
    blobs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(analysis.MAX_TRACKS, "kmeans", 200)
    found = cluster(blobs, features=BLOBS, n_clusters=3)
    assert (len(found.members), found.n_complete) == (200, 600)
    assert found.members.track_id.is_monotonic_increasing


def test_the_code_has_64_numbers(blobs: pd.DataFrame) -> None:
    space = learned_space(blobs, scaled_space(blobs, BLOBS))
    assert space.of(blobs).shape == (600, 64)
    assert (space.of(blobs) >= 0).all()


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


def test_the_key_is_not_offered() -> None:
    assert "key" not in CHOICES
