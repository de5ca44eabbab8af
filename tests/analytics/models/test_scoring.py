import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.features import hits
from analytics.features import matrix as features
from analytics.models import model as models
from analytics.models import scoring
from analytics.stats import splits
from tests.analytics.models_catalogue import SLOPE, catalogue

QUICK = [{"learning_rate": 0.3}] * 6


def task_of(
    tracks: pd.DataFrame, feature_set: str = "release", **extra: np.ndarray
) -> scoring.Task:
    X = features.matrix(tracks, feature_set).assign(**extra)
    return scoring.Task("streams", feature_set, X, features.log_target(tracks, "streams"))


def hits_of(tracks: pd.DataFrame) -> scoring.Task:
    is_hit = hits.is_hit(tracks["streams"], tracks["streams"].quantile(0.8))
    return scoring.Task("hits_20", "audio", features.matrix(tracks, "audio"), is_hit, is_hit=True)


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    return catalogue(80)


def test_scores_of_counts_are_what_they_say() -> None:
    rng = np.random.default_rng(0)
    y = rng.standard_normal(500)
    guess = y + rng.standard_normal(500)
    scores = scoring.regression_scores(y, guess, baseline=0.1)
    error, squares = np.mean((y - guess) ** 2), y.var()
    assert scores["r2"] == pytest.approx(1 - error / squares)
    assert scores["nrmse"] == pytest.approx(np.sqrt(error / squares))
    assert scores["mae"] == pytest.approx(np.mean(np.abs(y - guess)))
    assert scores["baseline_r2"] == pytest.approx(1 - np.mean((y - 0.1) ** 2) / squares)


def test_scores_of_hits_are_what_they_say() -> None:
    hit = np.array([1.0, 0, 1, 0, 0])
    scores = scoring.hit_scores(hit, np.array([0.9, 0.8, 0.7, 0.2, 0.1]), baseline=0.2)
    assert scores["average_precision"] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert scores["roc_auc"] == pytest.approx(5 / 6)
    assert scores["brier"] == pytest.approx((0.01 + 0.64 + 0.09 + 0.04 + 0.01) / 5)
    assert scores["baseline_brier"] == pytest.approx((2 * 0.64 + 3 * 0.04) / 5)
    assert scores["base_rate"] == 0.4


def test_the_corrected_interval_is_nadeau_and_bengios() -> None:
    challenger, champion = (
        np.array([0.5, 0.6, 0.55, 0.7, 0.52]),
        np.array([0.5, 0.5, 0.5, 0.6, 0.5]),
    )
    gap = scoring.compare(challenger, champion, test_share=0.25)
    d = challenger - champion
    half = stats.t.ppf(0.975, 4) * np.sqrt((1 / 5 + 0.25) * d.var(ddof=1))
    assert not gap.is_better
    assert (gap.difference, gap.low, gap.high) == pytest.approx(
        (d.mean(), d.mean() - half, d.mean() + half)
    )


@pytest.mark.parametrize("kind", models.REGRESSORS)
def test_every_kind_of_count_model_learns_what_is_planted(tracks: pd.DataFrame, kind: str) -> None:
    result = scoring.cross_validate(
        kind, task_of(tracks), tracks, splits.purged_folds(tracks), params=QUICK
    )
    least = {"baseline": -0.2, "knn": -0.1}.get(kind, 0.35)
    assert result.mean["r2"] > least
    assert sorted(result.held_out["row"]) == list(range(len(tracks)))
    assert (result.held_out["low"] <= result.held_out["high"]).all()


@pytest.mark.parametrize("kind", models.CLASSIFIERS)
def test_every_kind_of_hit_model_gives_probabilities(tracks: pd.DataFrame, kind: str) -> None:
    task = hits_of(tracks)
    result = scoring.cross_validate(kind, task, tracks, splits.purged_folds(tracks), params=QUICK)
    predicted = result.held_out["predicted"]
    assert predicted.between(0, 1).all()
    assert predicted.mean() == pytest.approx(0.2, abs=0.08)
    least = 0.15 if kind == "baseline" else 0.22
    assert result.mean["average_precision"] > least


def test_a_planted_leak_shows_between_naive_and_purged_scores() -> None:
    """A column that only names the artist is worth much at random and nothing on new artists."""
    tracks = catalogue(100, standing=2.0)
    names = pd.unique(tracks["artist"].sample(frac=1, random_state=3))
    leak = tracks["artist"].map({name: float(number) for number, name in enumerate(names)})

    def gap(**extra: np.ndarray) -> float:
        task = task_of(tracks, "audio", **extra)
        fit = {"params": [{"learning_rate": 0.2, "min_child_weight": 2.0, "max_depth": 8}] * 6}
        naive = scoring.cross_validate(
            "xgboost", task, tracks, splits.naive_folds(len(tracks)), chosen={"n_trees": 60}, **fit
        )
        purged = scoring.cross_validate(
            "xgboost", task, tracks, splits.purged_folds(tracks), chosen={"n_trees": 60}, **fit
        )
        return naive.mean["r2"] - purged.mean["r2"]

    assert gap(leak=leak.to_numpy()) > 0.3 > 0.15 > gap()


@pytest.mark.parametrize("kind", ["ridge", "xgboost", "blend"])
def test_artists_that_the_catalogue_lacks_are_predicted_no_worse_than_by_the_mean(
    kind: str,
) -> None:
    """Where standing says nearly all: without it, energy still says a little."""
    tracks = catalogue(200, standing=2.0)
    result = scoring.cross_validate(
        kind, task_of(tracks), tracks, splits.purged_folds(tracks), params=QUICK
    )
    assert result.mean["r2"] > 0.6
    assert 0 < result.mean["r2_unknown_artists"] < 0.4
    assert result.mean["coverage_unknown_artists"] == pytest.approx(0.8, abs=0.08)
    assert result.unknown["row"].tolist() == result.held_out["row"].tolist()


def test_a_forecast_of_streams_foresees_hits(tracks: pd.DataFrame) -> None:
    folds, threshold = splits.purged_folds(tracks), float(tracks["streams"].quantile(0.8))
    counts = scoring.cross_validate("ridge", task_of(tracks, "audio"), tracks, folds)
    result = scoring.forecast(counts, hits_of(tracks), folds, threshold=threshold)
    held = result.held_out
    assert (held["actual"] == (tracks["streams"] >= threshold)).all()
    assert held["predicted"].mean() == pytest.approx(0.2, abs=0.05)
    asked = scoring.cross_validate("logistic", hits_of(tracks), tracks, folds)
    assert result.mean["average_precision"] == pytest.approx(
        asked.mean["average_precision"], abs=0.1
    )
    assert result.mean["brier"] < result.mean["baseline_brier"]


def test_the_same_data_and_seed_give_the_same_figures(tracks: pd.DataFrame) -> None:
    """In other words for the same settings: trees that were grown before would be the same ones."""
    task, folds = task_of(tracks), splits.purged_folds(tracks)
    others = [settings | {"max_leaves": 0} for settings in QUICK]
    once = scoring.cross_validate("blend", task, tracks, folds, params=QUICK)
    again = scoring.cross_validate("blend", task, tracks, folds, params=others)
    pd.testing.assert_frame_equal(once.held_out, again.held_out)
    assert once.whole.to_files()["model.json"] == again.whole.to_files()["model.json"]


def test_the_slope_that_is_planted_is_found(tracks: pd.DataFrame) -> None:
    result = scoring.cross_validate(
        "ols", task_of(tracks, "audio"), tracks, splits.purged_folds(tracks)
    )
    slopes = dict(zip(result.whole.features, result.whole.core.slopes, strict=True))
    assert slopes["energy"] == pytest.approx(SLOPE, abs=0.15)
    assert max(slopes, key=lambda name: abs(slopes[name])) == "energy"
