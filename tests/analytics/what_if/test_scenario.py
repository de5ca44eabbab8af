"""Imagined tracks: what differs from the start is changed, everything else stays."""

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.what_if import scenario
from analytics.what_if.scenario import Scenario
from data.metrics import AUDIO_FEATURES, COUNTS
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(10)
START = TRACKS.iloc[[5]].reset_index(drop=True)
MIDDLES = dict.fromkeys(AUDIO_FEATURES, 0.5)
REACTIONS = {"likes": (-3.0, 0.9), "comments": (-6.0, 0.8)}


def made(one: Scenario, start: pd.DataFrame = START, **others: float) -> pd.DataFrame:
    return scenario.changed(start, one, middles=MIDDLES, others=others or None, reactions=REACTIONS)


def test_an_untouched_scenario_is_its_start_with_all_counts_unknown() -> None:
    track = made(Scenario("track", "t00005"))
    assert track[list(COUNTS)].isna().all(axis=None)
    pd.testing.assert_frame_equal(track.drop(columns=[*COUNTS]), START.drop(columns=[*COUNTS]))


def test_what_the_reader_set_is_set() -> None:
    one = Scenario(official_video=False, licensed=True, sound=(("energy", 0.25),))
    track = made(one).iloc[0]
    assert (track["has_official_video"], track["is_licensed"]) == (False, True)
    assert track["energy"] == 0.25
    assert track["tempo"] == START["tempo"].iloc[0]


def test_sound_that_is_not_known_is_the_middle_of_the_catalogue() -> None:
    assert made(Scenario(), START.assign(valence=np.nan))["valence"].iloc[0] == 0.5


def test_another_type_of_album_is_another_album_and_a_single_is_named_like_its_track() -> None:
    start = START.assign(album_type="album", album="The album")
    single = made(Scenario(album_type="single"), start).iloc[0]
    assert (single["album_type"], single["album"]) == ("single", start["track"].iloc[0])
    assert made(Scenario(album_type="compilation"), start)["album"].iloc[0] is None
    assert made(Scenario(album_type="album"), start)["album"].iloc[0] == "The album"


def test_another_artist_brings_what_that_artists_tracks_did() -> None:
    track = made(Scenario(artist="Somebody"), back_streams_mean=12.0).iloc[0]
    assert track["artist"] == "Somebody"
    assert track["back_streams_mean"] == 12.0
    assert track[["album", "video_title", "channel"]].isna().all()


def test_expected_views_bring_the_usual_reactions_and_a_video() -> None:
    start = START.assign(video_title=None, channel=None, has_official_video=True)
    track = made(Scenario(views=1_000_000), start).iloc[0]
    assert track["views"] == 1_000_000
    assert np.log1p(track["likes"]) == pytest.approx(-3 + 0.9 * np.log1p(1e6), abs=1e-6)
    assert track["channel"] == track["artist"]
    assert track["video_title"] == f"{track['artist']} - {track['track']} (Official Video)"


def test_likes_that_are_given_stay_and_tracks_without_views_are_left_alone() -> None:
    tracks = TRACKS.head(3).assign(views=[1e6, 1e6, np.nan], likes=[5.0, np.nan, np.nan])
    filled = scenario.with_video(tracks, REACTIONS)
    assert filled["likes"].iloc[0] == 5
    assert filled["likes"].iloc[1] > 1_000
    pd.testing.assert_frame_equal(filled.iloc[[2]], tracks.iloc[[2]], check_dtype=False)
    unseen = tracks.iloc[[2]]
    assert scenario.with_video(unseen, REACTIONS) is unseen


def test_the_average_track_has_all_that_models_read_and_no_album() -> None:
    typical = (
        TRACKS[[*AUDIO_FEATURES]]
        .median()
        .to_frame()
        .T.assign(album_type="single", has_official_video=True, is_licensed=True)
    )
    back = [name for name in features.OTHER_TRACKS if name.startswith("back_")]
    track = scenario.average(typical.assign(**dict.fromkeys(back, 1.0)), "Somebody")
    X = features.matrix(track, "market")
    assert tuple(X.columns) == features.names("market")
    assert track["artists"].iloc[0] == ["Somebody"]
    assert X["album_n_tracks"].iloc[0] == 0
    assert X["album_streams_mean"].isna().all()


def test_features_that_are_set_stand_in_one_order() -> None:
    one = Scenario().with_sound("tempo", 120.0).with_sound("energy", 0.5).with_sound("tempo", 90.0)
    assert one.sound == (("energy", 0.5), ("tempo", 90.0))
