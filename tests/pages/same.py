"""Whether a result is still what it was, whatever pandas did with its own memory meanwhile."""

import dataclasses
import math
import pickle
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd


def is_same(now: Any, before: Any) -> bool:
    """Compare values, types and order of all that a result holds."""
    if type(now) is not type(before):
        return False
    if isinstance(now, pd.DataFrame | pd.Series):
        return now.equals(before) and _labels(now) == _labels(before)
    if isinstance(now, np.ndarray) and now.dtype != object:
        return now.dtype == before.dtype and np.array_equal(
            now, before, equal_nan=now.dtype.kind == "f"
        )
    if dataclasses.is_dataclass(now):
        return all(
            is_same(getattr(now, field.name), getattr(before, field.name))
            for field in dataclasses.fields(now)
        )
    if isinstance(now, Mapping):
        return is_same([*now.items()], [*before.items()])
    if isinstance(now, Sequence) and not isinstance(now, str | bytes):
        pairs = zip(now, before, strict=False)
        return len(now) == len(before) and all(is_same(one, other) for one, other in pairs)
    if isinstance(now, float) and math.isnan(now):
        return math.isnan(before)
    return pickle.dumps(now) == pickle.dumps(before) or bool(now == before)


def _labels(table: pd.DataFrame | pd.Series) -> list[object]:
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    return [[*frame.index], [*frame.columns], [*frame.dtypes], dict(frame.attrs)]
