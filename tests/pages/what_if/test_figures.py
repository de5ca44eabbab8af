"""The pictures of What-if: intervals, factors, and text from the data that is never markup."""

import numpy as np
import pandas as pd

from pages.what_if import figures

TABLE = pd.DataFrame(
    {"letter": ["A"], "name": ["<b>%{x}</b>"], "streams": [5e6], "low": [1e6], "high": [9e6]}
)


def test_titles_from_the_data_are_never_markup() -> None:
    figure = figures.scenarios(TABLE, {"hit": 1e8}, "")
    assert "<b>%{x}" not in str(figure.data[0].y)


def test_the_axis_holds_the_interval_and_what_it_is_compared_with() -> None:
    figure = figures.scenarios(TABLE, {"median track": 5e5, "hit": 1e8}, "")
    low, high = figure.layout.xaxis.range
    assert low < np.log10(5e5)
    assert high > np.log10(1e8)
    assert [note.text for note in figure.layout.annotations] == ["median track", "hit"]


def test_factors_grow_from_one_in_either_direction() -> None:
    steps = pd.DataFrame({"label": ["Up", "Down"], "value": "", "factor": [2.0, 0.5]})
    bars = figures.pushes(steps, "").data[0]
    assert bars.base == 1
    assert list(bars.x) == [1.0, -0.5]
    assert list(bars.text) == ["×2.00", "×0.50"]
