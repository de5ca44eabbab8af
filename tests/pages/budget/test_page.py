"""The budget page: without a model, with one, and bad input in every field."""

import pytest

from analytics.video_lift import answers as video_lift
from pages.budget import words

PAGE = "pages/budget/page.py"


@pytest.fixture
def ready(everything, trained_demo) -> None:
    """Train the models and keep the lift, so that the page finds both at once."""
    video_lift.robust(everything, flag="has_official_video")


def test_without_a_model_the_page_says_so(app_page, untrained):
    app = app_page(PAGE)
    assert not app.exception
    assert any("No trained model yet" in warning.value for warning in app.warning)
    assert len(app.number_input) == 8


def test_with_a_model_the_page_shows_the_plan(app_page, ready):
    app = app_page(PAGE)
    assert not app.exception
    assert "official videos**" in app.markdown[1].value
    assert len(app.get("plotly_chart")) == 2
    app.number_input(key="budget_cost_official").set_value(1e8).run()
    assert not app.exception
    assert any("No video pays" in text.value for text in app.markdown)


def test_where_every_track_has_a_video_the_page_says_so(app_page, ready):
    app = app_page(PAGE, official_video="Yes")
    assert not app.exception
    assert any("every track in view" in warning.value for warning in app.warning)


@pytest.mark.parametrize("field", list(words.FIELDS))
def test_bad_input_gets_a_sentence_beside_its_field(app_page, field):
    app = app_page(PAGE)
    app.number_input(key=f"budget_{field}").set_value(-1.0).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "not between" in app.error[0].value.replace("&#32;", " ")


def test_an_empty_budget_gets_a_sentence(app_page):
    app = app_page(PAGE)
    app.number_input(key="budget_budget").set_value(None).run()
    assert "Enter a number" in app.error[0].value
