"""The video lift page: full, with too little to compare, and with a filter moved."""

import dataclasses
import json
import re

import pytest

from analytics.video_lift import answers
from pages.video_lift import words

PAGE = "pages/video_lift/page.py"


@pytest.fixture
def computed(everything) -> None:
    """Keep both slow answers, so that the page finds them at once."""
    for flag in words.LABELS:
        answers.robust(everything, flag=flag)


def _text(app) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption, *app.warning))


def test_the_page_shows_its_answer_and_pictures(app_page, computed):
    app = app_page(PAGE)
    assert not app.exception
    assert app.title[0].value == "Video lift"
    assert "Like for like" in _text(app)
    assert len(app.get("plotly_chart")) == 6
    assert "Tracks alike in artist" in _text(app)


def test_a_licence_is_not_identified(app_page, computed):
    app = app_page(PAGE, video_lift_flag="Licence")
    assert not app.exception
    assert "cannot be told" in _text(app)
    assert any("Cannot be told" in warning.value for warning in app.warning)
    assert not re.search(r"\*\*\d+\.\d\d", _text(app))
    upper = app.get("plotly_chart")[:3]
    titles = [json.loads(chart.proto.spec)["layout"]["meta"]["title"] for chart in upper]
    assert titles[0].startswith("Cannot be told")
    assert not re.search(r"\d", " ".join(titles))


def test_the_ladder_follows_the_filter(app_page, everything):
    albums = dataclasses.replace(everything, album_types=("album",))
    answers.robust(albums, flag="has_official_video")
    app = app_page(PAGE, album_type="Album")
    assert not app.exception
    found = answers.comparison(albums, flag="has_official_video")
    assert f"{found.rungs[0].lift:.2f} times" in _text(app)


def test_too_little_to_compare_is_said(app_page):
    app = app_page(PAGE, official_video="Yes")
    assert not app.exception
    assert "0 without" in _text(app).replace("&#32;", " ")
