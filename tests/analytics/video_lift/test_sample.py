"""Which tracks are compared, and what of them is held equal."""

import numpy as np
import pandas as pd
import pytest

from analytics.video_lift.sample import COLUMNS, known_columns, prepare
from data.errors import BadOption, NotEnoughData
from data.metrics import AUDIO_FEATURES
from tests.analytics.lift_catalogues import catalogue


def test_columns_are_all_in_the_mart(demo_tracks):
    assert set(COLUMNS) <= set(demo_tracks.columns)
    assert set(AUDIO_FEATURES) <= set(COLUMNS)


def test_tracks_without_flag_or_streams_are_left_out():
    tracks = catalogue(8, n_artists=40)
    unknown = tracks.head(20).assign(track_id=[f"x{i}" for i in range(20)], has_official_video=None)
    unheard = tracks.tail(20).assign(track_id=[f"y{i}" for i in range(20)], streams=np.nan)
    sample = prepare(pd.concat([tracks, unknown, unheard]), "has_official_video")
    assert sample.tracks["track_id"].tolist() == tracks["track_id"].tolist()
    assert sample.y == pytest.approx(np.log1p(tracks["streams"]))
    assert sample.d.tolist() == tracks["has_official_video"].tolist()
    assert sample.n_artists == 40


def test_rows_come_in_the_order_of_their_ids():
    tracks = catalogue(5, n_artists=40)
    mixed = prepare(tracks.sample(frac=1, random_state=1), "has_official_video")
    assert mixed.tracks["track_id"].tolist() == tracks["track_id"].tolist()


def test_audio_is_standardised_and_a_column_without_values_is_dropped():
    tracks = catalogue(9, n_artists=60)
    tracks.loc[::7, "tempo"] = np.nan
    tracks["key"], tracks["valence"] = np.nan, 0.5
    covariates = prepare(tracks, "has_official_video").covariates
    assert not {"key", "valence"} & set(covariates)
    assert covariates["tempo"].notna().all()
    audio = covariates.filter(items=AUDIO_FEATURES)
    assert audio.mean().to_numpy() == pytest.approx(0, abs=1e-9)
    assert audio.std(ddof=0).to_numpy() == pytest.approx(1)
    assert set(covariates["type_single"]) == {0.0, 1.0}


def test_some_rows_are_a_sample_with_artists_coded_anew():
    sample = prepare(catalogue(5, n_artists=40), "has_official_video")
    part = sample.where(sample.artist % 2 == 1)
    assert part.n_artists == 20
    assert set(part.artist) == set(range(20))
    assert len(part.tracks) == len(part.y) == len(part.d) == len(part.covariates)


def test_too_little_data_and_an_unknown_flag_are_said():
    tracks = catalogue(1, n_artists=40)
    with pytest.raises(NotEnoughData, match="by 5 artists"):
        prepare(tracks[tracks["artist"] < "artist 0005"], "has_official_video")
    with pytest.raises(NotEnoughData, match="0 without"):
        prepare(tracks.assign(has_official_video=True), "has_official_video")
    with pytest.raises(BadOption, match="loudness"):
        prepare(tracks, "loudness")


def test_known_columns_hold_a_value():
    tracks = pd.DataFrame({"a": [1.0, np.nan], "b": [np.nan, np.nan]})
    assert known_columns(tracks, ["a", "b", "c"]) == ["a"]


def test_equal_streams_on_a_side_are_refused():
    tracks = catalogue(8, n_artists=40)
    silent = tracks.assign(streams=tracks["streams"].where(tracks["has_official_video"], 0))
    with pytest.raises(NotEnoughData, match="without an official video have 0 streams"):
        prepare(silent, "has_official_video")
