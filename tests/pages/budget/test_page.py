"""The budget page: without a model, and bad input in every field."""

import dataclasses

import pytest

from analytics.stats.clustered import Estimate, as_ratio
from data import published
from data.selection import Selection
from pages.budget import answers
from pages.video_lift import answers as video_lift
from tests.analytics.budget.test_plan import PLAN, made

PAGE = "pages/budget/page.py"


def test_without_a_model_the_page_says_so(app_page):
    app = app_page(PAGE)
    assert not app.exception
    assert any("No trained model yet" in warning.value for warning in app.warning)
    assert len(app.number_input) == 8


def test_with_a_model_the_page_shows_the_plan(app_page, trained_demo):
    everything = Selection(published.current_version())
    video_lift.robust(everything, flag="has_official_video")
    app = app_page(PAGE)
    assert not app.exception
    assert "official" in app.markdown[1].value or "No video pays" in app.markdown[1].value
    assert len(app.get("plotly_chart")) == 2
    app.number_input(key="budget_cost_official").set_value(1e8).run()
    assert not app.exception
    assert any("No video pays" in text.value for text in app.markdown)


def test_where_every_track_has_a_video_the_page_says_so(app_page, trained_demo):
    everything = Selection(published.current_version())
    video_lift.robust(everything, flag="has_official_video")
    app = app_page(PAGE, official_video="Yes")
    assert not app.exception
    assert any("every track in view" in warning.value for warning in app.warning)


@pytest.mark.parametrize("field", list(answers.FIELDS))
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


def test_words_and_pictures_of_a_plan():
    from analytics.budget.plan import plan_budget
    from pages.budget import figures

    lift = as_ratio("doubly_robust", "", Estimate(0.18, 0.03, 500))
    found = plan_budget(made(), lift, PLAN)
    assert "official" in answers.lead(found, PLAN)
    assert "break even" in answers.change_of_mind(found, PLAN)
    assert len(answers.kpis(found)) == 4
    assert set(answers.COLUMNS) <= set(answers.shown(found).columns)
    assert figures.policies(found).layout.title.text
    assert figures.matrix(found, PLAN).layout.title.text
    poor = dataclasses.replace(PLAN, cost_official=1e7, cost_lyric=1e7)
    nothing = plan_budget(made(), lift, poor)
    assert "No video pays" in answers.lead(nothing, poor)
    assert "would need a lift" in answers.change_of_mind(nothing, poor)
    assert figures.matrix(nothing, poor).layout.title.text


def test_advice_says_where_room_is(everything):
    table = answers.advice(everything)
    assert set(table["advice"]) <= {"YouTube", "Spotify", "either"}
    shown = answers.advised(table)
    assert len(shown) <= answers.MAX_ADVICE
    assert "either" not in set(shown["advice"])
    assert "most room on YouTube" in answers.advice_in_words(table)
