"""What may come of a track whose count is predicted: how far off, and how likely above a mark.

Public functions and names
--------------------------
COLUMNS                        features that tell how far off a prediction may be
Outcomes                       scale, quantile and chance of tracks; kept as plain numbers
learn(X, residuals)            -> Outcomes, from errors on artists that were set aside

Errors are not alike: singles, newcomers and artists of mixed success are harder to predict than
an album track of an artist whose tracks all do the same. So each track has a scale, the size of
its usual error, and all tracks share one distribution of errors in units of it.

The scale depends on the release and the artist, never on the prediction: whatever else moves a
prediction up moves every quantile and every chance up with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.models import linear
from analytics.stats import conformal

Floats = npt.NDArray[np.float64]

COLUMNS = (
    *("is_single", "is_compilation", "back_n_tracks", "back_streams_spread", "back_streams_mean"),
    *("own_views", "own_streams"),
)
PRIOR = 0.5
"""What one standard deviation of a feature is thought to change of a log scale, before any data:
standard deviation of a normal distribution about no change."""


TOLERANCE = 1e-6
"""Of a quantile of a mixture, in ln(1 + count)."""


@dataclass(frozen=True, eq=False, slots=True)
class Outcomes:
    """The distribution of what may come, track by track."""

    columns: tuple[str, ...]
    """Those of `COLUMNS` that the model knows."""
    line: linear.Linear
    """ln of the scale, from `columns` and from which of them are unknown."""
    low: float
    high: float
    """Range of ln of the scale among the tracks that it was learned from: not beyond."""
    distribution: conformal.Distribution

    def scale(self, X: pd.DataFrame) -> Floats:
        """Return the mean absolute error to expect of each track, in ln(1 + count)."""
        logs = self.line.margin(_told(X, self.columns))
        return np.exp(np.clip(logs, self.low, self.high))

    def quantile(self, X: pd.DataFrame, margin: Floats, level: float) -> Floats:
        """Return what a share `level` of tracks like each stays below, in ln(1 + count)."""
        return self.distribution.quantile(margin, self.scale(X), level)

    def chance(self, X: pd.DataFrame, margin: Floats, threshold: float) -> Floats:
        """Return the share of tracks like each that reaches a threshold in ln(1 + count)."""
        return self.distribution.chance(margin, self.scale(X), threshold)

    def mixed(self, X: pd.DataFrame, margin: Floats, level: float) -> float:
        """Return what a share `level` stays below if a track is as likely each of the rows."""
        from scipy.optimize import brentq

        scale = self.scale(X)
        ends = self.distribution.quantile(margin, scale, level)
        low, high = float(ends.min()), float(ends.max())
        if high - low < TOLERANCE:
            return low

        def below(mark: float) -> float:
            return 1 - float(self.distribution.chance(margin, scale, mark).mean()) - level

        return float(brentq(below, low - TOLERANCE, high + TOLERANCE, xtol=TOLERANCE / 10))

    def state(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return {
            "columns": list(self.columns),
            "line": self.line.state()[0],
            "low": self.low,
            "high": self.high,
            "shift": self.distribution.shift,
            "errors": self.distribution.errors.tolist(),
            "levels": self.distribution.levels.tolist(),
        }


def from_state(state: Mapping[str, Any]) -> Outcomes:
    """Read outcomes back from their numbers."""
    errors, levels = (np.array(state[name], dtype=np.float64) for name in ("errors", "levels"))
    return Outcomes(
        tuple(state["columns"]),
        linear.from_state(state["line"]),
        float(state["low"]),
        float(state["high"]),
        conformal.Distribution(float(state["shift"]), errors, levels),
    )


def learn(X: pd.DataFrame, residuals: Floats) -> Outcomes:
    """Learn how far off a model is from its errors on artists that it had not seen.

    Parameters
    ----------
    X : DataFrame of shape (n_tracks, n_features)
        Their features, as the model was given them.
    residuals : ndarray of shape (n_tracks,)
        Actual less predicted ln(1 + count).

    Notes
    -----
    Log-linear scale of a Laplace distribution, by maximum likelihood with a normal prior on the
    slopes (`PRIOR`): its scale is the mean absolute error, which single odd tracks move less than
    a standard deviation. What the errors then are in units of it is left as it was seen.
    """
    columns = tuple(name for name in COLUMNS if name in X)
    told = _told(X, columns)
    line = _line(told, np.abs(residuals - np.median(residuals)))
    logs = line.margin(told)
    shared = conformal.distribution(residuals, np.exp(logs))
    return Outcomes(columns, line, float(logs.min()), float(logs.max()), shared)


def unlearned() -> Outcomes:
    """Return outcomes of a model that was never held against anything: bounds are NaN."""
    line = linear.fit("baseline", np.empty((1, 0)), np.zeros(1))
    return Outcomes((), line, 0.0, 0.0, conformal.UNBOUNDED)


def _told(X: pd.DataFrame, columns: tuple[str, ...]) -> Floats:
    """Return the columns, and beside them which values are unknown: shape (n_tracks, 2 n)."""
    known = X[list(columns)]
    if "back_n_tracks" in columns:
        known = known.assign(back_n_tracks=np.log1p(known["back_n_tracks"]))
    values = known.to_numpy(dtype=np.float64)
    return np.hstack([values, np.isnan(values)])


def _line(told: Floats, sizes: Floats) -> linear.Linear:
    """Fit ln of the scale to the sizes of errors, each of shape (n_tracks,) >= 0."""
    from scipy.optimize import minimize

    prepared = linear.prepare(told)
    z = np.hstack([np.ones((len(told), 1)), prepared.apply(told)])
    weight = np.full(z.shape[1], 1 / (2 * PRIOR**2 * len(z)))
    weight[0] = 0.0

    def loss(slopes: Floats) -> tuple[float, Floats]:
        logs = z @ slopes
        ratios = sizes * np.exp(-logs)
        slope = z.T @ (1 - ratios) / len(z) + 2 * weight * slopes
        return float((logs + ratios).mean() + weight @ slopes**2), slope

    start = np.zeros(z.shape[1])
    start[0] = np.log(max(sizes.mean(), 1e-6))
    slopes = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return linear.Linear(prepared, slopes[1:], float(slopes[0]))
