"""What can be asked about a lift, without a page."""

import dataclasses

import pytest

from analytics import kept
from analytics.video_lift import answers, comparison
from data.errors import BadOption, NotEnoughData

FLAG = "has_official_video"


def test_the_quick_rungs_are_those_of_the_chosen_tracks(everything, demo_tracks):
    compared = answers.comparison(everything, flag=FLAG)
    direct = comparison.compare(demo_tracks, flag=FLAG)
    assert [rung.lift for rung in compared.rungs] == [rung.lift for rung in direct.rungs]
    albums = dataclasses.replace(everything, album_types=("album",))
    n_albums = int((demo_tracks["album_type"] == "album").sum())
    narrower = answers.comparison(albums, flag=FLAG)
    assert narrower.n_with + narrower.n_without <= n_albums
    assert answers.comparison(everything, flag=FLAG) is compared


def test_the_last_rung_outlives_the_memory(everything, demo_robust):
    kept.forget()
    again = answers.robust.if_kept(everything, flag=FLAG)
    assert again is not None
    assert again.estimate.lift == demo_robust.estimate.lift
    assert again.groups.equals(demo_robust.groups)
    assert answers.robust.is_long
    assert answers.robust.if_kept(dataclasses.replace(everything, licensed=True), flag=FLAG) is None


def test_a_video_can_be_judged_on_the_demo(everything, demo_robust):
    compared = answers.comparison(everything, flag=FLAG)
    assert answers.judgement(compared, demo_robust).is_identified


def test_a_licence_is_not_identified_as_it_comes_with_the_video(everything):
    compared = answers.comparison(everything, flag="is_licensed")
    told: list[float] = []
    robust = answers.robust.compute(
        lambda share, text: told.append(share), everything, flag="is_licensed"
    )
    judgement = answers.judgement(compared, robust)
    assert not judgement.is_identified
    assert "counterpart" in judgement.reasons[0]
    assert told == sorted(told)


def test_what_cannot_be_compared_is_said(everything):
    with pytest.raises(BadOption, match="loudness"):
        answers.comparison(everything, flag="loudness")
    with_video = dataclasses.replace(everything, official_video=True)
    for ask in (answers.comparison, answers.robust):
        with pytest.raises(NotEnoughData, match="0 without"):
            ask(with_video, flag=FLAG)
