"""Where promotion has most room: the other side of what the platform balance says."""

import numpy as np
import pytest

from analytics.budget import promotion
from analytics.catalogue.balance import expect_streams, judge


@pytest.fixture(scope="module")
def expectation(demo_tracks):
    return expect_streams(demo_tracks)


def test_a_track_ahead_on_one_platform_has_room_on_the_other(demo_tracks, expectation):
    table = promotion.advise(demo_tracks, expectation).set_index("track_id")
    judged = judge(demo_tracks, expectation).set_index("track_id").loc[table.index]
    room = {"spotify": "YouTube", "youtube": "Spotify", "as expected": "either"}
    assert table["advice"].tolist() == judged["verdict"].map(room).tolist()
    assert table["sureness"].is_monotonic_decreasing
    assert set(promotion.COLUMNS) <= {"track_id", *table.columns}


def test_the_gap_is_at_least_one_on_either_side(demo_tracks, expectation):
    table = promotion.advise(demo_tracks, expectation)
    assert (table["gap"] >= 1).all()
    ahead = np.log(table["streams_ratio"].to_numpy())
    assert np.log(table["gap"].to_numpy()) == pytest.approx(np.abs(ahead))


def test_tracks_without_either_count_are_left_out(demo_tracks, expectation):
    table = promotion.advise(demo_tracks, expectation)
    unknown = demo_tracks[demo_tracks[["streams", "views"]].isna().any(axis=1)]
    assert not set(unknown["track_id"]) & set(table["track_id"])
    assert len(table) + len(unknown) == len(demo_tracks)


def test_without_an_expectation_there_is_no_advice(demo_tracks):
    table = promotion.advise(demo_tracks, None)
    assert table.empty
    assert list(table) == list(promotion.COLUMNS)
