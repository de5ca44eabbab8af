"""Scores of champions, as the report writes them down."""

import math

import pandas as pd
import pytest

from analytics.report.scores import champion_scores, number, trained_on

CHAMPIONS = pd.DataFrame(
    [
        ("streams", "market", "a", "blend", "real", "0003-c"),
        ("streams", "audio", "b", "ols", "real", "0002-b"),
        ("hits_10", "release", "c", "xgboost", "real", "0003-c"),
        ("hits_5", "release", "d", "xgboost", "real", "0001-a"),
        ("views", "audio", "gone", "ols", "real", "0001-a"),
    ],
    columns=["task", "feature_set", "run_id", "kind", "catalogue", "data_version"],
)
RUNS = pd.DataFrame(
    {
        "run_id": list("abcd"),
        "r2_mean": [0.7, 0.1, math.nan, math.nan],
        "r2_spread": [0.02, 0.03, math.nan, math.nan],
        "average_precision_mean": [math.nan, math.nan, 0.5, 0.4],
    }
)


def test_counts_by_feature_set_in_their_order():
    streams = champion_scores(CHAMPIONS, RUNS)["streams"]
    assert list(streams) == ["audio", "market"]
    assert streams["audio"] == {
        "model": "ols",
        "catalogue": "real",
        "data_version": "0002-b",
        "r2_mean": 0.1,
        "r2_sd": 0.03,
        "naive_r2_mean": None,
        "nrmse": None,
        "baseline_r2": None,
    }


def test_hits_are_those_of_the_top_tenth():
    hits = champion_scores(CHAMPIONS, RUNS)["hits"]
    assert hits["release"]["average_precision"] == 0.5


def test_a_champion_whose_run_is_gone_is_left_out():
    assert set(champion_scores(CHAMPIONS, RUNS)) == {"streams", "hits"}


def test_without_models_there_are_no_scores():
    assert champion_scores(CHAMPIONS.head(0), RUNS.head(0)) == {}


@pytest.mark.parametrize("missing", [None, "many", math.nan, math.inf])
def test_what_is_no_number_is_none(missing):
    assert number(missing) is None


def test_a_number_stays_one():
    assert number("0.5") == 0.5


def test_what_they_were_trained_on_comes_from_the_champions():
    scores = champion_scores(CHAMPIONS, RUNS)
    assert trained_on(scores, "catalogue") == "real"
    assert trained_on(scores, "data_version") == "0002-b and 0003-c"
    assert trained_on({}, "data_version") is None
