"""How long work takes: nothing is promised before it is learned, then it is learned."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.jobs import pace
from data.jobs.pace import Done


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pace.json"


def test_nothing_is_promised_before_anything_is_known(file: Path) -> None:
    assert pace.expected(file, "quick", 3_000) is None
    assert pace.left(None, 0.05, 600.0) is None


def test_it_goes_by_the_work_of_its_kind_whose_size_is_nearest(file: Path) -> None:
    for done in (
        Done("quick", 3_000, 40.0),
        Done("quick", 20_000, 100.0),
        Done("quick", 20_000, 200.0),
        Done("full", 18_000, 9_000.0),
    ):
        pace.remember(file, done)
    assert pace.expected(file, "quick", 18_000) == pytest.approx(180.0)
    assert pace.expected(file, "quick", 1_500) == pytest.approx(20.0)
    assert pace.expected(file, "tuned", 18_000) is None


def test_a_slower_machine_shows_while_the_work_goes_on() -> None:
    """Twelve minutes where earlier trainings took one: the estimate is there within a third."""
    lefts = [pace.left(60.0, share, 720.0 * share) for share in (0.0, 0.1, 0.3, 0.5)]
    assert lefts[0] == pytest.approx(60.0)
    assert lefts[1] == pytest.approx(252.0)
    assert lefts[2] > 0.5 * 720 * 0.7
    assert lefts[3] > 0.7 * 720 * 0.5


def test_without_earlier_work_this_one_tells_after_a_tenth() -> None:
    assert pace.left(None, 0.25, 60.0) == pytest.approx(180.0)


@given(
    total=st.floats(1, 1e5),
    share=st.floats(0.1, 1),
    expected=st.none() | st.floats(1, 1e5),
)
def test_an_estimate_lies_between_what_was_and_what_is(
    total: float, share: float, expected: float | None
) -> None:
    left = pace.left(expected, share, share * total)
    ends = [total * (1 - share), (expected or total) * (1 - share)]
    assert left is not None
    assert min(ends) * (1 - 1e-9) <= left <= max(ends) * (1 + 1e-9)


@pytest.mark.parametrize("content", ["", "{half", "[1]", '[{"kind": "quick"}]', "{}"])
def test_what_cannot_be_read_costs_an_estimate_only(file: Path, content: str) -> None:
    file.write_text(content)
    assert pace.expected(file, "quick", 100) is None
    pace.remember(file, Done("quick", 100, 5.0))
    assert pace.expected(file, "quick", 100) == 5.0


def test_only_the_last_ones_are_remembered(file: Path) -> None:
    pace.remember(file, Done("full", 100, 5.0))
    for _ in range(pace.KEPT):
        pace.remember(file, Done("quick", 100, 7.0))
    assert pace.expected(file, "full", 100) is None
