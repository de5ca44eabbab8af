"""Sentences, cards and tables of a plan, where videos pay and where none does."""

import dataclasses
import math

import pytest

from analytics.budget import answers
from analytics.budget.plan import Budget, plan_budget
from analytics.stats.clustered import Estimate, as_ratio
from pages.budget import figures, words
from tests.analytics.budget_forecasts import PLAN, forecast

LIFT = as_ratio("doubly_robust", "", Estimate(0.18, 0.03, 500))
DEAR = dataclasses.replace(PLAN, cost_official=1e7, cost_lyric=1e7)


@pytest.fixture(scope="module")
def budget() -> Budget:
    return plan_budget(forecast(), LIFT, PLAN)


@pytest.fixture(scope="module")
def nothing() -> Budget:
    """Return a plan whose videos are too dear for every track."""
    return plan_budget(forecast(), LIFT, DEAR)


def test_the_lead_says_what_the_budget_buys(budget):
    said = words.lead(budget).replace("\u00a0", " ")
    assert said.startswith("5 k buys **5 official videos** that are expected to bring **22.9 k**")
    assert said.endswith("[3.27 k, 69 k]; chance of losing money under 1 %.")


def test_lyric_videos_are_named_where_some_are_bought():
    plan = dataclasses.replace(PLAN, lyric_lift=1.19, cost_lyric=10.0)
    assert " lyric videos**" in words.lead(plan_budget(forecast(), LIFT, plan))


def test_where_no_video_pays_the_lead_says_so(nothing):
    assert words.lead(nothing).startswith("**No video pays** at these costs: none of 60 tracks")
    assert "would need a lift of" in words.change_of_mind(nothing, DEAR)


def test_tracks_left_out_are_counted(budget):
    assert words.left_out(budget) == ""
    many = dataclasses.replace(budget, n_left_out=1_234)
    assert words.left_out(many).startswith("Simulated for the 60 tracks with the highest")
    assert "1,234 more without an official video are left out" in words.left_out(many)


def test_what_would_change_the_mind_is_the_lift_that_breaks_even(budget):
    bought = budget.candidates[budget.candidates["kind"] == "official"]
    needed = 1 + (LIFT.lift - 1) * 1_000 * len(bought) / bought["expected_return"].sum()
    said = words.change_of_mind(budget, PLAN)
    assert f"at a lift of **{needed:.2f}**; we measured 1.20 [1.13, 1.27]" in said


def test_cards_show_net_chance_tracks_and_lift(budget):
    cards = words.kpis(budget)
    labels = ["Expected net", "Chance of loss", "Worth a video", "Lift used"]
    assert [card.label for card in cards] == labels
    assert cards[3].value == "1.20"
    assert cards[3].meaning == "Doubly robust, whole catalogue [1.13, 1.27]."


def test_the_table_has_all_its_columns_in_words(budget, nothing):
    table = words.shown(budget)
    assert set(words.COLUMNS) <= set(table.columns)
    assert len(table) == 20
    assert set(table["kind"]) == {"official", "–"}
    assert not set(words.shown(nothing)["kind"]) - {"–"}
    flat = plan_budget(forecast(), as_ratio("doubly_robust", "", Estimate(0.0, 0.0, 500)), PLAN)
    assert set(words.shown(flat)["break_even_months"]) == {"never"}
    assert "kind" in budget.candidates
    assert set(budget.candidates["kind"]) == {"official", ""}  # what all share is left as it is


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "under 1 %"), (0.31, "31 %"), (0.999, "over 99 %")]
)
def test_a_chance_is_never_none_or_all(share, said):
    assert words.chance(share).replace("\u00a0", " ") == said


def test_figures_say_what_they_show(budget, nothing):
    assert "expected to bring most" in figures.policies(budget).layout.title.text
    pays = int((budget.candidates["expected_return"] > 1_000).sum())
    assert figures.matrix(budget, PLAN).layout.title.text.startswith(f"{pays} of 60 tracks")
    assert figures.matrix(nothing, DEAR).layout.title.text.startswith("0 of 60 tracks")


def test_fields_are_the_plan_s(budget):
    assert set(words.FIELDS) == {field.name for field in dataclasses.fields(PLAN)}
    typed = {field.name: 1.0 for field in dataclasses.fields(PLAN)}
    assert words.plan_of(typed | {"budget": 7.0}).budget == 7.0
    assert math.isclose(words.plan_of({}).budget or 0, words.DEFAULTS.budget or 1)


def test_advice_is_counted_and_the_surest_is_named(everything):
    table = answers.advice(everything)
    shown = words.advised(table)
    assert len(shown) <= words.MAX_ADVICE
    assert set(shown["advice"]) == {"YouTube", "Spotify"}
    assert shown["gap"].str.endswith(" times").all()
    counts = table["advice"].value_counts()
    said = words.advice_in_words(table)
    assert said.startswith(f"{counts['YouTube']:,} tracks have most room on YouTube")
