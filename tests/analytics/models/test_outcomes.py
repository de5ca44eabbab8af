"""Distributions of what may come, in worlds where it is known how far off each kind of track is."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.models import outcomes


def world(n: int = 4_000, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Make errors three times as large for singles and twice for newcomers, with features."""
    rng = np.random.default_rng(seed)
    is_new = rng.random(n) < 0.3
    X = pd.DataFrame(
        {
            "energy": rng.random(n),
            "is_single": (rng.random(n) < 0.4).astype(float),
            "is_compilation": 0.0,
            "back_n_tracks": np.where(is_new, 0.0, rng.integers(1, 20, n)),
            "back_streams_mean": np.where(is_new, np.nan, rng.normal(17, 2, n)),
            "back_streams_spread": np.where(is_new, np.nan, rng.gamma(2, 0.5, n)),
        }
    )
    scale = 0.5 * np.where(X["is_single"] == 1, 3, 1) * np.where(is_new, 2, 1)
    return X, 0.2 + scale * rng.laplace(size=n)


def test_the_scale_that_is_planted_is_found() -> None:
    X, residuals = world()
    found = outcomes.learn(X, residuals)
    single, new = X["is_single"] == 1, X["back_n_tracks"] == 0
    scale = found.scale(X)
    for inside, true in (
        (~single & ~new, 0.5),
        (single & ~new, 1.5),
        (~single & new, 1.0),
        (single & new, 3.0),
    ):
        assert scale[inside].mean() == pytest.approx(true, rel=0.12)
    assert found.distribution.shift == pytest.approx(0.2, abs=0.05)


def test_quantiles_hold_in_every_group_and_chances_come_true() -> None:
    X, residuals = world()
    found, (new, actual) = outcomes.learn(X, residuals), world(seed=1)
    margin = np.zeros(len(new))
    low, high = (found.quantile(new, margin, level) for level in (0.1, 0.9))
    inside, chance = (actual >= low) & (actual <= high), found.chance(new, margin, 1.0)
    for single in (0, 1):
        for known in (False, True):
            group = (new["is_single"] == single) & ((new["back_n_tracks"] > 0) == known)
            assert inside[group].mean() == pytest.approx(0.8, abs=0.04)
            assert chance[group].mean() == pytest.approx((actual[group] >= 1).mean(), abs=0.04)


def test_a_scale_is_not_carried_beyond_what_was_seen() -> None:
    X, residuals = world()
    found = outcomes.learn(X, residuals)
    odd = X.head(1).assign(back_streams_spread=1e6, back_streams_mean=-1e6)
    assert found.low <= np.log(found.scale(odd)[0]) <= found.high


def test_without_a_feature_that_tells_all_tracks_share_one_scale() -> None:
    X, residuals = world()
    found = outcomes.learn(X[["energy"]], residuals)
    assert np.ptp(found.scale(X)) == 0
    expected = stats.laplace.fit(residuals)[1]
    assert found.scale(X)[0] == pytest.approx(expected, rel=0.01)


def test_outcomes_come_back_from_their_numbers() -> None:
    X, residuals = world(200)
    found = outcomes.learn(X, residuals)
    again = outcomes.from_state(found.state())
    margin = np.arange(len(X), dtype=float)
    np.testing.assert_array_equal(again.quantile(X, margin, 0.3), found.quantile(X, margin, 0.3))
    np.testing.assert_array_equal(again.chance(X, margin, 50.0), found.chance(X, margin, 50.0))


def test_what_was_never_held_against_anything_has_no_bounds() -> None:
    assert np.isnan(outcomes.unlearned().quantile(world(5)[0], np.zeros(5), 0.1)).all()


def test_a_mixture_lies_between_its_parts_and_of_equal_parts_is_each() -> None:
    X, residuals = world()
    found = outcomes.learn(X, residuals)
    alike, margin = pd.concat([X.head(1)] * 2), np.array([0.0, 0.0])
    alone = found.quantile(X.head(1), np.zeros(1), 0.9)[0]
    assert found.mixed(alike, margin, 0.9) == pytest.approx(alone, abs=1e-5)
    apart = np.array([-4.0, 4.0])
    middle = found.mixed(alike, apart, 0.5)
    assert -4 < middle < 4
    mark = found.mixed(X.head(500), np.linspace(-2, 2, 500), 0.1)
    chance = found.chance(X.head(500), np.linspace(-2, 2, 500), mark)
    assert chance.mean() == pytest.approx(0.9, abs=1e-4)
