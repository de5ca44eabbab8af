"""The pictures of the hits page."""

import pytest

from analytics.hits.curves import confusion, curves
from pages.hits import figures
from tests.pages.hits.predictions import held


def test_the_pictures_hold_every_interval() -> None:
    traced = curves(held())
    drawn = figures.calibration(traced).data[-1]
    assert list(drawn.error_y.array) == pytest.approx(
        list(traced.calibration["high"] - traced.calibration["observed"])
    )
    assert len(figures.roc(traced, [traced, traced]).data) == 4
    assert len(figures.precision_recall(traced, [traced]).data) == 3


def test_the_cheapest_threshold_is_the_lowest_point_drawn() -> None:
    counted = confusion(held(), threshold=0.5, cost_miss=5, cost_false=1)
    line, here = figures.costs(counted).data
    assert min(line.y) == counted.best_cost <= counted.cost
    assert (here.x[0], here.y[0]) == (0.5, counted.cost)
