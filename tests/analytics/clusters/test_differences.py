"""Tests between clusters: scipy's and statsmodels' figures, and artists swapped whole."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analytics.clusters.clustering import Clusters, cluster, members_of
from analytics.clusters.differences import differ


def test_kruskal_wallis_is_scipys(demo_tracks: pd.DataFrame, clusters: Clusters) -> None:
    tested = differ(demo_tracks, clusters, n_permutations=9)
    members = members_of(demo_tracks, clusters)
    for row in tested.tests.itertuples():
        known = members.dropna(subset=[row.outcome])
        golden = stats.kruskal(*(part[row.outcome] for _, part in known.groupby("cluster")))
        assert row.statistic == pytest.approx(golden.statistic)
        assert row.p_tracks == pytest.approx(golden.pvalue)
        assert row.effect == pytest.approx(golden.statistic / (len(known) - 1))


def test_pairs_are_dunns_with_holms_adjustment(
    demo_tracks: pd.DataFrame, clusters: Clusters
) -> None:
    tested = differ(demo_tracks, clusters, outcomes=["views"], n_permutations=9)
    known = members_of(demo_tracks, clusters).dropna(subset=["views"])
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
    demo_tracks: pd.DataFrame, seed: int
) -> None:
    tracks = demo_tracks.head(500)
    changed = tracks.sample(frac=1, random_state=seed)
    changed = changed.assign(
        artists=[[*listed, "One More"] for listed in changed.artists],
        n_artists=changed.n_artists + 1,
    )
    tested = [
        differ(frame, cluster(frame, n_clusters=3), n_permutations=19)
        for frame in (tracks, changed)
    ]
    pd.testing.assert_frame_equal(*(one.tests for one in tested))
    pd.testing.assert_frame_equal(*(one.pairs for one in tested))


@pytest.mark.real
def test_real_tracks(real_tracks: pd.DataFrame, proof_count: Callable[[int], int]) -> None:
    tested = differ(real_tracks, cluster(real_tracks), n_permutations=proof_count(999))
    streams = tested.tests.set_index("outcome").loc["streams"]
    assert streams.effect == pytest.approx(0.0255, abs=0.003)
    assert streams.p_artists <= 0.05
