"""Tracks that a lift is estimated on."""

import dataclasses

from data.reads import video_lift as reads


def test_every_chosen_track_counts_in_a_small_catalogue(everything, demo_tracks):
    tracks = reads.tracks(everything, ("track_id", "artist", "has_official_video"))
    assert list(tracks) == ["track_id", "artist", "has_official_video"]
    assert tracks["track_id"].tolist() == demo_tracks["track_id"].tolist()
    assert len(tracks) <= reads.MAX_TRACKS


def test_the_filter_is_followed(everything, demo_tracks):
    singles = dataclasses.replace(everything, album_types=("single",))
    tracks = reads.tracks(singles, ("track_id", "album_type"))
    assert set(tracks["album_type"]) == {"single"}
    assert len(tracks) == (demo_tracks["album_type"] == "single").sum()
