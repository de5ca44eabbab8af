"""Profiles, tests between clusters, the map, placing a track and the aids to choosing."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity
from statsmodels.stats.multitest import multipletests

from analytics.clusters import choice as cluster_choice
from analytics.clusters import map as cluster_map
from analytics.clusters.choice import choose_number, compare, neighbour_curve
from analytics.clusters.clustering import Clusters, cluster
from analytics.clusters.differences import differ, holm
from analytics.clusters.map import axis_words, lay_out, place
from analytics.clusters.profiles import members_of, profile, weighted_medians
from analytics.clusters.space import FEATURES
from data.errors import NotEnoughData

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="session")
def blobs() -> pd.DataFrame:
    """Return 600 tracks of three kinds, far apart; see golden/clusters_make.py."""
    return pd.read_csv(GOLDEN / "clusters_blobs.csv", dtype={"track_id": str})


@pytest.fixture(scope="session")
def found(demo_tracks: pd.DataFrame) -> Clusters:
    return cluster(demo_tracks, n_clusters=4)


@pytest.fixture(scope="session")
def threshold(demo_tracks: pd.DataFrame) -> float:
    return float(demo_tracks.streams.quantile(0.9))


def test_profile_says_what_the_tracks_say(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float
) -> None:
    described = profile(demo_tracks, found, hit_threshold=threshold)
    members = members_of(demo_tracks, found)
    for row in described.clusters.itertuples():
        inside = members[members.cluster == row.cluster]
        assert row.n_tracks == len(inside)
        assert row.n_artists == inside.artist.nunique()
        assert row.streams == inside.streams.median()
        known = inside.streams.dropna()
        assert row.hit_rate == pytest.approx((known >= threshold).mean())
        assert row.streams_low <= row.streams <= row.streams_high
        assert row.hit_rate_low <= row.hit_rate <= row.hit_rate_high
    z = (members.energy - members.energy.mean()) / members.energy.std(ddof=0)
    energy = described.differences[described.differences.feature == "energy"]
    assert list(energy.difference) == pytest.approx(list(z.groupby(members.cluster).mean()))
    assert (energy.low <= energy.difference).all()
    assert (energy.difference <= energy.high).all()


def test_examples_are_one_per_artist(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float
) -> None:
    described = profile(demo_tracks, found, hit_threshold=threshold, n_replicates=20)
    for listed in (described.typical, described.most_streamed):
        assert not listed.duplicated(["cluster", "artist"]).any()
        assert listed.groupby("cluster").size().eq(5).all()
    members = members_of(demo_tracks, found)
    best = members[members.cluster == 0].streams.max()
    assert described.most_streamed.streams.iloc[0] == best


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 3)), min_size=1, max_size=30),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
def test_weighted_medians_are_those_of_repeated_values(
    rows: list[tuple[int, int]], weights: list[int]
) -> None:
    values = np.array([value for value, _ in rows], dtype=float)
    groups = np.array([group for _, group in rows])
    got = weighted_medians(values, groups, np.array([weights], dtype=float))[0]
    repeated = np.sort(np.repeat(values, np.array(weights)[groups]))
    if len(repeated) == 0:
        assert np.isnan(got)
    else:
        assert got == repeated[(len(repeated) - 1) // 2]


def test_kruskal_wallis_is_scipys(demo_tracks: pd.DataFrame, found: Clusters) -> None:
    tested = differ(demo_tracks, found, n_permutations=9)
    members = members_of(demo_tracks, found)
    for row in tested.tests.itertuples():
        known = members.dropna(subset=[row.outcome])
        golden = stats.kruskal(*(part[row.outcome] for _, part in known.groupby("cluster")))
        assert row.statistic == pytest.approx(golden.statistic)
        assert row.p_tracks == pytest.approx(golden.pvalue)
        assert row.effect == pytest.approx(golden.statistic / (len(known) - 1))


def test_pairs_are_dunns_with_holms_adjustment(demo_tracks: pd.DataFrame, found: Clusters) -> None:
    tested = differ(demo_tracks, found, outcomes=["views"], n_permutations=9)
    known = members_of(demo_tracks, found).dropna(subset=["views"])
    n, ranks = len(known), stats.rankdata(known.views)
    ties = sum(t**3 - t for t in np.unique(ranks, return_counts=True)[1])
    raw, beats = [], []
    for i, j in combinations(range(4), 2):
        a, b = (ranks[(known.cluster == k).to_numpy()] for k in (i, j))
        variance = (n * (n + 1) - ties / (n - 1)) / 12 * (1 / len(a) + 1 / len(b))
        raw.append(2 * stats.norm.sf(abs(a.mean() - b.mean()) / np.sqrt(variance)))
        beats.append(stats.mannwhitneyu(a, b).statistic / len(a) / len(b))
    assert list(tested.pairs.superiority) == pytest.approx(beats)
    assert list(tested.pairs.p_tracks) == pytest.approx(multipletests(raw, method="holm")[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=25)
def test_holm_is_statsmodels(p: list[float]) -> None:
    assert holm(np.array(p)) == pytest.approx(multipletests(p, method="holm")[1])


def test_alike_tracks_do_not_count_as_many() -> None:
    """Outcomes that are the artist's alone, and artists that keep to one kind: no link at all."""
    p_tracks, p_artists = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        artist = np.repeat(np.arange(60), 10)
        tracks = pd.DataFrame(
            {
                "track_id": [f"{i:04d}" for i in range(600)],
                "artist": [f"artist {i}" for i in artist],
                "energy": rng.normal(0, 1, 60)[artist] + rng.normal(0, 0.1, 600),
                "valence": rng.normal(0, 1, 60)[artist] + rng.normal(0, 0.1, 600),
                "streams": rng.normal(0, 1, 60)[artist] + rng.normal(0, 0.3, 600),
            }
        )
        made = cluster(tracks, features=("energy", "valence"), n_clusters=3, random_state=seed)
        tested = differ(tracks, made, outcomes=["streams"], n_permutations=99).tests.iloc[0]
        p_tracks.append(tested.p_tracks)
        p_artists.append(tested.p_artists)
    assert np.mean(np.array(p_tracks) < 0.05) > 0.6  # what the naive test would have said
    assert np.mean(np.array(p_artists) < 0.05) < 0.35


@pytest.mark.parametrize(
    ("feature", "skipped"),
    [
        ("streams", ("streams",)),
        ("likes", ("engagement_rate",)),
        ("cross_platform_ratio", ("streams", "views", "engagement_rate")),
        ("tempo", ()),
    ],
)
def test_what_formed_the_clusters_is_not_tested(
    demo_tracks: pd.DataFrame, feature: str, skipped: tuple[str, ...]
) -> None:
    made = cluster(demo_tracks, features=("energy", "valence", feature), n_clusters=3)
    tested = differ(demo_tracks, made, n_permutations=9)
    assert tested.skipped == skipped
    assert not set(tested.tests.outcome) & set(skipped)


@given(seed=st.integers(0, 100))
@settings(max_examples=3)
def test_row_order_and_another_listed_artist_change_nothing(
    demo_tracks: pd.DataFrame, threshold: float, seed: int
) -> None:
    tracks = demo_tracks.head(500)
    changed = tracks.sample(frac=1, random_state=seed)
    changed = changed.assign(
        artists=[[*listed, "One More"] for listed in changed.artists],
        n_artists=changed.n_artists + 1,
    )
    results = []
    for frame in (tracks, changed):
        made = cluster(frame, n_clusters=3)
        described = profile(frame, made, hit_threshold=threshold, n_replicates=30)
        drawn = lay_out(frame, made, hit_threshold=threshold)
        tested = differ(frame, made, n_permutations=19)
        results.append([described.clusters, described.differences, drawn.points, tested.pairs])
    for before, after in zip(*results, strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_axes_are_scikit_learns_pca(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float
) -> None:
    drawn = lay_out(demo_tracks, found, hit_threshold=threshold)
    members = members_of(demo_tracks, found)
    golden = PCA(3).fit(found.space.of(members))
    assert drawn.explained == pytest.approx(tuple(golden.explained_variance_ratio_))
    places = golden.transform(found.space.of(members))
    for n, axis in enumerate("xyz"):
        shown = drawn.points.set_index("track_id")[axis]
        expected = pd.Series(places[:, n], index=members.track_id)[shown.index]
        assert abs(np.corrcoef(shown, expected)[0, 1]) == pytest.approx(1)
        loads = [np.corrcoef(members[f], places[:, n])[0, 1] for f in FEATURES]
        assert np.abs(drawn.loadings[axis]).to_numpy() == pytest.approx(np.abs(loads))
    low, high = axis_words(drawn.loadings, "x")
    assert low and high


def test_a_large_map_is_a_sample(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_map, "MAX_DRAWN", 150)
    drawn = lay_out(demo_tracks, found, hit_threshold=threshold)
    assert drawn.is_sample
    assert (len(drawn.points), drawn.n_tracks) == (150, len(found.members))
    monkeypatch.setattr(cluster_map, "TSNE_STEPS", 250)
    near = lay_out(demo_tracks, found, hit_threshold=threshold, layout="neighbourhoods")
    assert near.points.track_id.tolist() == drawn.points.track_id.tolist()
    assert np.isfinite(near.points[["x", "y"]]).all(axis=None)
    assert near.explained == () and near.loadings.empty
    shown = near.points.iloc[[3]]
    placed = place(
        demo_tracks, found, near, demo_tracks[demo_tracks.track_id == shown.track_id.iloc[0]]
    )
    assert placed.position[:2] == pytest.approx(tuple(shown[["x", "y"]].to_numpy()[0]))


def test_a_track_is_placed_among_its_like(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float
) -> None:
    drawn = lay_out(demo_tracks, found, hit_threshold=threshold)
    members = members_of(demo_tracks, found)
    one = members.iloc[[10]]
    placed = place(demo_tracks, found, drawn, one)
    assert placed.cluster == one.cluster.iloc[0]
    assert one.track_id.iloc[0] not in set(placed.neighbours.track_id)
    inside = members[members.cluster == placed.cluster].drop(index=10, errors="ignore")
    golden = cosine_similarity(found.space.of(one), found.space.of(inside))[0]
    assert list(placed.neighbours.similarity) == pytest.approx(sorted(golden)[::-1][:10])
    unnamed = place(demo_tracks, found, drawn, one[list(FEATURES)])
    assert unnamed.neighbours.track_id.iloc[0] == one.track_id.iloc[0]
    assert unnamed.position == pytest.approx(placed.position)


def test_a_track_without_a_feature_cannot_be_placed(
    demo_tracks: pd.DataFrame, found: Clusters, threshold: float
) -> None:
    drawn = lay_out(demo_tracks, found, hit_threshold=threshold)
    with pytest.raises(NotEnoughData, match="unknown"):
        place(demo_tracks, found, drawn, demo_tracks.head(1).assign(energy=np.nan))


def test_aids_find_three_blobs(blobs: pd.DataFrame) -> None:
    said: list[float] = []
    features = ("energy", "valence", "tempo")
    numbers = choose_number(blobs, features=features, progress=lambda share, _: said.append(share))
    assert (numbers.elbow, numbers.best_silhouette, numbers.best_bic) == (3, 3, 3)
    assert said == sorted(said) and len(said) == 9
    reach = neighbour_curve(blobs, features=features)
    assert reach.curve.distance.is_monotonic_increasing
    assert 0 < reach.eps < 1


def test_comparison_knows_stable_from_shaky(blobs: pd.DataFrame) -> None:
    features = ("energy", "valence", "tempo")
    right = compare(blobs, features=features, n_clusters=3, n_resamples=3).table
    assert (right.stability > 0.9).all()
    assert (right.davies_bouldin < 0.5).all()
    assert (right.n_clusters == 3).all()
    wrong = cluster_choice.stability(
        blobs,
        cluster(blobs, features=features, n_clusters=8),
        features=features,
        n_clusters=8,
        n_resamples=3,
    )
    assert wrong.mean() < 0.9


@pytest.mark.real
def test_real_tracks(real_tracks: pd.DataFrame, proof_count: Callable[[int], int]) -> None:
    found = cluster(real_tracks)
    assert found.n_complete == len(found.members) == 15_546
    assert found.names[0] == "cheerful, danceable"
    assert "instrumental, low-key, calm" in found.names
    assert 0.15 < found.silhouette < 0.25
    tested = differ(real_tracks, found, n_permutations=proof_count(999))
    streams = tested.tests.set_index("outcome").loc["streams"]
    assert streams.effect == pytest.approx(0.0255, abs=0.003)
    assert streams.p_artists <= 0.05
    drawn = lay_out(real_tracks, found, hit_threshold=6e8)
    assert sum(drawn.explained[:2]) == pytest.approx(0.477, abs=0.01)
    assert len(drawn.points) == cluster_map.MAX_DRAWN
