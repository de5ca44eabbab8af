"""Profiles: what the tracks themselves say, with intervals by artist."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.clustering import Clusters, cluster, members_of
from analytics.clusters.profiles import profile, weighted_medians


def test_profile_says_what_the_tracks_say(
    demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float
) -> None:
    described = profile(demo_tracks, clusters, hit_threshold=threshold)
    members = members_of(demo_tracks, clusters)
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
    demo_tracks: pd.DataFrame, clusters: Clusters, threshold: float
) -> None:
    described = profile(demo_tracks, clusters, hit_threshold=threshold, n_replicates=20)
    for listed in (described.typical, described.most_streamed):
        assert not listed.duplicated(["cluster", "artist"]).any()
        assert listed.groupby("cluster").size().eq(5).all()
    members = members_of(demo_tracks, clusters)
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
    described = [
        profile(frame, cluster(frame, n_clusters=3), hit_threshold=threshold, n_replicates=30)
        for frame in (tracks, changed)
    ]
    for name in ("clusters", "differences", "typical", "most_streamed"):
        pd.testing.assert_frame_equal(*(getattr(one, name) for one in described))
