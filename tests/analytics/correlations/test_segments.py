"""Segments: what is inside against the rest, held together for all segments."""

import numpy as np
import pandas as pd
import pytest

from analytics.correlations.segments import TEMPO_BANDS, TEMPO_NAMES, compare_segments
from analytics.stats.correlation import Scores, correlate, differences, estimate, resample
from data.errors import NotEnoughData


def test_segments_on_the_demo_catalogue(demo_tracks: pd.DataFrame) -> None:
    compared = compare_segments(demo_tracks)
    table = compared.table
    assert set(table["family"]) == {
        *("tempo", "valence", "energy", "album_type", "has_official_video")
    }
    assert compared.n_compared == table["difference"].notna().sum() > 10
    told = table.dropna(subset="difference")
    leaves_out_zero = (told["difference_low"] > 0) | (told["difference_high"] < 0)
    assert (leaves_out_zero == told["is_clear"]).all()


def test_a_segment_is_its_tracks_against_all_others(demo_tracks: pd.DataFrame) -> None:
    compared = compare_segments(demo_tracks)
    row = compared.table.set_index("segment").loc["120–130"]
    inside = demo_tracks["tempo"].between(120, 130, inclusive="left").to_numpy()
    scores = Scores(demo_tracks, "pearson")
    sides = [scores.pair("streams", "views", within=side) for side in (inside, ~inside)]
    estimates = estimate(sides, resample(demo_tracks, 1000, 0))
    difference, low, high, p_value = (one.item() for one in differences(estimates, [0], [1]))
    assert row["r"] == pytest.approx(correlate(demo_tracks[inside]).r)
    assert row["rest"] == pytest.approx(correlate(demo_tracks[~inside]).r)
    assert row["difference"] == pytest.approx(difference)
    assert row["p_adjusted"] == pytest.approx(min(1, p_value * compared.n_compared))
    assert row["difference_low"] < low < high < row["difference_high"]


def test_a_segment_that_is_too_small_is_left_open(demo_tracks: pd.DataFrame) -> None:
    with_video = demo_tracks[demo_tracks["has_official_video"].eq(True)]
    table = compare_segments(with_video).table
    video = table[table["family"] == "has_official_video"].iloc[0]
    assert np.isnan(video["difference"])
    assert not video["is_clear"]


def test_every_tempo_band_has_a_name() -> None:
    assert len(TEMPO_NAMES) == len(TEMPO_BANDS) - 1


def test_too_few_tracks_are_said(demo_tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="there are 0 tracks of 0 artists"):
        compare_segments(demo_tracks.head(0))


@pytest.mark.real
def test_the_public_data_set(real_tracks: pd.DataFrame) -> None:
    table = compare_segments(real_tracks).table.set_index("segment")
    assert table.loc["120–130", "r"] == pytest.approx(0.675, abs=0.0005)
    assert table.loc["120–130", "rest"] == pytest.approx(0.582, abs=0.0005)
    assert table.loc["120–130", "difference_low"] > 0
