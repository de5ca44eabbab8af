"""Every run of one question, which of them answers, and which may."""

import shutil
from pathlib import Path

import pytest

from analytics.experiments import answers
from analytics.models.model import SERVED
from analytics.runs import promotion, registry
from data.errors import ModelMissing
from tests.analytics.runs import tiny_log


def test_the_champion_is_marked_among_all_runs_of_a_question(trained: Path) -> None:
    runs = answers.runs("streams", "release")
    assert set(runs.table["task"]) == {"streams"}
    assert set(runs.table["feature_set"]) == {"release"}
    assert set(runs.table["model"]) == {"baseline", "ols", "xgboost", "blend"}
    assert runs.champion is not None
    assert runs.champion["run_id"] == registry.champion("streams", "release").run_id
    assert list(runs.table["standing"]).count("champion") == 1


def test_one_that_was_taken_down_is_marked_no_more(trained: Path) -> None:
    promotion.demote("streams", "release", "not good enough")
    runs = answers.runs("streams", "release")
    assert runs.champion is None
    assert set(runs.table["standing"]) == {""}


def test_promotable_is_what_pages_can_load(trained: Path) -> None:
    runs = answers.runs("streams", "release")
    before = answers.promotable(runs)
    assert set(before["model"]) <= set(SERVED)
    assert "champion" not in set(before["standing"])
    first = before["run_id"].iloc[0]
    shutil.rmtree(registry.artifacts(first))
    assert set(answers.promotable(runs)["run_id"]) == set(before["run_id"]) - {first}


def test_the_history_is_of_one_model(trained: Path) -> None:
    promotion.demote("streams", "release", "not good enough")
    events = answers.history("streams", "release")
    assert list(events["action"]) == ["demoted", "promoted"]
    assert events["reason"].iloc[0] == "not good enough"


def test_what_no_training_has_tried_is_said(trained: Path) -> None:
    with pytest.raises(ModelMissing, match="likes from the audio set"):
        answers.runs("likes", "audio")


def test_without_a_training_there_is_nothing_to_show(mlruns: Path) -> None:
    with pytest.raises(ModelMissing):
        answers.runs("streams", "audio")


def test_runs_on_another_catalogue_are_left_out_and_counted(trained: Path) -> None:
    before = answers.runs("streams", "audio")
    assert before.n_elsewhere == 0
    tiny_log.train(catalogue="real", data_version="0002-ffffffff")
    after = answers.runs("streams", "audio")
    assert after.n_elsewhere == 1
    assert list(after.table["run_id"]) == list(before.table["run_id"])
    assert set(answers.history("streams", "audio")["catalogue"]) == {"demo"}
