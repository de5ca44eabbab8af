"""What a budget is planned on, against the same in pandas."""

import dataclasses

import pytest

from data.reads import budget as reads


def test_views_per_stream_are_pooled_over_tracks_with_a_video(everything, demo_tracks):
    known = demo_tracks.dropna(subset=["views", "streams"])
    known = known[known["has_official_video"].fillna(False).astype(bool)]
    wanted = known["views"].sum() / known["streams"].sum()
    assert reads.views_per_stream(everything.version) == pytest.approx(wanted)


def test_known_streams_are_of_the_whole_version(everything, demo_tracks):
    singles = dataclasses.replace(everything, album_types=("single",))
    tracks = reads.known_streams(singles)
    known = demo_tracks.dropna(subset=["streams"])
    assert tracks["track_id"].tolist() == known["track_id"].tolist()
    assert list(tracks) == ["track_id", "artist", "streams"]


def test_candidates_are_the_chosen_tracks_without_a_video(everything, demo_tracks):
    without = demo_tracks["has_official_video"].eq(False)
    tracks = reads.candidates(everything)
    assert tracks["track_id"].tolist() == demo_tracks[without]["track_id"].tolist()
    assert list(tracks) == list(demo_tracks)
    singles = reads.candidates(dataclasses.replace(everything, album_types=("single",)))
    assert set(singles["album_type"]) == {"single"}
    assert set(singles["track_id"]) <= set(tracks["track_id"])


def test_no_candidates_where_all_have_a_video(everything, demo_tracks):
    tracks = reads.candidates(dataclasses.replace(everything, official_video=True))
    assert tracks.empty
    assert list(tracks) == list(demo_tracks)


def test_promoted_tracks_follow_the_filter(everything, demo_tracks):
    columns = ("track_id", "streams")
    assert len(reads.promoted(everything, columns)) == len(demo_tracks)
    licensed = reads.promoted(dataclasses.replace(everything, licensed=True), columns)
    assert len(licensed) == demo_tracks["is_licensed"].eq(True).sum()
