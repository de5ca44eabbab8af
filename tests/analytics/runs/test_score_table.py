"""Scores of all models side by side."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import experiments, score_table
from data.errors import ModelMissing


def test_one_row_for_each_model_of_the_last_version(trained: Path) -> None:
    table = score_table.score_table()
    keys = ["task", "feature_set", "model"]
    assert not table.duplicated(keys).any()
    assert set(table["run_id"]) == set(experiments.runs()["run_id"])
    assert table.groupby(keys[:2])["is_champion"].sum().eq(1).all()
    folds = [f"r2_fold_{fold}" for fold in range(5)]
    counts = table[table["task"] == "streams"]
    assert counts[folds].mean(axis=1).to_numpy() == pytest.approx(counts["r2_mean"])
    pd.testing.assert_frame_equal(score_table.score_table("streams"), counts.reset_index(drop=True))


def test_without_a_training_there_are_no_scores(mlruns: Path) -> None:
    with pytest.raises(ModelMissing):
        score_table.score_table()
