from dataclasses import dataclass
from pickle import dumps, loads

import numpy as np
import pandas as pd
import pytest

from tests.pages.same import is_same


@dataclass(frozen=True)
class Answer:
    frame: pd.DataFrame
    array: np.ndarray
    values: dict[str, float]


def answer() -> Answer:
    frame = pd.DataFrame({"a": [1.0, np.nan], "b": ["x", None]}, index=["one", "two"])
    return Answer(frame, np.array([1.0, np.nan]), {"c": float("nan")})


def test_what_was_only_looked_at_is_the_same() -> None:
    given = answer()
    before = dumps(given)
    _ = given.frame.loc["one"], given.frame.to_numpy(), given.frame.columns.get_loc("b")
    assert is_same(given, loads(before))


@pytest.mark.parametrize(
    "write",
    [
        lambda given: given.frame.insert(0, "new", 1),
        lambda given: given.frame.pop("a"),
        lambda given: given.frame.iloc.__setitem__((0, 0), 2.0),
        lambda given: setattr(given.frame, "columns", ["A", "b"]),
        lambda given: given.frame.attrs.update(title="x"),
        lambda given: given.array.fill(1.0),
        lambda given: given.array.__setitem__(0, 2.0),
        lambda given: given.values.update(c=1.0),
        lambda given: given.values.update(d=1.0),
    ],
)
def test_whatever_is_written_is_noticed(write) -> None:
    given = answer()
    before = dumps(given)
    write(given)
    assert not is_same(given, loads(before))
