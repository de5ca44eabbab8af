import numpy as np

from analytics.genres import outside


def test_far_and_in_between_are_strange() -> None:
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(-5, 0.3, (300, 3)), rng.normal(5, 0.3, (300, 3))])
    around = outside.survey(X)
    usual, between, far, unknown = around.strangeness(
        np.array([[-5, -5, -5], [0, 0, 0], [90, 0, 0], [5, 5, np.nan]])
    )
    assert usual < 0.9
    assert between > 0.95
    assert far == 1
    assert 0 <= unknown <= 1


def test_examples_are_as_strange_as_they_are_ranked() -> None:
    X = np.random.default_rng(1).normal(size=(1000, 4))
    fresh = np.random.default_rng(2).normal(size=(1000, 4))
    assert abs(outside.survey(X).strangeness(fresh).mean() - 0.5) < 0.05
