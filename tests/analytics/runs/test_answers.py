"""What every page of models asks, without a page."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import answers, experiments, promotion, registry
from data.errors import ModelMissing
from data.selection import Selection
from tests.analytics.runs.tiny_log import executed


def test_every_task_that_is_trained_has_a_name_and_a_score() -> None:
    assert set(answers.TASKS) == set(registry.TASKS)
    assert answers.score_name("hits_5") == ("average_precision", "average precision")
    assert answers.score_name("likes") == ("r2", "R²")


def test_all_models_of_a_task_the_best_of_a_set_first(trained: Path) -> None:
    table = answers.scored("streams")
    assert list(table["feature_set"].unique()) == ["audio", "release", "market"]
    for _, of_set in table.groupby("feature_set"):
        assert of_set["score"].is_monotonic_decreasing
        assert (of_set["standing"] == "champion").sum() == 1
    linear = table[table["label"] == "OLS"].iloc[0]
    assert linear["score"] == pytest.approx(linear["r2_mean"], abs=1e-4)
    assert linear["unknown"] == pytest.approx(linear["r2_unknown_artists_mean"], abs=1e-4)
    assert linear["naive"] == pytest.approx(linear["naive_r2_mean"], abs=1e-4)
    assert linear["baseline"] == pytest.approx(0.0, abs=0.1)


def test_the_models_of_one_set(trained: Path) -> None:
    table = answers.scored("hits_10")
    audio = answers.of_set(table, "audio")
    assert set(audio["feature_set"]) == {"audio"}
    assert list(audio.index) == list(range(len(audio)))
    with pytest.raises(ModelMissing, match="audio set"):
        answers.of_set(table[table["feature_set"] != "audio"], "audio")


def test_what_a_quick_training_leaves_out_is_said(trained: Path) -> None:
    with pytest.raises(ModelMissing, match="likes"):
        answers.scored("likes")
    assert answers.tried("likes").empty


def test_without_a_training_there_is_nothing(mlruns: Path, everything: Selection) -> None:
    assert answers.tried("streams").empty
    with pytest.raises(ModelMissing):
        answers.scored("streams")
    fresh = answers.freshness(everything, [("streams", "audio")])
    assert fresh == answers.Freshness(None, (), "demo", everything.version)
    assert not fresh.is_current


def test_every_run_of_a_task_newest_first(trained: Path) -> None:
    table = answers.tried("views")
    assert set(table["task"]) == {"views"}
    assert set(table["run_id"]) == set(experiments.runs().query("task == 'views'")["run_id"])
    assert table["started_at"].is_monotonic_decreasing
    assert table["trained"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d").all()


def test_an_answer_stands_until_something_is_written_to_the_log(trained: Path) -> None:
    before = answers.scored("streams")
    assert answers.scored("streams") is before
    promotion.demote("streams", "audio", "not good enough")
    after = answers.scored("streams")
    assert (after["standing"] == "champion").sum() == 2
    executed("create table new (x)")
    assert answers.scored("streams") is not after
    pd.testing.assert_frame_equal(answers.scored("streams"), after)


def test_models_of_another_version_are_not_current(trained: Path, everything: Selection) -> None:
    fresh = replace(answers.freshness(everything), current="0001-00000000")
    assert fresh.training == registry.latest()
    assert fresh.is_current
    newer = replace(fresh, current="0007-ffffffff")
    assert (newer.is_current, newer.is_older) == (False, True)
    earlier = replace(fresh, current="0000-ffffffff")
    assert (earlier.is_current, earlier.is_older) == (False, False)
