"""The benchmark's command runs, and its rivals answer the same questions. Nothing is timed."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.selection import Selection
from tests.bench.__main__ import main
from tests.bench.figure import Figure, table
from tests.bench.growth import exponents
from tests.bench.marts import Marts
from tests.bench.questions import questions


def test_the_command_measures_a_tiny_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    file = tmp_path / "bench.json"
    # Some questions: the test below asks all of them.
    asked = ["--only", "questions", "--question", "overview", "--repetitions", "1"]
    assert main(["1000", *asked, "--json", str(file)]) == 0
    figures = json.loads(file.read_text())["figures"]
    assert {one["topic"] for one in figures} == {"import", "questions"}
    assert all(one["value"] > 0 for one in figures)
    assert [one["name"] for one in figures if one["ratio"] is None] == [
        "writing the demo's file",
        "writing the demo's file, memory",
    ]
    assert "overview.totals, warm" in capsys.readouterr().out


def _plain(answer: object) -> object:
    """Bring tables into one form, whatever types their columns have."""
    if isinstance(answer, pd.Series):
        answer = answer.to_frame("value")
    if not isinstance(answer, pd.DataFrame):
        return answer
    frame = answer.astype(object).reset_index(drop=True)
    return frame.where(frame.notna(), None)


def test_pandas_answers_the_same(everything: Selection) -> None:
    """A rival that computes something else would make the comparison worthless."""
    marts = Marts(everything.version)
    compared = 0
    for question in questions(everything):
        ours, theirs = _plain(question.ask(everything)), _plain(question.rival(marts))
        if not question.is_same:
            continue
        compared += 1
        if isinstance(ours, pd.DataFrame) and isinstance(theirs, pd.DataFrame):
            same = theirs[list(ours.columns)]
            pd.testing.assert_frame_equal(ours, same, check_dtype=False, obj=question.name)
        elif isinstance(ours, dict):
            assert ours == pytest.approx(theirs), question.name
        else:
            assert np.isclose(ours, theirs) if ours else ours == theirs, question.name
    assert compared > 25


def test_growth_is_an_exponent() -> None:
    figures = [Figure("questions", "x", size, size**0.7, "s") for size in (10_000, 1_000_000)]
    assert exponents(figures) == {"questions: x": 0.7}


@pytest.mark.parametrize(
    ("unit", "ours", "theirs", "ratio"), [("s", 2.0, 6.0, 3.0), ("rows/s", 2.0, 6.0, 1 / 3)]
)
def test_a_ratio_above_one_is_in_our_favour(
    unit: str, ours: float, theirs: float, ratio: float
) -> None:
    figure = Figure("import", "x", 1, ours, unit, "pandas", theirs)
    assert figure.ratio == pytest.approx(ratio)
    assert f"{ratio:.1f}x" in table([figure])
