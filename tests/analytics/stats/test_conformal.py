import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.features import matrix as features
from analytics.models import scoring
from analytics.stats import conformal, splits
from tests.analytics.models_catalogue import catalogue

ONE = np.ones(1)


def test_quantiles_hold_for_the_share_they_promise() -> None:
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(200):
        seen = conformal.distribution(rng.gamma(2.0, size=300), np.ones(300))
        new = rng.gamma(2.0, size=300)
        low, high = (seen.quantile(0 * ONE, ONE, level) for level in (0.1, 0.9))
        shares.append(np.mean((new >= low) & (new <= high)))
    assert np.mean(shares) == pytest.approx(0.8, abs=0.01)


@given(
    st.lists(st.floats(-10, 10), min_size=1, max_size=300),
    st.floats(0.1, 5),
    st.floats(0.001, 0.999),
)
def test_a_chance_is_the_quantiles_other_side(
    residuals: list[float], scale: float, level: float
) -> None:
    errors = np.array(residuals) + 1e-3 * np.arange(len(residuals))  # no two alike
    seen = conformal.distribution(errors, np.ones(len(errors)))
    threshold = float(seen.quantile(7 * ONE, scale * ONE, level)[0])
    assert seen.chance(7 * ONE, scale * ONE, threshold)[0] == pytest.approx(1 - level, abs=1e-6)


def test_the_middle_is_the_median_error_whatever_the_scale() -> None:
    rng = np.random.default_rng(2)
    for n in (40, 41, 999, 1_000):
        residuals, scale = rng.gamma(2.0, size=n), rng.uniform(0.5, 3, size=n)
        middle = conformal.distribution(residuals, scale).quantile(0 * ONE, 2 * ONE, 0.5)
        assert middle == pytest.approx(np.median(residuals), abs=0.01)


@given(st.floats(-100, 100), st.floats(0, 10))
def test_who_expects_more_has_the_better_chance(predicted: float, more: float) -> None:
    seen = conformal.distribution(np.random.default_rng(3).normal(size=500), np.ones(500))
    pair = np.array([predicted, predicted + more])
    chances = seen.chance(pair, np.full(2, 1.5), 3.0)
    assert chances[1] >= chances[0]
    assert (chances[0] >= 0.5) == (seen.quantile(pair, np.full(2, 1.5), 0.5)[0] >= 3.0)


def test_calibration_finds_the_line_that_is_true() -> None:
    """Against scikit-learn's logistic regression on the margin alone."""
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(1)
    margin = 2 * rng.standard_normal(20_000)
    hit = (rng.random(20_000) < 1 / (1 + np.exp(1 - 0.6 * margin))).astype(float)
    found = conformal.calibrate(margin, hit)
    theirs = LogisticRegression(C=1e9, tol=1e-8).fit(margin[:, None], hit)
    assert found.slope == pytest.approx(theirs.coef_[0][0], rel=0.01)
    assert found.intercept == pytest.approx(theirs.intercept_[0], rel=0.01)
    assert found.probability(margin).mean() == pytest.approx(hit.mean(), abs=0.002)


def test_calibration_survives_a_margin_that_says_nothing_or_all() -> None:
    hit = np.array([0.0, 0, 0, 1])
    assert conformal.calibrate(np.zeros(4), hit).probability(np.zeros(1)) == pytest.approx(
        0.25, abs=0.1
    )
    perfect = conformal.calibrate(np.array([-1.0, -1, -1, 1]), hit).probability(np.array([1.0, -1]))
    assert 0 < perfect[1] < perfect[0] < 1


@pytest.mark.parametrize("kind", ["ols", "xgboost"])
def test_held_out_artists_are_covered_within_three_points(kind: str) -> None:
    tracks = catalogue(300)
    task = scoring.Task(
        "streams",
        "release",
        features.matrix(tracks, "release"),
        features.log_target(tracks, "streams"),
    )
    result = scoring.cross_validate(
        kind,
        task,
        tracks,
        splits.purged_folds(tracks),
        params=[{"learning_rate": 0.3}] * 6,
    )
    assert result.mean["coverage"] == pytest.approx(0.8, abs=0.03)


@pytest.mark.real
def test_held_out_artists_of_the_real_file_are_covered(real_tracks: pd.DataFrame) -> None:
    for feature_set in features.FEATURE_SETS:
        task = scoring.Task(
            "streams",
            feature_set,
            features.matrix(real_tracks, feature_set),
            features.log_target(real_tracks, "streams"),
        )
        folds = splits.purged_folds(real_tracks)
        result = scoring.cross_validate("ols", task, real_tracks, folds)
        assert result.mean["coverage"] == pytest.approx(0.8, abs=0.03)
