"""A condition that a track meets or not: a column between two bounds; several make a rule."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import metrics

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Condition:
    """A column of the mart `tracks` between two bounds, both inclusive; None binds nothing."""

    column: str
    low: float | None = None
    high: float | None = None

    def mask(self, tracks: pd.DataFrame) -> Mask:
        """Return which tracks meet it, shape (n_tracks,); one without the value does not."""
        values = pd.to_numeric(tracks[self.column], errors="coerce").to_numpy(
            dtype=np.float64, na_value=np.nan
        )
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return (values >= low) & (values <= high)

    def problem(self, columns: Collection[str]) -> str:
        """Say in a sentence why it cannot be tested on these columns; empty where it can."""
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if self.column not in columns:
            return f"The catalogue has no figure '{self.column}'."
        if not bounds or not all(map(isfinite, bounds)):
            return "Give at least one bound, as a number."
        if bounds[0] > bounds[-1]:
            return f"Nothing lies from {bounds[0]:g} to {bounds[-1]:g}."
        return ""

    def words(self) -> str:
        """Return it as a reader says it: 'tempo at least 120 BPM'."""
        name, unit = metrics.label(self.column).lower(), metrics.physical_unit(self.column)
        low, high = _bound(self.column, self.low), _bound(self.column, self.high)
        if low and high:
            return f"{name} {low} to {high}{unit}"
        return f"{name} at least {low}{unit}" if low else f"{name} at most {high}{unit}"


Rule = Sequence[Condition]
"""Conditions that all have to be met; at least one."""


def mask(rule: Rule, tracks: pd.DataFrame) -> Mask:
    """Return which tracks follow a rule, shape (n_tracks,)."""
    return np.logical_and.reduce([condition.mask(tracks) for condition in rule])


def words(rule: Rule) -> str:
    """Return a rule as a reader says it."""
    return " and ".join(condition.words() for condition in rule)


def _bound(column: str, value: float | None) -> str:
    """Write a bound in the form of its column, without idle zeros; empty for none."""
    if value is None:
        return ""
    if column.startswith("duration"):
        return metrics.display(column, value)
    return f"{value:,.10g}".replace("-", "−")
