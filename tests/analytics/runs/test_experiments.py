"""Runs side by side and the history of champions."""

from pathlib import Path

from analytics.runs import experiments, registry


def test_every_run_says_what_it_was(trained: Path) -> None:
    runs = experiments.runs()
    assert set(runs["task"]) == {"streams", "views", "hits_10"}
    assert set(runs["model"]) == {"baseline", "ols", "logistic", "xgboost", "blend", "forecast"}
    for name in ("data_version", "code_version", "feature_set", "seed", "seconds", "n_features"):
        assert runs[name].notna().all(), name
    counts = runs[runs["task"] == "streams"]
    assert counts[[f"r2_fold_{fold}" for fold in range(5)]].notna().all(axis=None)
    assert counts.loc[counts["model"] == "ols", "naive_r2_mean"].notna().all()
    assert (runs["parent"] == registry.require_latest().run_id).all()


def test_without_a_training_both_are_empty(mlruns: Path) -> None:
    assert experiments.runs().empty
    assert experiments.history().empty


def test_the_history_tells_of_one_model_or_of_all(trained: Path) -> None:
    everything = experiments.history()
    assert set(everything["action"]) == {"promoted"}
    assert set(everything["by"]) == {"training"}
    assert everything["at"].is_monotonic_decreasing
    of_task = experiments.history("streams")
    assert list(of_task["feature_set"].sort_values()) == ["audio", "market", "release"]
    one = experiments.history("streams", "audio")
    assert list(one["version"]) == [registry.champion("streams", "audio").version]
    assert one["reason"].str.startswith("First champion").all()
