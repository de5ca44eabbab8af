"""Platform balance: planted tracks are found, ranges hold what they promise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue.balance import expect_streams, judge
from data.errors import BadOption, NotEnoughData


def simulated(n: int = 600, seed: int = 0) -> pd.DataFrame:
    """Make tracks; those of every twentieth artist have twenty times the streams expected."""
    rng = np.random.default_rng(seed)
    artist = np.arange(n) // 6
    fame = rng.normal(0, 1, artist.max() + 1)[artist]
    views = np.exp(14 + fame + rng.normal(0, 1.5, n))
    back = 16 + fame + rng.normal(0, 0.2, n)
    streams = np.exp(3 + 0.4 * np.log(views) + 0.45 * back + rng.normal(0, 0.4, n))
    streams[artist % 20 == 0] *= 20
    return pd.DataFrame(
        {
            "track_id": [f"t{i:04d}" for i in range(n)],
            "artist": [f"a{i:03d}" for i in artist],
            "artists": [[f"a{i:03d}"] for i in artist],
            "streams": np.floor(streams),
            "views": np.floor(views),
            "back_streams_mean": back,
            "back_views_mean": 14 + fame,
        }
    )


TRACKS = simulated()


def judged_by_own(tracks: pd.DataFrame) -> pd.DataFrame:
    """Judge tracks by what they themselves lead one to expect."""
    return judge(tracks, expect_streams(tracks))


def test_a_track_a_thousand_times_too_high_does_not_bend_the_fit():
    """Least squares would move; Huber's weights let one stray track count a little only."""
    one = expect_streams(TRACKS)
    stray = TRACKS.copy()
    stray.loc[stray["views"].idxmax(), "streams"] *= 1000
    other = expect_streams(stray)
    for term in ("views", "back_streams"):
        assert other.coefficients[term] == pytest.approx(one.coefficients[term], abs=0.01)


def test_finds_the_planted_tracks():
    judged = judged_by_own(TRACKS)
    planted = TRACKS["artist"].str[1:].astype(int) % 20 == 0
    assert (judged.loc[planted, "verdict"] == "spotify").mean() > 0.9
    assert (judged.loc[planted, "sureness"]).min() > 0.8


def test_range_holds_what_it_promises():
    tracks = simulated(3000, seed=1)
    for confidence in (0.5, 0.8, 0.9):
        expectation = expect_streams(tracks, confidence=confidence)
        assert expectation.coverage == pytest.approx(confidence, abs=0.03)
    fresh = judge(simulated(3000, seed=2), expectation)
    streams = simulated(3000, seed=2)["streams"]
    inside = streams.between(fresh["expected_low"], fresh["expected_high"]).mean()
    assert inside == pytest.approx(0.9, abs=0.04)


@settings(max_examples=5)
@given(st.integers(0, 2**31))
def test_row_order_changes_nothing(seed):
    shuffled = TRACKS.sample(frac=1, random_state=seed)
    one, two = judged_by_own(TRACKS), judged_by_own(shuffled)
    pd.testing.assert_frame_equal(one, two.loc[one.index], rtol=1e-6)


def test_more_streams_are_further_ahead():
    expectation = expect_streams(TRACKS)
    more = judge(TRACKS.assign(streams=TRACKS["streams"] * 2), expectation)
    assert (more["departure"] > judge(TRACKS, expectation)["departure"]).all()


def test_input_stays_as_it_was():
    before = TRACKS.copy(deep=True)
    judged_by_own(TRACKS)
    pd.testing.assert_frame_equal(TRACKS, before)


def test_a_track_without_counts_is_unknown():
    gaps = TRACKS.copy()
    gaps.loc[0, "streams"] = np.nan
    gaps.loc[1, ["back_streams_mean", "back_views_mean"]] = np.nan
    judged = judged_by_own(gaps)
    assert judged.loc[0, "verdict"] == "unknown"
    assert np.isnan(judged.loc[0, "sureness"])
    assert judged.loc[1, "verdict"] != "unknown"
    assert judged["expected_streams"].drop(0).notna().all()


def test_an_expectation_serves_other_tracks():
    expectation = expect_streams(TRACKS)
    few = judge(TRACKS.head(3), expectation)
    pd.testing.assert_frame_equal(few, judge(TRACKS, expectation).head(3))


def test_too_few_tracks_are_refused():
    with pytest.raises(NotEnoughData, match="100 tracks of 20 artists"):
        expect_streams(TRACKS.head(50))
    with pytest.raises(NotEnoughData):
        expect_streams(TRACKS.head(0))
    with pytest.raises(NotEnoughData):
        expect_streams(TRACKS.assign(artist="one"))


def test_no_track_is_held_against_tracks_that_list_its_artists():
    """Where every track lists the same guest, nothing is left to learn from."""
    chained = TRACKS.assign(artists=[[name, "guest"] for name in TRACKS["artist"]])
    with pytest.raises(NotEnoughData, match="share no artist"):
        expect_streams(chained)


def test_known_numbers_judge_in_plain_arithmetic():
    """What SQL gets is enough to judge a track; its formula is in `data.reads.catalogue`."""
    known = expect_streams(TRACKS).parameters()
    row = TRACKS.iloc[7]
    views = np.log1p(row["views"])
    expected = (
        known["constant"]
        + known["views"] * views
        + known["views_above_1"] * max(views - known["knot_1"], 0)
        + known["views_above_2"] * max(views - known["knot_2"], 0)
        + known["back_streams"] * row["back_streams_mean"]
        + known["back_views"] * row["back_views_mean"]
    )
    judged = judged_by_own(TRACKS).iloc[7]
    assert np.log1p(judged["expected_streams"]) == pytest.approx(expected)


@pytest.mark.parametrize("confidence", [0, 1, -1, 80])
def test_confidence_is_a_share(confidence):
    with pytest.raises(BadOption):
        expect_streams(TRACKS, confidence=confidence)
