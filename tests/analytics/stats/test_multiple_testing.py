"""P-values of many tests: against scipy and the definition of Holm's method."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.stats.multiple_testing import adjust


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_benjamini_hochberg_is_scipys(p: list[float]) -> None:
    assert adjust(p) == pytest.approx(stats.false_discovery_control(p))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_multiplies_by_how_many_are_left(p: list[float]) -> None:
    adjusted = adjust(p, "holm")
    least = 0.0
    for left, place in zip(range(len(p), 0, -1), np.argsort(p, kind="stable"), strict=True):
        least = max(least, min(p[place] * left, 1))
        assert adjusted[place] == pytest.approx(least)


@pytest.mark.parametrize(("method", "expected"), [("fdr_bh", [0.02, 0.04]), ("holm", [0.02, 0.04])])
def test_what_was_not_tested_does_not_count(method, expected: list[float]) -> None:
    adjusted = adjust([0.01, np.nan, 0.04], method)
    assert adjusted[[0, 2]] == pytest.approx(expected)
    assert np.isnan(adjusted[1])


def test_nothing_tested_is_nothing_adjusted() -> None:
    assert adjust([]).size == 0
    assert np.isnan(adjust([np.nan, np.nan])).all()


def test_the_values_given_stay_as_they_are() -> None:
    p = np.array([0.01, 0.04])
    adjust(p)
    assert p.tolist() == [0.01, 0.04]
