"""One feature that changes alone: scikit-learn's partial dependence, and each track's own line."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

from analytics.features import matrix as features
from analytics.importance import partial
from analytics.models import explain
from analytics.models import model as models
from data.errors import BadOption
from tests.analytics.models_catalogue import SLOPE, catalogue

TRACKS = catalogue(40)
X = features.matrix(TRACKS, "release")
Y = features.log_target(TRACKS, "streams")
QUICK = {"learning_rate": 0.3}


@pytest.fixture(scope="module", params=["ridge", "xgboost", "blend"])
def model(request: pytest.FixtureRequest) -> models.Model:
    return models.fit(request.param, X, Y, TRACKS, rows=np.arange(len(X)), params=QUICK)


@pytest.fixture(scope="module")
def given(model: models.Model) -> pd.DataFrame:
    return explain.shap_tables(model, X)["shap_features"]


class Asked(RegressorMixin, BaseEstimator):
    """A model of ours as scikit-learn asks it."""

    def __init__(self, model: models.Model) -> None:
        self.model = model
        self.is_fitted_ = True

    def fit(self, X: object, y: object) -> "Asked":
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return self.model.core.margin(np.asarray(X, dtype=np.float64))


@pytest.mark.parametrize("feature", ["energy", "is_single", "back_streams_mean"])
def test_the_mean_is_scikit_learns_partial_dependence(
    model: models.Model, given: pd.DataFrame, feature: str
) -> None:
    one = partial.alone(model, given, feature)
    place = model.features.index(feature)
    theirs = partial_dependence(
        Asked(model),
        given[list(model.features)].to_numpy(dtype=np.float64),
        [place],
        custom_values={place: one.curve["value"].to_numpy()},
        method="brute",
        kind="both",
    )
    np.testing.assert_allclose(one.curve["mean"], theirs["average"][0], rtol=1e-9)
    own = theirs["individual"][0]
    change = own - own[:, :1]
    np.testing.assert_allclose(one.curve["change"], change.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(one.curve["low"], np.quantile(change, 0.1, axis=0), atol=1e-9)
    assert one.n_tracks == len(TRACKS)


def test_a_planted_driver_moves_predictions_by_its_slope(
    model: models.Model, given: pd.DataFrame
) -> None:
    one = partial.alone(model, given, "energy")
    ends = one.curve.iloc[[0, -1]]
    rise = np.diff(ends["change"])[0] / np.diff(ends["value"])[0] * np.sqrt(1 / 12)
    assert rise == pytest.approx(SLOPE, rel=0.35)
    assert one.highest > one.lowest
    assert one.swing >= ends["change"].iloc[1]


def test_few_values_are_all_taken_and_many_lie_between_the_ends() -> None:
    assert partial.values_of(pd.Series([1.0, 0.0, np.nan, 1.0])).tolist() == [0.0, 1.0]
    many = partial.values_of(pd.Series(np.arange(1000.0)))
    assert len(many) == partial.N_VALUES
    assert many[[0, -1]].tolist() == pytest.approx([49.95, 949.05])


def test_lines_are_of_some_tracks_from_no_change_on(
    model: models.Model, given: pd.DataFrame
) -> None:
    lines = partial.alone(model, given, "valence").lines
    assert lines["row"].nunique() == partial.N_LINES
    assert (lines.groupby("row")["change"].first() == 0).all()


@pytest.mark.parametrize("feature", ["own_views", "row"])
def test_a_feature_that_the_model_lacks_is_refused(
    model: models.Model, given: pd.DataFrame, feature: str
) -> None:
    with pytest.raises(BadOption, match=feature):
        partial.alone(model, given, feature)
    with pytest.raises(BadOption, match="No track of the sample"):
        partial.alone(model, given.assign(energy=np.nan), "energy")
