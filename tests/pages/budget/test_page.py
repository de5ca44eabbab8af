"""The budget page: without a model, with one, bad input in every field, what its address holds."""

import pytest

from analytics.budget import answers
from pages.budget import words

PAGE = "pages/budget/page.py"


@pytest.fixture
def measured(everything) -> None:
    """Keep the lifts, so that the page finds them at once."""
    answers.robust(everything)


@pytest.fixture
def ready(measured, trained_demo) -> None:
    """Train the models too."""


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_without_a_model_tracks_of_unknown_streams_are_left_out(app_page, untrained, measured):
    app = app_page(PAGE)
    assert not app.exception
    assert "official videos**" in said(app)
    assert "27 tracks are left out" in said(app)
    assert any(button.key == "train_now" for button in app.button)
    assert len(app.number_input) == len(words.FIELDS | words.ASSUMED)
    assert len(app.slider) >= len(words.TRUST)


def test_with_a_model_the_page_shows_the_plan(app_page, ready):
    app = app_page(PAGE)
    assert not app.exception
    assert "official videos**" in said(app)
    assert "if the licence is held equal too" in said(app)
    assert len(app.get("plotly_chart")) == 3
    app.number_input(key="budget_cost_official").set_value(1e8).run()
    assert not app.exception
    assert "No video pays" in said(app)


def test_what_is_believed_moves_the_answer(app_page, ready):
    app = app_page(PAGE)
    for name in ("untreated", "artist", "album"):
        app.slider(key=f"budget_trust_{name}").set_value(0)
    app.run()
    assert not app.exception
    assert "the only comparison with any weight" in said(app)


def test_a_link_holds_the_plan(app_page, ready):
    app = app_page(PAGE, budget_budget="500000", budget_trust_licence="0")
    assert not app.exception
    assert app.number_input(key="budget_budget").value == 500_000
    assert app.slider(key="budget_trust_licence").value == 0
    assert "if the licence is held equal too" not in said(app)


def test_where_every_track_has_a_video_the_page_says_so(app_page, ready):
    app = app_page(PAGE, official_video="Yes")
    assert not app.exception
    assert any("lack an official video" in warning.value for warning in app.warning)


@pytest.mark.parametrize("field", [*words.FIELDS, *words.ASSUMED])
def test_bad_input_gets_a_sentence_beside_its_field(app_page, field):
    app = app_page(PAGE)
    app.number_input(key=f"budget_{field}").set_value(-1.0).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "not between" in app.error[0].value.replace("&#32;", " ")


def test_belief_in_nothing_gets_a_sentence(app_page):
    app = app_page(PAGE)
    for name in words.TRUST:
        app.slider(key=f"budget_{name}").set_value(0)
    app.run()
    assert not app.exception
    assert "some weight" in app.error[0].value


def test_an_emptied_field_is_back_at_its_first_value(app_page):
    app = app_page(PAGE)
    at_first = app.number_input(key="budget_budget").value
    app.number_input(key="budget_budget").set_value(1.0).run()
    app.number_input(key="budget_budget").set_value(None).run()
    assert app.number_input(key="budget_budget").value == at_first
