"""Claims are tested on the whole version, whatever the filter; above a limit, on whole artists."""

import dataclasses

import pandas as pd
import pytest

from data.reads import claims
from data.reads import tracks as reads

COLUMNS = ("track_id", "artist", "streams")


@pytest.mark.parametrize("read", [claims.claim_tracks, claims.score_tracks])
def test_all_tracks_in_their_order_whatever_the_filter(read, everything, demo_tracks):
    singles = dataclasses.replace(everything, album_types=("single",))
    for selection in (everything, singles):
        pd.testing.assert_frame_equal(read(selection, COLUMNS), demo_tracks[list(COLUMNS)])


@pytest.mark.parametrize(
    ("read", "limit"),
    [(claims.claim_tracks, "CLAIM_TRACKS"), (claims.score_tracks, "SCORE_TRACKS")],
)
def test_above_the_limit_artists_come_with_all_their_tracks(read, limit, everything, monkeypatch):
    whole = reads.tracks(everything, COLUMNS).groupby("artist").size()
    monkeypatch.setattr(claims, limit, 1_000)
    some = read(everything, COLUMNS).groupby("artist").size()
    assert 500 < some.sum() < 1_500
    pd.testing.assert_series_equal(some, whole[some.index])
