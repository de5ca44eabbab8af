"""A line first, then trees: a slope is followed where trees alone stop short."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from analytics.video_lift.doubly_robust import BOOSTING
from analytics.video_lift.learner import line_then_trees


def off(learner, x: np.ndarray, y: np.ndarray, at: np.ndarray, truth: np.ndarray) -> float:
    return float(np.abs(learner.fit(x, y).predict(at) - truth).mean())


def test_a_slope_is_followed_where_trees_alone_are_drawn_to_the_mean():
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (500, 3))
    y = 2 * x[:, 0] + rng.normal(0, 0.5, 500)
    low = np.column_stack([np.full(50, -2.0), rng.normal(0, 1, (50, 2))])
    trees = HistGradientBoostingRegressor(**BOOSTING, random_state=0)
    alone = off(trees, x, y, low, np.full(50, -4.0))
    assert off(line_then_trees(trees), x, y, low, np.full(50, -4.0)) < 0.5 * alone


def test_what_is_no_line_is_left_to_the_trees_and_gaps_are_no_obstacle():
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (2_000, 3))
    y = 2.0 * (np.abs(x[:, 0]) < 0.7)
    x[::7, 1] = np.nan
    trees = HistGradientBoostingRegressor(**BOOSTING, random_state=0)
    assert off(line_then_trees(trees), x, y, x, y) < 0.5 * np.abs(y - y.mean()).mean()
