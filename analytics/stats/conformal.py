"""How sure a prediction is: conformal distributions of counts, calibrated chances of hits.

They are our own: their errors come from whole artists that were set aside, which no library's
split knows of.

Public functions and names
--------------------------
distribution(residuals, scale)       -> Distribution: quantiles and chances around a prediction
calibrate(margin, is_hit)            -> Calibration(slope, intercept)
covered(y, low, high)                -> share of values within their bounds
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COVERAGE = 0.8
MAX_LEVELS = 201
"""Quantiles of the errors that are kept; odd, so that the median is one of them."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Distribution:
    """What may come of a track, around its prediction: errors that were seen, times a scale.

    All is in the unit of the prediction, ln(1 + count). Beyond the errors seen, the tails fall off
    as those of a Laplace distribution of scale 1, so that no chance is ever 0 or 1.
    """

    shift: float
    """Median error: a prediction plus this is the median of what may come."""
    errors: Floats
    """Ascending, shape (n_levels,): errors about that median in units of a track's scale."""
    levels: Floats
    """Shape (n_levels,), ascending within (0, 1): the share of errors up to each."""

    def quantile(self, predicted: Floats, scale: Floats, level: float) -> Floats:
        """Return what a share `level`, in (0, 1), of such tracks stays below."""
        first, last = self.levels[0], self.levels[-1]
        if level < first:
            error = self.errors[0] + math.log(level / first)
        elif level > last:
            error = self.errors[-1] - math.log((1 - level) / (1 - last))
        else:
            error = float(np.interp(level, self.levels, self.errors))
        return predicted + self.shift + scale * error

    def chance(self, predicted: Floats, scale: Floats, threshold: float) -> Floats:
        """Return the share of such tracks that reaches a threshold."""
        error = (threshold - self.shift - predicted) / scale
        missed = np.interp(error, self.errors, self.levels)
        missed *= np.exp(np.minimum(error - self.errors[0], 0))
        beyond = np.exp(-np.maximum(error - self.errors[-1], 0))
        return np.asarray((1 - missed) * beyond)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line from a model's log-odds to log-odds that came true as often as they say."""

    slope: float
    intercept: float

    def probability(self, margin: Floats) -> Floats:
        """Return the calibrated probability of a hit for each margin."""
        return 1 / (1 + np.exp(-(self.intercept + self.slope * margin)))


UNBOUNDED = Distribution(0.0, np.full(1, math.nan), np.full(1, 0.5))
UNCALIBRATED = Calibration(1.0, 0.0)


def distribution(residuals: Floats, scale: Floats) -> Distribution:
    """Learn what may come of new tracks from the errors on artists that were set aside.

    Parameters
    ----------
    residuals : ndarray of shape (n,)
        Actual less predicted, of tracks whose artists had no part in the fit.
    scale : ndarray of shape (n,)
        How far off such tracks usually are, in the same unit, > 0; what `Distribution` is asked
        with has to come from the same formula.

    Returns
    -------
    Distribution

    Notes
    -----
    Source: split conformal predictive distributions, Vovk et al. (2020), of residuals normalised
    by a scale as in Lei et al. (2018), section 5.2: the k-th of n errors has the level k / (n + 1).
    New artists must be like those set aside; a catalogue of another kind of music is not.
    """
    shift, n = float(np.median(residuals)), len(residuals)
    errors = np.sort((residuals - shift) / scale)
    ranks = np.linspace(1, n, min(n, MAX_LEVELS))
    return Distribution(shift, np.interp(ranks, np.arange(1, n + 1), errors), ranks / (n + 1))


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
