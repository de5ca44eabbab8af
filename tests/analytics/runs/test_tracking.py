"""What is logged, as MLflow itself sees it."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import database, experiments, promotion, registry, tracking
from data.errors import BuildRunning, ModelMissing
from tests.analytics.runs import tiny_log


def test_mlflow_itself_finds_runs_signature_and_champion(trained: Path) -> None:
    import mlflow
    from mlflow.models import Model

    uri = f"sqlite:///{trained / 'mlflow.db'}"
    client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
    version = client.get_model_version_by_alias("streams-market", "champion-demo")
    run = client.get_run(version.run_id)
    assert run.data.params["feature_set"] == "market"
    folder = registry.artifacts(version.run_id) / "model"
    signature = Model.load(str(folder / "MLmodel")).signature
    assert signature.inputs.input_names()[:2] == ["danceability", "energy"]
    assert "hits_10-audio" in {one.name for one in client.search_registered_models()}


def test_a_training_that_fails_is_marked_with_the_reason(mlruns: Path) -> None:
    with pytest.raises(ZeroDivisionError), tracking.training(tiny_log.ABOUT) as run_id:
        tiny_log.model(run_id, "streams", "audio")
        raise ZeroDivisionError("no tracks")
    run = database.query("select status from runs where run_uuid = :id", id=run_id)
    assert [row["status"] for row in run] == ["FAILED"]
    said = database.query("select run_uuid, value from tags where key = 'crossfade.error'")
    assert [tuple(row) for row in said] == [(run_id, "ZeroDivisionError: no tracks")]
    assert registry.latest() is None


def test_one_training_at_a_time_writes_to_a_log(mlruns: Path) -> None:
    with (
        tracking.training(tiny_log.ABOUT),
        pytest.raises(BuildRunning, match="being trained"),
        tracking.training(tiny_log.ABOUT),
    ):
        raise AssertionError("two at once")


def test_a_model_is_logged_with_all_that_was_measured(mlruns: Path) -> None:
    with tracking.training(tiny_log.ABOUT) as run_id:
        logged = tracking.log_model(
            run_id,
            "tiny",
            parameters=tiny_log.ABOUT,
            scores={"r2_mean": 0.5, "r2_spread": float("nan")},
            features=["energy"],
            files={"model.json": b"{}"},
            tables={"held_out": tiny_log.TABLE},
        )
        tracking.log_trial(run_id, "trial", {"depth": 3}, 0.4)
        promotion.finish(run_id)
    model = experiments.runs().set_index("run_id").loc[logged.run_id]
    assert model["r2_mean"] == 0.5
    assert "r2_spread" not in model
    assert logged.hashes == (("model.json", hashlib.sha256(b"{}").hexdigest()),)
    pd.testing.assert_frame_equal(registry.frame(logged.run_id, "held_out"), tiny_log.TABLE)
    trial = experiments.runs().query("trial_score == 0.4")
    assert list(trial["depth"]) == ["3"]


def test_a_version_is_registered_and_not_yet_champion(mlruns: Path) -> None:
    with tracking.training(tiny_log.ABOUT) as run_id:
        versions = [
            tracking.register(tiny_log.model(run_id, "views", "audio"), "views", "audio")
            for _ in range(2)
        ]
    assert versions == [1, 2]
    with pytest.raises(ModelMissing):
        registry.champion("views", "audio")
