"""One feature that changes alone, features that work together: what is drawn is what was found."""

import math

import numpy as np
import pandas as pd
import pytest

from analytics.importance.partial import Alone
from analytics.importance.together import Together
from pages.importance.figures import axes, changes
from pages.ui import theme

CURVE = pd.DataFrame(
    {
        "value": [0.1, 0.5, 0.9],
        "change": [0.0, 0.2, 0.5],
        "low": [0.0, 0.1, 0.3],
        "high": [0.0, 0.3, 0.8],
        "mean": [14.0, 14.2, 14.5],
    }
)
LINES = pd.DataFrame(
    {"row": [3, 3, 3, 9, 9, 9], "value": [0.1, 0.5, 0.9] * 2, "change": [0, 0.1, 0.4, 0, 0.3, 0.6]}
)
PAIRS = pd.DataFrame(
    {
        "name": ["energy", "tempo"],
        "other": ["tempo", "valence"],
        "label": ["<b>Energy</b>", "Tempo"],
        "other_label": ["Tempo", "Valence"],
        "mean_push": [0.02, 0.01],
        "low": [0.018, 0.005],
        "high": [0.022, 0.015],
        "says_same": [False, True],
    }
)


def test_single_tracks_are_lines_apart_within_one_trace() -> None:
    fig = changes.alone(Alone("energy", "Energy", 500, CURVE, LINES), "streams", "")
    band, single, mean = fig.data
    assert list(mean.y) == [0.0, 0.2, 0.5]
    assert np.isnan(np.asarray(single.y, dtype=float)).sum() == 2
    assert len(band.x) == 6
    assert fig.layout.xaxis.ticktext[0] == "0.10"


def test_pairs_are_drawn_with_their_intervals_and_small_factors_are_told_apart() -> None:
    fig = changes.pairs(Together(200, 0.2, PAIRS, pd.DataFrame()), "streams", "")
    dots = fig.data[0]
    assert list(dots.x) == [0.02, 0.01]
    assert list(dots.error_x.array) == pytest.approx([0.002, 0.005])
    assert "<b>" not in dots.y[0]
    assert dots.y[1].endswith(axes.SAYS_SAME)
    assert len(set(fig.layout.xaxis.ticktext)) == len(fig.layout.xaxis.ticktext) >= 3


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.004), (-0.05, 0.02), (-0.4, 0.3)])
def test_factors_on_an_axis_are_round_and_where_they_say(low: float, high: float) -> None:
    fig = theme.figure("")
    axes.factor_axis(fig, "x", low, high)
    axis = fig.layout.xaxis
    assert 2 <= len(axis.tickvals) <= 9
    for value, text in zip(axis.tickvals, axis.ticktext, strict=True):
        assert math.exp(value) == pytest.approx(float(text[1:]), abs=1e-6)


def test_a_count_has_whole_marks() -> None:
    points = pd.DataFrame({"name": "back_n_tracks", "other": "energy", "row": range(10)})
    points["value"], points["other_value"] = np.arange(10.0), 0.5
    points["push"] = np.linspace(-0.05, 0.05, 10)
    marks = changes.pair(points, "streams", "").layout.xaxis.ticktext
    assert all("." not in mark for mark in marks)
