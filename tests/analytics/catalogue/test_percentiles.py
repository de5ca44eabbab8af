"""Percentiles against counting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue.percentiles import of_row, percentile_grid


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=60),
    st.integers(-5, 55),
)
def test_percentiles_agree_with_counting(values, asked):
    grid = percentile_grid(pd.DataFrame({"streams": values}))
    below, same = np.mean(np.less(values, asked)), np.mean(np.equal(values, asked))
    expected = 100 * (below + same / 2)
    assert grid.percentiles("streams", [asked])[0] == pytest.approx(expected, abs=0.2)


def test_percentiles_are_unknown_for_unknown_values():
    grid = percentile_grid(pd.DataFrame({"streams": [1, None], "views": [None] * 2}))
    assert np.isnan(grid.percentiles("streams", [None])[0])
    assert np.isnan(grid.percentiles("views", [3])[0])


def test_percentiles_of_no_rows_are_unknown():
    grid = percentile_grid(pd.DataFrame({"streams": pd.Series(dtype=float)}))
    assert np.isnan(grid.percentiles("streams", [1.0])[0])


def test_the_value_at_a_percentile_has_so_many_rows_below():
    grid = percentile_grid(pd.DataFrame({"streams": range(1000)}))
    assert grid.at("streams", 90) == pytest.approx(900, abs=1)
    assert grid.percentiles("streams", [grid.at("streams", 90)])[0] == pytest.approx(90, abs=0.2)


def test_a_row_has_a_percentile_for_each_metric():
    grid = percentile_grid(pd.DataFrame({"streams": [1, 2, 3], "views": [5, 5, 5]}))
    figures = of_row(pd.Series({"streams": 2, "views": None}), grid, ["views", "streams"])
    assert figures["metric"].tolist() == ["views", "streams"]
    assert figures["percentile"].tolist() == [pytest.approx(np.nan, nan_ok=True), pytest.approx(50)]
