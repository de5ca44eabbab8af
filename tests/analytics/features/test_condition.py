import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.features import condition
from analytics.features.condition import Condition

TEMPO = pd.DataFrame({"tempo": [100.0, 110.0, 120.0, np.nan]})


def test_bounds_are_inclusive_and_unknown_values_meet_nothing() -> None:
    assert Condition("tempo", 100, 110).mask(TEMPO).tolist() == [True, True, False, False]
    assert Condition("tempo", None, 105).mask(TEMPO).tolist() == [True, False, False, False]
    assert Condition("tempo", 105).mask(TEMPO).tolist() == [False, True, True, False]


def test_flags_and_missing_values_of_any_type_can_be_asked() -> None:
    flags = pd.DataFrame({"is_licensed": [True, None, False]}, dtype=object)
    assert Condition("is_licensed", 1).mask(flags).tolist() == [True, False, False]


def test_a_rule_is_followed_where_all_its_conditions_are_met() -> None:
    frame = TEMPO.assign(energy=[0.2, 0.9, 0.9, 0.9])
    rule = (Condition("tempo", 105), Condition("energy", 0.5, 1))
    assert condition.mask(rule, frame).tolist() == [False, True, True, False]
    assert condition.words(rule) == ("tempo at least 105\N{NO-BREAK SPACE}BPM and energy 0.5 to 1")


@given(st.floats(0, 1), st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1))
def test_a_mask_is_pandas_between(low: float, high: float, values: list[float]) -> None:
    frame = pd.DataFrame({"energy": values})
    expected = frame["energy"].between(low, high).tolist()
    assert Condition("energy", low, high).mask(frame).tolist() == expected


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (Condition("tempo", 100), ""),
        (Condition("tempo", 100, 100), ""),
        (Condition("mood", 1), "The catalogue has no figure 'mood'."),
        (Condition("tempo"), "Give at least one bound, as a number."),
        (Condition("tempo", float("nan")), "Give at least one bound, as a number."),
        (Condition("tempo", 1, float("inf")), "Give at least one bound, as a number."),
        (Condition("tempo", 130, 120), "Nothing lies from 130 to 120."),
    ],
)
def test_what_cannot_be_tested_is_said(asked: Condition, problem: str) -> None:
    assert asked.problem(TEMPO.columns) == problem


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Condition("tempo", None, 120), "tempo at most 120\N{NO-BREAK SPACE}BPM"),
        (Condition("loudness", -8, -4.62), "loudness −8 to −4.62\N{NO-BREAK SPACE}dB"),
        (Condition("duration_minutes", 4), "duration at least 4:00\N{NO-BREAK SPACE}min"),
        (Condition("energy", 0), "energy at least 0"),
    ],
)
def test_bounds_are_said_in_their_units(asked: Condition, words: str) -> None:
    assert asked.words() == words
