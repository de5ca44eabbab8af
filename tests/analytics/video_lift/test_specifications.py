"""Other choices that somebody might defend, and the official video split by its licence."""

import numpy as np
import pytest

from analytics.video_lift import specifications
from analytics.video_lift.ladder import artist_fixed_effects
from analytics.video_lift.sample import prepare
from tests.analytics.lift_catalogues import catalogue


def labels(tracks, flag="has_official_video"):
    return [one.label for one in specifications.other_choices(prepare(tracks, flag))]


def test_other_choices_are_shown_where_they_can_be_estimated():
    tracks = catalogue(5, n_artists=60)
    assert labels(tracks) == [
        "a licence held equal too",
        "within the same album",
        "tracks by one artist alone",
        "outliers of the platforms left out",
        "doubtful videos left out",
    ]
    assert "tracks by one artist alone" not in labels(tracks.assign(n_artists=2))
    # one artist alone, and an album for each track: nothing is left to compare
    alone = tracks["artist"] == "artist 0000"
    few = tracks.assign(n_artists=np.where(alone, 1, 2), album=tracks["track_id"])
    assert labels(few) == [
        "a licence held equal too",
        "outliers of the platforms left out",
        "doubtful videos left out",
    ]
    assert "doubtful videos left out" not in labels(tracks.assign(is_doubtful_video=True))


def test_leaving_doubtful_videos_out_is_the_ladder_of_the_others():
    tracks = catalogue(5, n_artists=60)
    tracks["is_doubtful_video"] = np.arange(len(tracks)) % 5 == 0
    found = specifications.other_choices(prepare(tracks, "has_official_video"))[-1]
    others = prepare(tracks[~tracks["is_doubtful_video"]], "has_official_video")
    # the same but for the audio, standardised with the others' means
    assert found.lift == pytest.approx(artist_fixed_effects(others).lift, rel=1e-6)


def test_licensed_and_unlicensed_videos_are_told_apart():
    tracks = catalogue(5, n_artists=200, effect=1.0)
    tracks["is_licensed"] = tracks["has_official_video"] & (np.arange(len(tracks)) % 2 == 0)
    tracks["streams"] *= np.where(tracks["is_licensed"], 1.5, 1.0)
    licensed, unlicensed = specifications.by_licence(prepare(tracks, "has_official_video"))
    assert licensed.low < 1.5 < licensed.high
    assert unlicensed.low < 1.0 < unlicensed.high
    assert licensed.low > unlicensed.high
    assert specifications.by_licence(prepare(tracks, "is_licensed")) == ()


def test_a_kind_of_too_few_videos_is_not_compared():
    tracks = catalogue(5, n_artists=60)
    tracks["is_licensed"] = tracks["has_official_video"]
    found = specifications.by_licence(prepare(tracks, "has_official_video"))
    assert [one.label for one in found] == ["a licensed video against none"]
