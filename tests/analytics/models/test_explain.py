"""What training works out of a champion: shap's values, what shuffling and leaving out cost."""

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.models import explain, scoring
from analytics.models import model as models
from analytics.stats import splits
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(60)
X = features.matrix(TRACKS, "market")
STREAMS = features.log_target(TRACKS, "streams")
IS_HIT = (np.quantile(STREAMS, 0.8) < STREAMS).astype(float)
QUICK = [{"learning_rate": 0.3}] * 6
KINDS = [("ols", False), ("ridge", False), ("lasso", False), ("logistic", True)]
KINDS += [(kind, is_hit) for kind in ("forest", "xgboost", "blend") for is_hit in (False, True)]


@pytest.fixture(scope="module")
def task() -> scoring.Task:
    return scoring.Task("streams", "audio", features.matrix(TRACKS, "audio"), STREAMS)


@pytest.fixture(scope="module")
def folds() -> tuple[splits.Fold, ...]:
    return splits.purged_folds(TRACKS)


@pytest.fixture(scope="module")
def result(task: scoring.Task, folds: tuple[splits.Fold, ...]) -> scoring.CrossValidation:
    return scoring.cross_validate("xgboost", task, TRACKS, folds, params=QUICK)


@pytest.mark.parametrize(("kind", "is_hit"), KINDS)
def test_a_models_own_contributions_are_shaps(kind: str, is_hit: bool) -> None:
    """Golden: shap's TreeExplainer and LinearExplainer, which one track's page does without."""
    model = models.fit(
        kind, X, IS_HIT if is_hit else STREAMS, TRACKS, rows=np.arange(len(X)), is_hit=is_hit
    )
    shaps, shaps_base = explain.shap_values(model.core, X.to_numpy())
    own, own_base = model.contributions(X)
    np.testing.assert_allclose(own, shaps, rtol=1e-12, atol=1e-12)
    assert own_base == pytest.approx(shaps_base + model.shift, rel=1e-12)
    margin = model.core.margin(X.to_numpy())
    np.testing.assert_allclose(shaps_base + shaps.sum(axis=1), margin, atol=1e-3)


def test_shap_tables_are_of_a_seeded_sample(
    monkeypatch: pytest.MonkeyPatch, result: scoring.CrossValidation, task: scoring.Task
) -> None:
    monkeypatch.setattr(explain, "SHAP_SAMPLE", 50)
    tables = explain.shap_tables(result.whole, task.X)
    again = explain.shap_tables(result.whole, task.X)
    values, given = tables["shap_values"], tables["shap_features"]
    pd.testing.assert_frame_equal(values, again["shap_values"])
    assert values["row"].is_monotonic_increasing
    assert values["row"].nunique() == 50
    np.testing.assert_allclose(given["energy"], task.X["energy"].iloc[values["row"]], rtol=1e-6)


def test_shuffling_the_planted_driver_costs_most(
    task: scoring.Task, folds: tuple[splits.Fold, ...], result: scoring.CrossValidation
) -> None:
    table = explain.permutation(task, folds, result)
    single = table[table["kind"] == "feature"]
    assert single["name"].iloc[0] == "energy"
    assert set(single["name"]) == set(task.X)
    assert set(table.loc[table["kind"] == "group", "name"]) == set(single["group"])
    costs = table.set_index(["kind", "name"])["mean"]
    assert costs["group", "Audio"] >= costs["feature", "energy"] - 0.05
    assert costs["feature", "title_live"] == 0


def test_leaving_out_the_planted_drivers_group_costs_most(
    task: scoring.Task, folds: tuple[splits.Fold, ...]
) -> None:
    table = explain.group_ablation(task, TRACKS, folds).set_index("group")
    assert table["difference"].idxmax() == "Audio"
    assert table.loc["Audio", "low"] > 0
    assert table["n_features"].sum() == task.X.shape[1]


def test_a_quick_training_leaves_out_leaving_out(
    task: scoring.Task, folds: tuple[splits.Fold, ...], result: scoring.CrossValidation
) -> None:
    tables = explain.tables(task, TRACKS, folds, result, is_quick=True)
    assert set(tables) == {"shap_values", "shap_features", "permutation"}
