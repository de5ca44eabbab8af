import numpy as np
import pandas as pd
import pytest

from analytics.drivers import feature_choice
from analytics.features import matrix as features
from analytics.models import linear
from analytics.stats import splits
from data.errors import NotEnoughData
from tests.analytics.models_catalogue import catalogue


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(80)


@pytest.mark.parametrize("kind", ["ridge", "lasso"])
def test_a_path_ends_in_the_planted_feature(tracks: pd.DataFrame, kind: str) -> None:
    path = feature_choice.penalty_path(tracks, kind=kind, feature_set="audio")
    assert path.chosen <= path.simplest
    assert path.scores["penalty"].is_monotonic_decreasing
    at_chosen = path.slopes[path.slopes["penalty"] == path.chosen]
    assert at_chosen.loc[at_chosen["slope"].abs().idxmax(), "name"] == "energy"
    sizes = path.slopes.groupby("penalty")["slope"].apply(lambda s: s.abs().sum())
    assert sizes.iloc[-1] < sizes.iloc[0]
    if kind == "lasso":
        few = path.scores.set_index("penalty")["n_features"]
        assert few[path.simplest] <= few[path.chosen]


def test_leaving_out_the_planted_feature_costs_most(tracks: pd.DataFrame) -> None:
    table = feature_choice.ablation(tracks, feature_set="audio")
    by_feature = table[table["kind"] == "feature"]
    assert by_feature["name"].iloc[0] == "energy"
    assert by_feature["low"].iloc[0] > 0
    assert set(table.loc[table["kind"] == "group", "name"]) == {"Audio", "Title"}


def test_ablation_is_what_scikit_learn_gives_without(tracks: pd.DataFrame) -> None:
    from sklearn.linear_model import LinearRegression

    X, y = features.matrix(tracks, "audio"), features.log_target(tracks, "streams")

    def r2(columns: pd.Index) -> float:
        scores = []
        for fold in splits.purged_folds(tracks):
            values = X[columns].to_numpy()
            z = linear.prepare(values[fold.train]).apply(values)
            fit = LinearRegression().fit(z[fold.train], y[fold.train])
            scores.append(fit.score(z[fold.test], y[fold.test]))
        return float(np.mean(scores))

    ablation = feature_choice.ablation(tracks, feature_set="audio").set_index("name")
    by_hand = r2(X.columns) - r2(X.columns.drop("energy"))
    assert ablation.loc["energy", "adds"] == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("kind", ["ridge", "lasso"])
def test_slopes_of_a_path_are_scikit_learns(tracks: pd.DataFrame, kind: str) -> None:
    from sklearn.linear_model import Lasso, Ridge

    path = feature_choice.penalty_path(tracks, kind=kind, feature_set="audio")
    X, y = features.matrix(tracks, "audio"), features.log_target(tracks, "streams")
    z = linear.prepare(X.to_numpy()).apply(X.to_numpy())
    for penalty, rows in path.slopes.groupby("penalty"):
        model = Ridge(penalty * len(y)) if kind == "ridge" else Lasso(penalty, tol=1e-10)
        model.fit(z, y)
        atol = 1e-9 if kind == "ridge" else 1e-3  # LASSO stops as soon as that is good enough
        np.testing.assert_allclose(rows["slope"], model.coef_, atol=atol)


@pytest.mark.parametrize("kind", ["ridge", "lasso"])
def test_scores_of_a_path_are_those_of_folds_that_share_no_artist(
    tracks: pd.DataFrame, kind: str
) -> None:
    path = feature_choice.penalty_path(tracks, kind=kind, feature_set="audio")
    values = features.matrix(tracks, "audio").to_numpy()
    y = features.log_target(tracks, "streams")
    scores = []
    for fold in splits.purged_folds(tracks):
        line = linear.fit(kind, values[fold.train], y[fold.train], penalty=path.chosen)
        error = np.mean((y[fold.test] - line.margin(values[fold.test])) ** 2)
        scores.append(1 - error / y[fold.test].var())
    chosen = path.scores.set_index("penalty").loc[path.chosen]
    assert chosen["r2"] == pytest.approx(np.mean(scores), abs=1e-4)
    assert chosen["spread"] == pytest.approx(np.std(scores, ddof=1), abs=1e-4)


def test_too_few_tracks_are_refused(tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData):
        feature_choice.penalty_path(tracks.head(100))
    with pytest.raises(NotEnoughData):
        feature_choice.ablation(tracks.head(100))


def test_equal_counts_are_refused(tracks: pd.DataFrame) -> None:
    for ask in (feature_choice.penalty_path, feature_choice.ablation):
        with pytest.raises(NotEnoughData, match="tracks of theirs have the same streams"):
            ask(tracks.assign(streams=7))
