"""Scores as pages, the report and the README show them."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import experiments, score_table
from data.errors import BadFile, ModelMissing


def test_the_readmes_table_is_written_between_its_markers(trained: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{score_table.BEGIN}\nold\n{score_table.END}\nafter\n")
    score_table.write(readme)
    once = readme.read_text()
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "\nold\n" not in once
    assert once.count("| Streams |") == 3
    score_table.write(readme)
    assert readme.read_text() == once
    readme.write_text("no markers")
    with pytest.raises(BadFile):
        score_table.write(readme)


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
    for ask in (score_table.score_table, score_table.markdown):
        with pytest.raises(ModelMissing):
            ask()
