"""What the hits page says, of predictions made up here."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.hits import curves as analysis
from analytics.hits.answers import Foreseen
from analytics.hits.rules import RuleCheck
from data.metrics import percent
from pages.hits import words
from tests.pages.hits.predictions import held

CHECK = RuleCheck(
    rule="energy at least 0.6",
    n_tracks=1_200,
    n_artists=300,
    n_rest=4_000,
    rate=0.16,
    rate_low=0.13,
    rate_high=0.19,
    rest_rate=0.1,
    rest_low=0.08,
    rest_high=0.12,
    difference=0.06,
    low=0.021,
    high=0.099,
    p=0.0002,
    n_looked_at=3,
    p_adjusted=0.0006,
    is_real=True,
)


def test_the_answer_names_each_set_with_its_interval_and_chance() -> None:
    curves = analysis.curves(held())
    foreseen = Foreseen(held(), curves, ())
    said = words.lead({"audio": foreseen, "market": foreseen}, "hits_5")
    top = curves.calibration.iloc[-1]
    span = [percent(top[name], 0) for name in ("observed", "low", "high")]
    assert f"**{span[0]} [{span[1]}, {span[2]}]** from the audio alone" in said
    assert "once out" in said
    assert "before release" not in said
    assert said.startswith("**Hits, the top 5 % of streams, ")


def test_the_ranking_is_by_the_better_of_two_and_says_so() -> None:
    of_set = pd.DataFrame({"model": ["blend", "forecast", "logistic"], "score": [0.77, 0.76, 0.7]})
    assert "of hits alone ranks them best here: average precision 0.770" in words.ranked(of_set)
    assert "against 0.760 for What-if's forecast of streams." in words.ranked(of_set)
    swapped = of_set.assign(score=[0.75, 0.76, 0.7]).sort_values("score", ascending=False)
    assert words.ranked(swapped).startswith("What-if's forecast of streams ranks hits best here")
    assert words.ranked(of_set[of_set["model"] != "forecast"]) == ""


def test_what_is_called_adds_up_and_comes_with_intervals() -> None:
    counted = analysis.confusion(held(), threshold=0.5)
    n_called = counted.true_hits + counted.false_hits
    said = words.called(counted)
    assert f"Of {n_called} tracks called" in said
    for value in (counted.precision, counted.precision_low, counted.recall, counted.recall_high):
        assert percent(value, 0) in said
    assert words.outcomes(counted)["n_tracks"].sum() == 400


def test_calling_no_track_is_said() -> None:
    assert "No track is called" in words.called(analysis.confusion(held(), threshold=1.0))


def test_a_price_is_held_against_calling_nothing() -> None:
    cheap = analysis.confusion(held(), threshold=0.5, cost_miss=5, cost_false=1)
    dear = analysis.confusion(held(), threshold=0.01, cost_miss=0.1, cost_false=5)
    assert "less than calling nothing" in words.priced(cheap)
    assert "more than calling nothing" in words.priced(dear)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "**This rule holds.** 16.0 % of the tracks with energy at least 0.6 are hits"),
        ({}, "of the rest 10.0 %: more than chance would give."),
        ({}, "Difference +6.0 [+2.1, +9.9] points, p < 0.001 after 3 rules tested"),
        ({}, "Tried on 1,200 tracks of 300 artists."),
        ({"difference": -0.06, "low": -0.099, "high": -0.021}, "fewer than chance would give"),
        ({"difference": -0.06, "low": -0.099, "high": -0.021}, "−6.0 [−9.9, −2.1] points"),
        ({"is_real": False, "p_adjusted": 0.4}, "a difference that may well be chance"),
        ({"is_real": False, "p_adjusted": 0.4}, "does no better than chance."),
        ({"n_looked_at": 1}, "after one rule tested"),
    ],
)
def test_a_rule_is_judged_in_words(changes: dict[str, object], said: str) -> None:
    told = words.rule(dataclasses.replace(CHECK, **changes))
    assert said in told.replace("\N{NO-BREAK SPACE}", " ")


def test_both_sides_of_a_rule_are_rows() -> None:
    rows = words.sides(CHECK)
    assert rows["tracks"].tolist() == ["energy at least 0.6", "all others"]
    assert rows[["rate", "low", "high"]].to_numpy().tolist() == [
        [0.16, 0.13, 0.19],
        [0.1, 0.08, 0.12],
    ]


def test_rules_that_were_found_are_told_with_their_verdict() -> None:
    names = [field.name for field in dataclasses.fields(RuleCheck)]
    row = {name: getattr(CHECK, name) for name in names} | {"found_rate": 0.2}
    table = words.rules(pd.DataFrame([row, row | {"is_real": False, "p_adjusted": 0.3}]))
    assert list(table) == list(words.RULE_COLUMNS)
    assert table["verdict"].tolist() == ["holds", "may be luck"]
    assert table["p"].tolist() == ["< 0.001", "0.300"]
    assert table["checked"][0].replace("\N{NO-BREAK SPACE}", " ") == "16 % [13 %, 19 %]"


def test_models_are_rounded_for_the_table() -> None:
    scored = pd.DataFrame(
        {
            **{key: ["XGBoost"] for key in ("label", "standing")},
            **{key: [0.5] for key in ("score", "spread", "naive", "unknown", "baseline")},
            **{key: [np.pi] for key in ("roc_auc_mean", "brier_mean", "baseline_brier_mean")},
        }
    )
    table = words.models(scored)
    assert list(table) == list(words.MODEL_COLUMNS)
    assert table.loc[0, ["roc_auc", "brier", "baseline_brier"]].tolist() == [3.1416] * 3
