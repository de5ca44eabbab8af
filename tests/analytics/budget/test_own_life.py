"""Streams to come out of a track's own life: by hand, by its law, within its bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.budget.own_life import power, share_of_new, share_to_come


def to_come(streams: float, monthly: float = np.nan, **ages: float) -> float:
    ages = {"horizon_months": 24.0, "months_out": 60.0, "rate_kept": 0.75} | ages
    return float(share_to_come(np.array([streams]), np.array([monthly]), **ages)[0])


def test_streams_that_never_fade_come_in_proportion_to_time():
    assert power(1.0) == 1
    assert to_come(1e6, rate_kept=1.0) == pytest.approx(24 / 60)
    assert to_come(1e6, 1e4, rate_kept=1.0) == pytest.approx(24 * 1e4 / 1e6)
    assert share_of_new(horizon_months=24, months_out=60, rate_kept=1.0) == pytest.approx(0.4)


def test_a_rate_falls_by_its_share_whenever_the_age_doubles():
    def rate(age: float) -> float:
        day = 1 / 30
        one, two = ((age + day * step) ** power(0.7) for step in (0, 1))
        return (two - one) / day

    assert rate(20) / rate(10) == pytest.approx(0.7, rel=1e-3)
    assert rate(96) / rate(48) == pytest.approx(0.7, rel=1e-3)


def test_two_captures_tell_the_age_that_the_reader_would_else_assume():
    age, grows = 36.0, power(0.75)
    streams = 5e6
    monthly = grows * streams / age  # the rate at that age, were streams c t^p
    assert to_come(streams, monthly, months_out=200.0) == pytest.approx(
        to_come(streams, months_out=age)
    )


def test_a_track_without_a_pace_has_nothing_to_come():
    assert to_come(1e6, 0.0) == 0
    assert to_come(0.0, 0.0) == 0
    assert to_come(0.0) == pytest.approx(to_come(1e6))  # of nothing so far


@settings(max_examples=40)
@given(
    streams=st.floats(0, 1e10),
    monthly=st.one_of(st.just(float("nan")), st.floats(0, 1e10)),
    horizon_months=st.floats(1, 240),
    months_out=st.floats(1, 600),
    rate_kept=st.floats(0.55, 1),
)
def test_nothing_is_expected_beyond_a_track_s_life_so_far(streams, monthly, **ages):
    assert 0 <= to_come(streams, monthly, **ages) <= 1
    assert 0 < share_of_new(**ages) <= 1
