"""Tracks and artists held against the catalogue."""

import numpy as np
import pandas as pd
import pytest

from analytics.catalogue.percentiles import percentile_grid
from analytics.catalogue.profiles import (
    MAX_COMPARED,
    distinct_names,
    fingerprint,
    side_by_side,
    with_balance,
)
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES


def test_names_that_read_the_same_are_numbered():
    rows = pd.DataFrame({"track": ["Home"] * 2, "artist": ["Ann"] * 2, "track_id": ["a", "b"]})
    assert distinct_names(rows, "track") == ("Home · Ann", "Home · Ann (2)")


def test_side_by_side_needs_a_row():
    grid = percentile_grid(pd.DataFrame({"streams": [1]}))
    with pytest.raises(NotEnoughData):
        side_by_side(pd.DataFrame(), grid, kind="track", metrics=("streams",))


def test_profile_of_an_artist_stands_among_the_others(demo_tracks):
    name = demo_tracks["artist"].value_counts().index[0]
    own = demo_tracks[demo_tracks["artist"] == name]
    grid = percentile_grid(demo_tracks[["streams", "views", *AUDIO_FEATURES]].astype(float))
    found = fingerprint(own, grid).set_index("metric")
    assert found.loc["energy", "median"] == pytest.approx(own["energy"].median())
    assert (found["percentile_low"] <= found["percentile_high"]).all()
    assert "key" not in found.index


def test_at_most_five_stand_side_by_side_in_the_order_given(demo_tracks):
    rows = demo_tracks.iloc[[9, 3, 5, 1, 7, 2]]
    grid = percentile_grid(demo_tracks[["streams", "views"]].astype(float))
    compared = side_by_side(rows, grid, kind="track", metrics=("views", "streams"))
    assert list(dict.fromkeys(compared.figures["key"])) == rows["track_id"].tolist()[:MAX_COMPARED]
    own = compared.figures.set_index(["key", "metric"])["value"]
    for _, row in rows.head(MAX_COMPARED).iterrows():
        assert own[row["track_id"], "streams"] == pytest.approx(float(row["streams"]), nan_ok=True)


def test_without_an_expectation_balance_is_unknown_but_counts_are_compared(demo_tracks):
    row = demo_tracks.dropna(subset=["streams", "back_streams_mean"]).head(1)
    judged = with_balance(row, None).iloc[0]
    assert judged["verdict"] == "unknown"
    assert np.isnan(judged["expected_streams"])
    usual = np.exp(row["back_streams_mean"].iloc[0])
    assert judged["streams_vs_usual"] == pytest.approx((1 + row["streams"].iloc[0]) / usual)
