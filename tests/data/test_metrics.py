"""Numbers as they are written on every page."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import metrics


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_982_430_759_017, "1.98\N{NO-BREAK SPACE}T"),
        (693_555_221, "694\N{NO-BREAK SPACE}M"),
        (12_345, "12.3\N{NO-BREAK SPACE}k"),
        (999_500, "1\N{NO-BREAK SPACE}M"),
        (999, "999"),
        (0, "0"),
        (-3e6, "−3\N{NO-BREAK SPACE}M"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_short(value: float | None, text: str) -> None:
    assert metrics.short(value) == text


@given(st.floats(1, 9e14))
def test_short_is_near_the_value(value: float) -> None:
    sizes = {"T": 1e12, "B": 1e9, "M": 1e6, "k": 1e3}
    number, _, unit = metrics.short(value).partition(metrics.TIE)
    assert float(number.replace(",", "")) * sizes.get(unit, 1) == pytest.approx(value, rel=0.006)


def test_one_thing_is_not_many() -> None:
    assert [metrics.many(n, "track") for n in (0, 1, 1_234)] == [
        "0 tracks",
        "1 track",
        "1,234 tracks",
    ]


def test_display_follows_the_metric() -> None:
    assert metrics.display("engagement_rate", 0.0127) == "1.27\N{NO-BREAK SPACE}%"
    assert metrics.display("duration_ms", 222_640) == "3:43"
    assert metrics.display("streams", 1e6) == "1\N{NO-BREAK SPACE}M"
    assert metrics.axis("streams") == "Streams (plays)"


def test_p_values_are_written_to_a_thousandth() -> None:
    written = [metrics.p_value(value) for value in (0.0004, 0.001, 0.0316, 1.0, math.nan, None)]
    assert written == ["< 0.001", "0.001", "0.032", "1.000", "–", "–"]


def test_parts_are_the_column_and_what_it_is_computed_from() -> None:
    assert metrics.parts("cross_platform_ratio") == {"cross_platform_ratio", "streams", "views"}
    assert metrics.parts("tempo") == {"tempo"}
