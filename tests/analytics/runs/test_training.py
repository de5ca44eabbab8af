"""A training: everything is compared, the champion stands until it is beaten."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.runs import database, experiments, registry, score_table, tracking, training
from data.errors import NotEnoughData
from data.selection import Selection
from tests.analytics.models_catalogue import known_catalogue


def test_new_data_refits_the_champion_and_asks_it_to_be_beaten(trained: Path) -> None:
    before = registry.champions().set_index(["task", "feature_set"])
    training.run(known_catalogue("0002-11111111", n_artists=40, seed=5), is_quick=True)
    after = registry.champions().set_index(["task", "feature_set"])
    assert set(after["data_version"]) == {"0002-11111111"}
    assert (after["version"] > before["version"]).all()
    newest = experiments.history().drop_duplicates(["task", "feature_set"])
    assert newest["reason"].str.contains("Kept|beats").all()
    assert registry.require_latest().data_version == "0002-11111111"
    assert set(score_table.score_table()["run_id"]) <= set(experiments.runs()["run_id"])


def test_a_full_training_compares_everything_and_tells_how_far_it_is(
    mlruns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analytics.models import model as models

    monkeypatch.setattr(registry, "TASKS", ("streams", "hits_10"))
    told: list[tuple[float, str]] = []
    training.run(
        known_catalogue(n_artists=35),
        n_trials=1,
        progress=lambda share, message: told.append((share, message)),
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(message for _, message in told)
    runs = experiments.runs()
    trials, models_only = runs[runs["trial_score"].notna()], runs[runs["model"].notna()]
    assert len(trials) == 6 * 6  # each fold and all tracks, of two tasks and three sets
    kinds = models_only.groupby("task")["model"].agg(set)
    assert kinds["streams"] == {*models.REGRESSORS, "tuned"}
    assert kinds["hits_10"] == {*models.CLASSIFIERS, "tuned", "forecast"}
    champion = registry.champion("streams", "market")
    table = registry.frame(champion.run_id, "ablation")
    assert set(table["group"]) >= {"Audio", "Release", "Other platform"}
    tuned = models_only[(models_only["model"] == "tuned") & (models_only["task"] == "streams")]
    assert registry.parameters(tuned["run_id"].iloc[0])["learning_rate"] > 0


def test_a_column_that_nobody_filled_is_left_out(mlruns: Path) -> None:
    catalogue = known_catalogue(n_artists=35)
    catalogue.tracks["views"] = np.nan
    training.run(catalogue, is_quick=True)
    assert set(registry.champions()["task"]) == {"streams", "hits_10"}


def test_a_failed_training_says_so_and_changes_nothing(trained: Path) -> None:
    before = registry.champions()
    catalogue = known_catalogue()
    broken = training.Catalogue(
        catalogue.version,
        catalogue.tracks.drop(columns=["energy"]),
        catalogue.thresholds,
        1,
        "demo",
    )
    with pytest.raises(KeyError):
        training.run(broken, is_quick=True)
    pd.testing.assert_frame_equal(registry.champions(), before)
    failed = database.query("select run_uuid from runs where status = 'FAILED'")
    assert len(failed) == 1


def test_a_catalogue_is_read_with_thresholds_of_the_whole_version(everything: Selection) -> None:
    catalogue = training.read_catalogue(everything.version, limit=50_000)
    assert len(catalogue.tracks) == catalogue.n_tracks_in_all == 3_000
    assert set(catalogue.thresholds) == {0.05, 0.1, 0.2}
    streams = catalogue.tracks["streams"]
    for share, threshold in catalogue.thresholds.items():
        assert (streams >= threshold).sum() / streams.notna().sum() == pytest.approx(
            share, abs=1e-3
        )
    assert catalogue.folds is catalogue.folds
    assert catalogue.test_share == pytest.approx(0.27, abs=0.05)


def test_the_smaller_sets_are_columns_of_the_largest() -> None:
    catalogue = known_catalogue(n_artists=35)
    market = catalogue.matrix("market", "streams")
    for feature_set in ("audio", "release"):
        pd.testing.assert_frame_equal(
            catalogue.matrix(feature_set, "streams"),
            market[catalogue.matrix(feature_set, "streams").columns],
        )


@pytest.mark.parametrize("task", ["streams", "hits_10"])
def test_a_task_has_a_target_for_each_track(task: str) -> None:
    catalogue = known_catalogue(n_artists=35)
    made = training.make_task(catalogue, task, "audio")
    assert made.is_hit == (task == "hits_10")
    assert len(made.X) == len(made.y) == len(catalogue.tracks)


def test_what_is_logged_of_a_training_names_the_code() -> None:
    about = training.parameters(known_catalogue(n_artists=35), is_quick=True, n_trials=0, seed=3)
    assert about["code_version"] == tracking.code_version()
    assert about["seed"] == 3
    assert about["data_version"] == "0001-00000000"


def test_equal_counts_leave_nothing_to_learn(mlruns: Path) -> None:
    known = known_catalogue("0001-00000000", n_artists=40)
    alike = dataclasses.replace(known, tracks=known.tracks.assign(streams=7.0, views=7.0))
    with pytest.raises(NotEnoughData, match="nothing to learn"):
        training.run(alike, is_quick=True)
