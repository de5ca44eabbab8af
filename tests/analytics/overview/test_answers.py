"""The Overview asked headless."""

import dataclasses

import numpy as np
import pytest

from analytics.claims import answers as claims
from analytics.overview import answers
from data import published
from data.errors import NotEnoughData
from data.selection import Selection


@pytest.fixture
def nothing(everything) -> Selection:
    return dataclasses.replace(everything, streams=(1e15, None))


def test_the_whole_catalogue(everything, demo_tracks):
    shown = answers.overview(everything)
    assert shown.totals["n_tracks"] == len(demo_tracks)
    assert len(shown.top_tracks) == len(shown.top_artists) == 10
    assert set(shown.shares["split"]) == {"album_type", "official_video"}
    assert shown.totals is answers.totals(everything)


def test_one_capture_has_no_history(everything):
    shown = answers.overview(everything)
    assert shown.history.empty
    assert shown.growth.empty
    assert shown.risers.empty


@pytest.mark.usefixtures("two_captures")
def test_two_captures_have_one():
    shown = answers.overview(Selection(published.current_version()))
    assert len(shown.history) == 2
    assert len(shown.growth) == 1
    assert len(shown.risers) == 10


def test_a_filter_that_leaves_nothing_is_said(nothing):
    for ask in (answers.totals, answers.overview):
        with pytest.raises(NotEnoughData, match="No track fits"):
            ask(nothing)


def test_correlation_is_that_of_pandas(everything, demo_tracks):
    ranks = answers.correlation(everything)
    expected = demo_tracks[["streams", "views"]].corr(method="spearman").iloc[0, 1]
    assert ranks.r == pytest.approx(expected)
    assert ranks.low < ranks.r < ranks.high
    assert answers.correlation_or_none(everything) is ranks


def test_too_few_tracks_have_no_correlation(nothing):
    with pytest.raises(NotEnoughData):
        answers.correlation(nothing)
    assert answers.correlation_or_none(nothing) is None


def test_quality_ends_with_the_version_itself(everything):
    scores = answers.quality(everything)
    manifest = published.manifest(everything.version)
    assert scores.index[-1] == everything.version
    assert scores.iloc[-1] == manifest.data_quality_score


@pytest.mark.usefixtures("two_captures")
def test_quality_of_the_demo_is_not_that_of_what_was_imported(everything):
    current = published.current_version()
    scores = answers.quality(Selection(current))
    assert len(scores) == 2
    assert scores.index[-1] == current
    assert everything.version not in scores
    assert list(answers.quality(everything).index) == [everything.version]
    assert np.isfinite(scores).all()


def test_claims_are_those_of_the_claims_page(everything):
    shown, expected = (
        [(verdict.claim, verdict.estimate, verdict.outcome) for verdict in judged]
        for judged in (
            answers.verdicts(everything, wait=True),
            claims.verdicts(everything, wait=True),
        )
    )
    assert shown == expected
    asked, others = answers.measurements(everything), claims.measurements(everything)
    assert [question.keywords for question in asked] == [other.keywords for other in others]
