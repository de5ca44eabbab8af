"""What a model would say if one feature alone were another: partial dependence, track by track.

Public functions
----------------
alone(model, given, feature)     -> Alone: how predictions change with one feature alone

The averages are scikit-learn's `partial_dependence` by brute force, on the same values. Ours keeps
every track's own line, as the average hides tracks that go the other way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.models.model import Model
from data.errors import BadOption

Floats = npt.NDArray[np.float64]

N_TRACKS = 500
"""Tracks whose predictions are asked anew, the first of the seeded sample that training drew."""
N_LINES = 30
"""Tracks whose own line is drawn."""
N_VALUES = 20
ENDS = 0.05, 0.95
"""Quantiles between which a feature is moved: beyond, the model has seen hardly any track."""
MIDDLE = 0.1, 0.9
"""Quantiles of the tracks' own changes that the band spans."""


@dataclass(frozen=True, eq=False, slots=True)
class Alone:
    """How predictions change where one feature alone is another."""

    name: str
    label: str
    n_tracks: int
    curve: pd.DataFrame
    """One row per value: value, change (mean over tracks of the prediction with this value less the
    one with the lowest, in ln(1 + count) or log-odds), low, high (quantiles `MIDDLE` of the tracks'
    own changes), mean (mean prediction)."""
    lines: pd.DataFrame
    """Of `N_LINES` tracks: row, value, change."""

    @property
    def lowest(self) -> float:
        """The value at which the mean prediction is lowest."""
        return float(self.curve["value"].to_numpy()[self.curve["change"].to_numpy().argmin()])

    @property
    def highest(self) -> float:
        """The value at which the mean prediction is highest."""
        return float(self.curve["value"].to_numpy()[self.curve["change"].to_numpy().argmax()])

    @property
    def swing(self) -> float:
        """How far the mean prediction moves between its lowest and its highest."""
        return float(self.curve["change"].max() - self.curve["change"].min())


def alone(model: Model, given: pd.DataFrame, feature: str) -> Alone:
    """Move one feature of many tracks, leave all else as it is, and ask the model.

    Parameters
    ----------
    model : Model
    given : DataFrame of shape (n_tracks, 1 + n_features)
        'shap_features' of `analytics.models.explain`: row, and the features of a seeded sample.
    feature : str

    Raises
    ------
    BadOption
        If the model has no such feature, or no track of the sample has a value of it.

    Notes
    -----
    Source: Friedman (2001), partial dependence; Goldstein et al. (2015), a line per track.
    """
    if feature not in model.features:
        raise BadOption(f"The model has no feature {feature!r}.")
    sample = given.sample(min(N_TRACKS, len(given)), random_state=0).sort_index()
    grid = values_of(given[feature])
    if not len(grid):
        raise BadOption(f"No track of the sample has a value of {features.label(feature)!r}.")
    values = sample[list(model.features)].to_numpy(dtype=np.float64)
    moved = np.repeat(values, len(grid), axis=0)
    moved[:, model.features.index(feature)] = np.tile(grid, len(values))
    asked = model.core.margin(moved).reshape(len(values), len(grid))
    change = asked - asked[:, :1]
    low, high = np.quantile(change, MIDDLE, axis=0)
    curve = pd.DataFrame(
        {
            "value": grid,
            "change": change.mean(axis=0),
            "low": low,
            "high": high,
            "mean": asked.mean(axis=0),
        }
    )
    few = np.linspace(0, len(values) - 1, min(N_LINES, len(values))).astype(int)
    lines = pd.DataFrame(
        {
            "row": np.repeat(sample["row"].to_numpy()[few], len(grid)),
            "value": np.tile(grid, len(few)),
            "change": change[few].ravel(),
        }
    )
    return Alone(feature, features.label(feature), len(values), curve, lines)


def values_of(column: pd.Series) -> Floats:
    """Return the values that a feature is moved to: all where they are few, else evenly spaced."""
    known = column.dropna().to_numpy(dtype=np.float64)
    different = np.unique(known)
    if len(different) <= N_VALUES:
        return different
    low, high = np.quantile(known, ENDS)
    return np.linspace(low, high, N_VALUES)
