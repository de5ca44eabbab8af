"""Sentences, cards and tables of a plan, where videos pay and where none does."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from analytics.budget import answers
from analytics.budget.beliefs import NAMES
from analytics.budget.portfolio import BOUGHT, Budget, plan_budget
from pages.budget import figures, words
from tests.analytics.budget_forecasts import LIFTS, MIXED, PLAN, SURE, forecast, lift

DEAR = dataclasses.replace(PLAN, cost_official=1e7, cost_lyric=1e7)


@pytest.fixture(scope="module")
def budget() -> Budget:
    return plan_budget(forecast(), MIXED, PLAN)


@pytest.fixture(scope="module")
def nothing() -> Budget:
    """Return a plan whose videos are too dear for every track."""
    return plan_budget(forecast(), MIXED, DEAR)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_lead_says_what_the_budget_buys_and_what_that_hangs_on(budget):
    said = plain(words.lead(budget))
    row = budget.policies.set_index("policy").loc[BOUGHT]
    n = int(row["n_tracks"])
    assert said.startswith(f"{n} k buys **{n} official videos** that are expected to earn **")
    assert f"a **{row['chance_of_loss']:.0%}** chance".replace("%", " %") in said
    losses = budget.by_belief.set_index("name")["chance_of_loss"]
    assert losses.idxmax() == "licence"
    assert f"**{losses.max():.0%}** if the licence is held equal too".replace("%", " %") in said
    assert said.endswith("**under 1 %** if each artist's own tracks are compared.")
    assert said.count(". ") == 1  # two sentences open a page


def test_the_lead_says_where_nothing_hangs_on_the_comparison():
    alike = (lift(1.2), lift(1.25, 0.03, "artist"))
    said = words.lead(plan_budget(forecast(), alike, PLAN))
    assert "Whichever comparison is right, that chance is under 1 %." in plain(said)
    alone = words.lead(plan_budget(forecast(), LIFTS, PLAN))
    assert "if like tracks of any artist are compared, the only comparison" in alone


def test_lyric_videos_are_named_where_some_are_bought():
    plan = dataclasses.replace(PLAN, lyric_lift=1.19, cost_lyric=10.0)
    assert " lyric videos**" in words.lead(plan_budget(forecast(), SURE, plan))


def test_where_no_video_pays_the_lead_says_so(nothing):
    assert words.lead(nothing).startswith("**No video pays** at these costs: none of 60 tracks")
    assert "would need a lift of" in words.change_of_mind(nothing, DEAR)
    assert words.doubt(nothing) == ""


def notes(budget: Budget, with_doubtful: bool = False, **known: object) -> str:
    told = dataclasses.replace(forecast(), **known)
    return plain(" ".join(words.notes(budget, told, PLAN, with_doubtful=with_doubtful)))


def test_what_is_taken_for_granted_is_said(budget):
    assert notes(budget).startswith("In 12 months a track is assumed to get 50 % of its streams so")
    tracks = forecast().candidates
    own = notes(budget, candidates=tracks.assign(monthly_streams=1.0))
    assert "for 60 tracks with two captures their own pace counts" in own
    unknown = notes(budget, candidates=tracks.assign(streams=np.nan))
    assert "for 60 whose streams are not known, of what the model predicts" in unknown
    new = notes(budget, candidates=tracks.assign(streams=np.nan, is_out=False))
    assert "for 60 not out yet, 50 % of what the model predicts" in new


def test_tracks_left_out_are_counted(budget):
    assert "left out" not in notes(budget)
    assert "1,234 more without" in notes(dataclasses.replace(budget, n_left_out=1_234))
    doubtful = forecast().candidates.assign(is_doubtful=[True] + [False] * 59)
    assert "1 track is left out: the video" in notes(budget, candidates=doubtful)
    assert "left out" not in notes(budget, with_doubtful=True, candidates=doubtful)
    assert "27 tracks are left out: their streams are not known" in notes(budget, n_unpredicted=27)


def test_what_would_change_the_mind_is_the_lift_that_breaks_even(budget):
    bought = budget.candidates[budget.candidates["kind"] == "official"]
    needed = 1 + (budget.lift - 1) * 1_000 * len(bought) / bought["expected_return"].sum()
    said = words.change_of_mind(budget, PLAN)
    assert f"at a lift of **{needed:.2f}**. We measured 1.10 [1.04, 1.17] if like" in said
    assert "; 0.95 [0.86, 1.05] if the licence is held equal too." in said


def test_whose_the_doubt_is_adds_up(budget):
    said = plain(words.doubt(budget))
    shares = [int(word.strip("*")) for word in said.replace(" %", "").split() if "**" in word]
    assert sum(shares) == pytest.approx(100, abs=1)


def test_groups_are_said_as_video_lift_finds_them():
    groups = pd.DataFrame(
        {
            "group": ["album", "*single*", "none"],
            "lift": [1.1, 1.4, np.nan],
            "p_adjusted": [0.5, 0.5, np.nan],
            "is_identified": [True, True, False],
        }
    )
    assert "none of 2 groups clearly differs" in words.for_whom(groups)
    differing = words.for_whom(groups.assign(p_adjusted=[0.5, 0.01, np.nan]))
    assert "1 of 2 groups clearly differs from the rest: &#42;single&#42; (1.40)" in differing
    assert "no group has data enough" in words.for_whom(groups.tail(1))


def test_cards_show_net_chance_tracks_and_lift(budget):
    cards = words.kpis(budget)
    labels = ["Expected net", "Chance of loss", "Worth a video", "Lift used"]
    assert [card.label for card in cards] == labels
    assert cards[3].value == f"{budget.lift:.2f}"
    assert cards[3].meaning == "Weighted mean of the comparisons, which say 0.95 to 1.20."


def test_the_table_has_all_its_columns_in_words(budget, nothing):
    table = words.shown(budget)
    assert set(words.COLUMNS) <= set(table.columns)
    assert list(words.COLUMNS).index("chance_of_loss") == 1  # where no phone cuts it off
    assert len(table) == 20
    assert set(table["kind"]) == {"official", "–"}
    assert not set(words.shown(nothing)["kind"]) - {"–"}
    assert set(budget.candidates["kind"]) == {"official", ""}  # what all share is left as it is


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "under 1 %"), (0.31, "31 %"), (0.999, "over 99 %")]
)
def test_a_chance_is_never_none_or_all(share, said):
    assert plain(words.chance(share)) == said


def test_figures_say_what_they_show(budget, nothing):
    assert "expected to bring most" in figures.policies(budget).layout.title.text
    title = figures.beliefs(budget).layout.title.text
    assert title.startswith("What the budget buys nets −")
    paying = figures.paying(budget)
    pays = int((budget.candidates["break_even_lift"] <= 1.2).sum())
    assert paying.layout.title.text.endswith(f"earn back an official video; at 1.20, {pays}")
    counts = np.asarray(paying.data[0].y)
    assert (np.diff(counts) >= 0).all()
    assert len(np.unique(counts)) > 5  # tracks differ in what they need
    assert "0 of 60 tracks" in figures.paying(nothing).layout.title.text


def test_fields_are_the_plan_s():
    named = {field.name for field in dataclasses.fields(PLAN)}
    assert {*words.FIELDS, *words.ASSUMED, *words.TRUST} == named
    assert set(words.IF) == set(NAMES)
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
    assert said.startswith(f"Most room on YouTube: {counts['YouTube']:,} tracks")
