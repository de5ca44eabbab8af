"""What a budget is planned on, against the same in pandas."""

import dataclasses

import pytest

from data import build, published
from data.reads import budget as reads
from data.reads import tracks as tracks_reads
from data.selection import Selection


def test_views_per_stream_are_pooled_over_tracks_with_a_video(everything, demo_tracks):
    known = demo_tracks.dropna(subset=["views", "streams"])
    known = known[known["has_official_video"].fillna(False).astype(bool)]
    wanted = known["views"].sum() / known["streams"].sum()
    assert reads.views_per_stream(everything.version) == pytest.approx(wanted)


def test_known_streams_are_of_tracks_without_a_video_whatever_the_filter(everything, demo_tracks):
    singles = dataclasses.replace(everything, album_types=("single",))
    tracks = reads.known_streams(singles)
    without = demo_tracks[demo_tracks["has_official_video"].eq(False)].dropna(subset=["streams"])
    assert tracks["track_id"].tolist() == without["track_id"].tolist()
    assert list(tracks) == ["track_id", "artist", "streams"]


def test_one_capture_tells_no_pace(everything):
    assert reads.monthly_streams(everything, min_days=7).empty


def test_a_pace_is_what_was_gained_between_the_last_two_captures(two_captures):
    everything = Selection(published.current_version())
    rates = reads.monthly_streams(everything, min_days=31)
    tracks = tracks_reads.tracks(everything)
    wanted = tracks[tracks["has_official_video"].eq(False)].dropna(subset=["streams"])
    assert rates.index.tolist() == wanted["track_id"].tolist()
    gained = wanted["streams"].to_numpy() * (1 - 1 / 1.1)
    assert rates.to_numpy() == pytest.approx(gained * 365.25 / 12 / 31, rel=1e-3, abs=2)
    assert reads.monthly_streams(everything, min_days=32).empty


def test_a_count_that_fell_is_no_pace(two_captures, tmp_path):
    halves = (two_captures[0]["Stream"].astype(float) / 2).round()
    fallen = two_captures[0].assign(Stream=halves)
    fallen.to_parquet(tmp_path / "fallen.parquet")
    assert build.main([str(tmp_path / "fallen.parquet"), "--captured-on", "2026-03-01"]) == 0
    rates = reads.monthly_streams(Selection(published.current_version()), min_days=7)
    assert len(rates)
    assert (rates == 0).all()


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
    tracks = reads.promoted(everything, columns, with_doubtful=True)
    assert len(tracks) == len(demo_tracks)
    assert list(tracks) == list(columns)
    sure = reads.promoted(everything, columns, with_doubtful=False)
    doubtful = demo_tracks["is_doubtful_video"].fillna(False).astype(bool)
    assert sure["track_id"].tolist() == demo_tracks[~doubtful]["track_id"].tolist()
    assert 0 < doubtful.sum() < len(demo_tracks) / 4
    licensed = dataclasses.replace(everything, licensed=True)
    chosen = reads.promoted(licensed, columns, with_doubtful=True)
    assert len(chosen) == demo_tracks["is_licensed"].eq(True).sum()
