"""The importance page's sentences, of results that are made up."""

import math

import pandas as pd
import pytest

from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.partial import Alone
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranks
from analytics.importance.together import Together
from analytics.importance.trees import OneTree
from pages.importance import words
from tests.made_champion import CHAMPION

SWARM = Beeswarm(
    n_tracks=2_000,
    base=14.0,
    features=pd.DataFrame(
        {
            "label": ["Energy", "<b>Tempo</b>"],
            "mean_push": [math.log(2), 0.1],
            "says_same": ["", "X"],
        }
    ),
    points=pd.DataFrame(),
)
SWARM_NAMED = Beeswarm(9, 14.0, SWARM.features.assign(name=["energy", "tempo"]), pd.DataFrame())
SHUFFLED = pd.DataFrame(
    {"label": ["Artist's other tracks"], "mean": [0.31], "low": [0.25], "high": [0.37]}
)
STEPS = pd.DataFrame(
    {
        "label": ["Words of the title", "Energy", "9 others"],
        "value": ["", "0.90", ""],
        "push": [0.7, -0.4, 0.0],
        "factor": [2.01, 0.67, 1.0],
    }
)


def test_the_lead_names_the_group_and_the_feature_that_count_most() -> None:
    said = words.lead(SWARM, SHUFFLED, "streams")
    assert "most on **the artist&#39;s other tracks**: on artists it has not seen" in said
    assert "losing that costs it **0.31**" in said
    assert "energy**, moves predictions by ×2.00" in said


def test_the_lead_has_no_markup_but_its_own() -> None:
    turned = Beeswarm(2_000, 14.0, SWARM.features.iloc[::-1], SWARM.points)
    said = words.lead(turned, SHUFFLED, "hits_10")
    assert "the odds of a hit" in said
    assert "<b>" not in said


def test_the_model_is_named_with_its_score_and_the_sample() -> None:
    said = words.about(SWARM, CHAMPION)
    assert said.startswith("XGBoost, R² 0.47 (± 0.02 over folds), trained on version 0001 of")
    assert " and explained on 2,000 tracks" in said


def test_titles_state_the_finding() -> None:
    assert words.beeswarm_title(SWARM, "streams").startswith("Energy moves streams most: ×2.00")
    line = pd.DataFrame({"value": [0.0, 1.0], "push": [math.log(0.5), math.log(3)]})
    one = Dependence("energy", "Energy", "Tempo", pd.DataFrame(), line)
    assert words.dependence_title(one) == "Energy: from ×0.50 at its lowest to ×3.00 at its highest"
    assert words.permutation_title(SHUFFLED, "hits_10").endswith("of average precision")
    cost = pd.DataFrame({"group": ["Audio"], "difference": [0.1], "low": [0.0], "high": [0.2]})
    assert words.ablation_title(cost, "streams").startswith("Trained again without the sound,")


def test_ranks_name_the_feature_that_leads_most_and_each_sets_model() -> None:
    table = pd.DataFrame({"name": ["a", "b"], "label": ["A", "B"], "group": "Audio"})
    table["audio, SHAP"], table["audio, permutation"] = [1, 2], [1, 2]
    ranks = Ranks(table, {"audio": "ols", "release": "blend"})
    assert words.ranks_title(ranks) == "A ranks first in 2 of 2 rankings"
    assert words.ranked_models(ranks) == "Audio: OLS; Release: Blend of linear and XGBoost"


@pytest.mark.parametrize(
    ("task", "said"),
    [("streams", "T: 2.19 M streams expected"), ("hits_10", "T: 100 % before calibration")],
)
def test_a_waterfalls_title_says_what_is_predicted(task: str, said: str) -> None:
    title = words.waterfall_title(Waterfall(14.0, 14.6, STEPS), task, "T")
    assert title.replace("\N{NO-BREAK SPACE}", " ").startswith(said)


def test_a_waterfall_in_words_says_what_raises_and_what_lowers() -> None:
    said = words.in_words(Waterfall(14.0, 14.3, STEPS), "streams")
    assert said.startswith("**Raise** streams most: words of the title")
    assert "**Lower** streams most: energy" in said
    still = Waterfall(14.0, 14.0, STEPS.assign(push=0.0))
    assert words.in_words(still, "streams") == "Nothing moves it far from the average track."


@pytest.mark.parametrize(
    ("task", "actual", "said"),
    [
        ("streams", 15.0, "T: 2.19 M streams expected, 3.27 M so far"),
        ("hits_10", 1.0, "T: 100 % before calibration; it is a hit"),
        ("hits_10", 0.0, "T: 100 % before calibration; it is no hit"),
    ],
)
def test_what_the_track_has_stands_beside_what_was_expected(
    task: str, actual: float, said: str
) -> None:
    title = words.waterfall_title(Waterfall(14.0, 14.6, STEPS, actual), task, "T")
    assert title.replace("\N{NO-BREAK SPACE}", " ") == said


def test_one_feature_alone_is_said_with_its_values() -> None:
    curve = pd.DataFrame({"value": [0.1, 0.5, 0.9], "change": [0.0, math.log(2), 0.1]})
    one = Alone("energy", "Energy", 500, curve, pd.DataFrame())
    assert (
        words.alone_title(one, "streams")
        == "Energy, alone: streams highest at 0.50, ×2.00 of the lowest"
    )
    assert "From 0&#46;10 to 0&#46;50, all else equal" in words.alone_lead(one, "streams")
    still = Alone("energy", "Energy", 500, curve.assign(change=0.001), pd.DataFrame())
    assert "hardly matters" in words.alone_lead(still, "streams")
    assert words.alone_title(still, "streams").endswith("next to nothing")
    assert "move along: x" in words.moves_along(SWARM_NAMED, "tempo")
    assert words.moves_along(SWARM_NAMED, "energy") == ""


def test_pairs_that_say_the_same_do_not_lead() -> None:
    pairs = pd.DataFrame(
        {
            "label": ["Likes", "Energy"],
            "other_label": ["Views", "Tempo"],
            "mean_push": [0.5, 0.1],
            "low": [0.4, 0.09],
            "high": [0.6, 0.11],
            "says_same": [True, False],
        }
    )
    both = Together(200, 0.2, pairs, pd.DataFrame())
    said = words.together_lead(both, "streams")
    assert "Energy and tempo" in said and "×1.105 [1.094, 1.116]" in said
    assert "mostly on their own" in said
    assert "mostly together" in words.together_lead(Together(9, 0.7, pairs, pairs), "streams")
    assert words.pair_names(both) == ["Likes and views", "Energy and tempo"]


def test_trees_are_counted_in_words() -> None:
    steps = pd.DataFrame({"tree": range(4), "margin": [14.0, 14.4, 14.65, 14.7]})
    nodes = pd.DataFrame({"name": ["is_single"], "limit": [1.0]})
    one = OneTree(2, 3, nodes, steps)
    assert "Tree 2 of 3 asks first: **Single: no?**" in words.tree_lead(one, "streams").replace(
        "&#63;", "?"
    )
    assert "the first 2 come within 10 % of that" in words.steps_title(one, "streams")
    assert "by ×2.01" in words.steps_title(one, "streams")
