"""One prediction, step by step: the steps add up to what the model says."""

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.importance import pushes
from analytics.models import model as models
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(40)
X = features.matrix(TRACKS, "market")


@pytest.fixture(scope="module")
def model() -> models.Model:
    y = features.log_target(TRACKS, "streams")
    return models.fit("ridge", X, y, TRACKS, rows=np.arange(len(TRACKS)))


def test_the_steps_add_up_to_the_prediction(model: models.Model) -> None:
    one = pushes.waterfall(model, X.iloc[[3]])
    assert one.base + one.steps["push"].sum() == pytest.approx(one.margin)
    assert one.margin == pytest.approx(model.predict(X.iloc[[3]])[0])
    np.testing.assert_allclose(one.steps["factor"], np.exp(one.steps["push"]))


def test_the_strongest_come_first_and_the_weak_are_taken_together(model: models.Model) -> None:
    steps = pushes.waterfall(model, X.iloc[[3]]).steps
    assert steps["push"].abs().iloc[:-1].is_monotonic_decreasing
    assert len(steps) == pushes.MOST + 1
    assert steps["label"].iloc[-1].endswith("others")


def test_features_of_one_kind_are_one_step_without_a_value(model: models.Model) -> None:
    steps = pushes.waterfall(model, X.iloc[[3]]).steps
    other = steps[steps["label"] == pushes.KINDS["Other platform"]]
    assert other["value"].tolist() == [""]
    contributions = pd.Series(model.contributions(X.iloc[[3]])[0][0], index=X.columns)
    own = [name for name in X if features.group(name) == "Other platform"]
    assert other["push"].iloc[0] == pytest.approx(contributions[own].sum())


def test_a_single_feature_shows_its_value_as_readers_know_it(model: models.Model) -> None:
    steps = pushes.waterfall(model, X.iloc[[3]]).steps.set_index("label")
    assert steps.loc["Energy", "value"] == features.shown("energy", X["energy"].iloc[3])


def test_the_columns_may_come_in_any_order(model: models.Model) -> None:
    turned = pushes.waterfall(model, X.iloc[[3], ::-1])
    pd.testing.assert_frame_equal(turned.steps, pushes.waterfall(model, X.iloc[[3]]).steps)
