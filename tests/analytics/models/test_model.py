import json

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.features.hits import is_hit as is_hit_at
from analytics.models import model as models
from analytics.stats import conformal
from data.errors import ModelRefused
from tests.analytics.models_catalogue import catalogue


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(50)


def fitted(tracks: pd.DataFrame, kind: str, *, is_hit: bool = False) -> models.Model:
    X = features.matrix(tracks, "release")
    y = (
        is_hit_at(tracks["streams"], tracks["streams"].quantile(0.8))
        if is_hit
        else features.log_target(tracks, "streams")
    )
    return models.fit(kind, X, y, tracks, rows=np.arange(len(tracks)), is_hit=is_hit)


CASES = [
    *((kind, False) for kind in models.REGRESSORS if kind in models.SERVED),
    *((kind, True) for kind in models.CLASSIFIERS if kind in models.SERVED),
]


@pytest.mark.parametrize(("kind", "is_hit"), CASES)
def test_a_served_model_comes_back_from_its_files_and_explains_itself(
    tracks: pd.DataFrame, kind: str, is_hit: bool
) -> None:
    X = features.matrix(tracks, "release")
    model = fitted(tracks, kind, is_hit=is_hit)
    again = models.Model.from_files(model.to_files())
    np.testing.assert_allclose(again.predict(X), model.predict(X), rtol=1e-6)
    parts, base = again.contributions(X)
    assert parts.shape == X.shape
    margin = again.core.margin(X.to_numpy())
    np.testing.assert_allclose(base + parts.sum(axis=1), margin + again.shift, atol=1e-3)
    if not is_hit:
        for mine, theirs in zip(again.interval(X), model.interval(X), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-6)
        np.testing.assert_allclose(again.chance(X, 1e6), model.chance(X, 1e6), rtol=1e-6)


@pytest.mark.parametrize(("kind", "is_hit"), [("knn", False), ("svm", True), ("boosting", True)])
def test_a_model_that_is_only_compared_is_never_served(
    tracks: pd.DataFrame, kind: str, is_hit: bool
) -> None:
    files = fitted(tracks, kind, is_hit=is_hit).to_files()
    with pytest.raises(ModelRefused):
        models.Model.from_files(files)


def test_the_columns_may_come_in_any_order(tracks: pd.DataFrame) -> None:
    X = features.matrix(tracks, "release")
    model = fitted(tracks, "ridge")
    np.testing.assert_allclose(model.predict(X[X.columns[::-1]]), model.predict(X))


def test_nothing_outside_the_rows_is_looked_at(tracks: pd.DataFrame) -> None:
    X, y = features.matrix(tracks, "release"), features.log_target(tracks, "streams")
    rows = np.arange(200)
    changed, other = X.copy(), y.copy()
    changed.iloc[200:] = 1e6
    other[200:] = -1e6
    one = models.fit("blend", X, y, tracks, rows=rows)
    two = models.fit("blend", changed, other, tracks, rows=rows)
    assert one.to_files() == two.to_files()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "svm"},
        {"format": 99},
        {"core": {"form": "pickle"}},
        {"core": {"form": "linear"}},
        {"adjust": {"shift": 0}},
    ],
)
def test_what_is_not_on_the_list_is_refused(
    tracks: pd.DataFrame, change: dict[str, object]
) -> None:
    files = fitted(tracks, "ridge").to_files()
    document = json.loads(files["model.json"]) | change
    with pytest.raises(ModelRefused):
        models.Model.from_files({"model.json": json.dumps(document).encode()})


def test_damaged_files_are_refused(tracks: pd.DataFrame) -> None:
    files = fitted(tracks, "xgboost").to_files()
    with pytest.raises(ModelRefused):
        models.Model.from_files({**files, "model.json": files["model.json"][:-40]})
    with pytest.raises(ModelRefused):
        models.Model.from_files({**files, "trees.ubj": b"nonsense"})
    with pytest.raises(ModelRefused):
        models.Model.from_files({"model.json": files["model.json"]})
    with pytest.raises(ModelRefused):
        models.Model.from_files({"trees.ubj": files["trees.ubj"]})


def test_hits_of_one_kind_only_are_survived() -> None:
    """Among few artists all hits may fall to those that are set aside."""
    tracks = catalogue(12, per_artist=20)
    y = np.zeros(len(tracks))
    y[:3] = 1
    X = features.matrix(tracks, "audio")
    model = models.fit("logistic", X, y, tracks, rows=np.arange(len(tracks)), is_hit=True)
    assert isinstance(model.adjust, conformal.Calibration)
    assert np.isfinite(model.predict(X)).all()
