"""How sure a prediction is: conformal intervals for counts, calibrated probabilities for hits.

Intervals are our own: their residuals come from whole artists that were set aside, which no
library's split knows of.

Public functions
----------------
interval(residuals, coverage=0.8)    -> Interval(low, high, coverage), added to a prediction
calibrate(margin, is_hit)            -> Calibration(slope, intercept)
covered(y, low, high)                -> share of values within their bounds
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COVERAGE = 0.8

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """What is added to a prediction in ln(1 + count) to get its bounds."""

    low: float
    high: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line from a model's log-odds to log-odds that came true as often as they say."""

    slope: float
    intercept: float

    def probability(self, margin: Floats) -> Floats:
        """Return the calibrated probability of a hit for each margin."""
        return 1 / (1 + np.exp(-(self.intercept + self.slope * margin)))


UNBOUNDED = Interval(math.nan, math.nan, COVERAGE)
UNCALIBRATED = Calibration(1.0, 0.0)


def interval(residuals: Floats, *, coverage: float = COVERAGE) -> Interval:
    """Bound the errors of a model by those it made on artists it had not seen.

    Parameters
    ----------
    residuals : ndarray of shape (n,)
        Actual less predicted, of tracks whose artists had no part in the fit.
    coverage : float in (0, 1), default=0.8

    Returns
    -------
    Interval
        The lower and upper tail get half of the rest each, so it need not be symmetric.

    Notes
    -----
    Source: split conformal prediction, Lei et al. (2018), with the finite-sample rank
    ceil((n + 1) q). New artists must be like those set aside; a catalogue of another kind of
    music is not.
    """
    ordered, tail = np.sort(residuals), (1 - coverage) / 2
    rank = min(math.ceil((len(ordered) + 1) * (1 - tail)), len(ordered))
    return Interval(float(ordered[len(ordered) - rank]), float(ordered[rank - 1]), coverage)


def covered(y: Floats, low: Floats, high: Floats) -> float:
    """Return the share of known values within their bounds."""
    known = np.isfinite(y)
    return float(np.mean((y[known] >= low[known]) & (y[known] <= high[known])))


def calibrate(margin: Floats, is_hit: Floats) -> Calibration:
    """Fit Platt's line to log-odds and outcomes of artists set aside.

    Notes
    -----
    Source: Platt (1999): logistic regression on the log-odds, with his smoothed targets, so that a
    perfect separation stays finite. scikit-learn calibrates classifiers, not the margins that ours
    give, so each track is fitted twice, as a hit and as none, weighted by its target. Two numbers
    keep the ranking of tracks, which a step function would flatten.
    """
    n_hits, n_rest = is_hit.sum(), len(is_hit) - is_hit.sum()
    goal = np.where(is_hit == 1, (n_hits + 1) / (n_hits + 2), 1 / (n_rest + 2))
    if np.ptp(margin) == 0:  # says nothing: the share of hits for every track
        return Calibration(0.0, math.log(goal.mean() / (1 - goal.mean())))
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=200).fit(
        np.tile(margin, 2)[:, None],
        np.repeat([1, 0], len(margin)),
        sample_weight=np.concatenate([goal, 1 - goal]),
    )
    return Calibration(float(line.coef_[0, 0]), float(line.intercept_[0]))
