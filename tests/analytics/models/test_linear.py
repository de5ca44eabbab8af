"""Linear models against scikit-learn calls written out by hand."""

import numpy as np
import pytest

from analytics.models import linear

RNG = np.random.default_rng(3)
N, K = 400, 6
VALUES = RNG.standard_normal((N, K)) @ RNG.standard_normal((K, K)) + 2
TARGET = VALUES @ np.array([1.0, -2, 0, 0.5, 0, 0]) + RNG.standard_normal(N)


def standardised(values: np.ndarray) -> np.ndarray:
    return np.clip((values - values.mean(axis=0)) / values.std(axis=0), -5, 5)


def test_ridge_is_scikit_learns() -> None:
    from sklearn.linear_model import Ridge

    z = standardised(VALUES)
    ours = linear.fit("ridge", VALUES, TARGET, penalty=0.3)
    theirs = Ridge(alpha=0.3 * N).fit(z, TARGET)
    np.testing.assert_allclose(ours.slopes, theirs.coef_, rtol=1e-8)
    np.testing.assert_allclose(ours.margin(VALUES), theirs.predict(z), rtol=1e-8)


def test_lasso_is_scikit_learns() -> None:
    from sklearn.linear_model import Lasso

    z = standardised(VALUES)
    ours = linear.fit("lasso", VALUES, TARGET, penalty=0.2)
    theirs = Lasso(alpha=0.2, tol=1e-10, max_iter=100_000).fit(z, TARGET)
    np.testing.assert_allclose(ours.slopes, theirs.coef_, atol=2e-3)
    assert (ours.slopes == 0).sum() == (theirs.coef_ == 0).sum() > 0


def test_ols_is_least_squares_even_where_features_repeat_each_other() -> None:
    z = np.column_stack([np.ones(N), standardised(VALUES)])
    theirs = z @ np.linalg.lstsq(z, TARGET)[0]
    np.testing.assert_allclose(linear.fit("ols", VALUES, TARGET).margin(VALUES), theirs, rtol=1e-8)
    doubled = np.column_stack([VALUES, VALUES[:, :2] + VALUES[:, 2:4]])
    ours = linear.fit("ols", doubled, TARGET)
    np.testing.assert_allclose(ours.margin(doubled), theirs, atol=0.05)
    assert np.abs(ours.slopes).max() < 20


def test_logistic_is_scikit_learns() -> None:
    from sklearn.linear_model import LogisticRegression

    hit = (np.quantile(TARGET, 0.8) < TARGET).astype(float)
    ours = linear.fit("logistic", VALUES, hit, penalty=0.01)
    z = standardised(VALUES)
    theirs = LogisticRegression(C=1 / (0.01 * N), tol=1e-8).fit(z, hit)
    np.testing.assert_allclose(ours.slopes, theirs.coef_[0], rtol=1e-3)


@pytest.mark.parametrize(
    ("y", "margin"), [(np.array([1.0, 2, 6]), 3.0), (np.array([1.0, 0, 0, 0]), np.log(1 / 3))]
)
def test_the_baseline_says_the_mean_or_its_log_odds(y: np.ndarray, margin: float) -> None:
    ours = linear.fit("baseline", np.ones((len(y), 2)), y)
    np.testing.assert_allclose(ours.margin(np.zeros((2, 2))), margin)


def test_contributions_add_up_to_the_margin() -> None:
    ours = linear.fit("ridge", VALUES, TARGET, penalty=0.1)
    gaps = np.where(RNG.random(VALUES.shape) < 0.2, np.nan, VALUES)
    parts, base = ours.contributions(gaps)
    np.testing.assert_allclose(base + parts.sum(axis=1), ours.margin(gaps))


def test_a_column_without_values_or_spread_does_no_harm() -> None:
    odd = np.column_stack([VALUES, np.full(N, np.nan), np.full(N, 7.0)])
    ours = linear.fit("ridge", odd, TARGET, penalty=0.1)
    assert np.isfinite(ours.margin(odd)).all()
    assert ours.slopes[-2:] == pytest.approx([0, 0])


def test_columns_that_a_handful_of_tracks_fill_are_left_out() -> None:
    """Two such columns differ in one track alone: its noise over that difference was the slope."""
    twins = np.full((N, 2), np.nan)
    twins[:3] = [[4.0, 4.0], [5.0, 5.0], [6.0, 6.001]]
    seen = np.column_stack([VALUES, twins])
    ours = linear.fit("ols", seen, TARGET)
    assert ours.slopes[-2:] == pytest.approx([0, 0])
    unseen = seen.copy()
    unseen[:, -2:] = [4.0, 6.0]
    np.testing.assert_allclose(
        ours.margin(unseen), linear.fit("ols", VALUES, TARGET).margin(VALUES), rtol=1e-8
    )
