"""Linear models of tracks: OLS, Ridge, LASSO, logistic, and the mean; their penalty paths.

scikit-learn fits Ridge, LASSO and logistic regression. OLS is solved here, in the same way to
3e-12: of 10,800 tracks and 106 features it takes 20 ms, LinearRegression 170 ms, and a page of
Drivers fits five at every move. Preparing is our own as well, because a model is kept as plain
numbers in a file that cannot run code, not as a pipeline.

Public functions
----------------
fit(kind, values, y, penalty=)          -> Linear
penalties(kind, values, y)              -> the penalties worth trying, strongest first
fit_path(kind, values, y, penalties)    -> list of Linear, one for each penalty
path(kind, values, y, penalties)        -> ndarray (n_penalties, n_features): standardised slopes
prepare(values)                         -> Preparation(fill, centre, scale)

Unknown values are filled with the training median, features are standardised and held within
`LIMIT` standard deviations, and a feature that hardly any training track shows is left out, so that
one odd track cannot be sent to the moon by a straight line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LIMIT = 5.0
MIN_TRACKS = 10
"""Training tracks that must differ from the median for a slope: two columns that a few tracks fill
are nearly one and the same, and their slopes would be the noise of those tracks, blown up."""
N_PENALTIES = 13


@dataclass(frozen=True, eq=False, slots=True)
class Preparation:
    """How raw values become standardised ones; each of shape (n_features,)."""

    fill: Floats
    centre: Floats
    scale: Floats

    def apply(self, values: Floats) -> Floats:
        """Return standardised values without gaps."""
        filled = np.where(np.isnan(values), self.fill, values)
        return np.clip((filled - self.centre) / self.scale, -LIMIT, LIMIT)


@dataclass(frozen=True, eq=False, slots=True)
class Linear:
    """A straight line through standardised features."""

    preparation: Preparation
    slopes: Floats
    """Shape (n_features,): change of the margin for one standard deviation of each feature."""
    intercept: float
    """Margin of the average training track."""

    def margin(self, values: Floats) -> Floats:
        """Return ln(1 + count) or log-odds."""
        return self.intercept + self.preparation.apply(values) @ self.slopes

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Return slope times distance from the average track: exact, features being additive."""
        return self.preparation.apply(values) * self.slopes, self.intercept

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return the numbers that make the line."""
        prepared = self.preparation
        return {
            "form": "linear",
            "fill": prepared.fill.tolist(),
            "centre": prepared.centre.tolist(),
            "scale": prepared.scale.tolist(),
            "slopes": self.slopes.tolist(),
            "intercept": self.intercept,
        }, {}


def from_state(state: Mapping[str, Any]) -> Linear:
    """Read a line back from its numbers."""
    fill, centre, scale, slopes = (
        np.array(state[name], dtype=np.float64) for name in ("fill", "centre", "scale", "slopes")
    )
    return Linear(Preparation(fill, centre, scale), slopes, float(state["intercept"]))


def prepare(values: Floats) -> Preparation:
    """Learn medians, means and standard deviations; a silent column becomes zeros everywhere."""
    known = ~np.isnan(values).all(axis=0)
    fill = np.zeros(values.shape[1])
    fill[known] = np.nanmedian(values[:, known], axis=0)
    filled = np.where(np.isnan(values), fill, values)
    scale = filled.std(axis=0)
    silent = (scale < 1e-12) | ((filled != fill).sum(axis=0) < min(MIN_TRACKS, len(values) / 10))
    scale[silent] = np.finfo(np.float64).max
    return Preparation(fill, filled.mean(axis=0), scale)


def fit(kind: str, values: Floats, y: Floats, *, penalty: float = 0.0) -> Linear:
    """Fit a linear model.

    Parameters
    ----------
    kind : {'baseline', 'ols', 'ridge', 'lasso', 'logistic'}
        'baseline' is the mean, or the log-odds of the share of hits where `y` is 0 and 1.
    values : ndarray of shape (n_tracks, n_features)
        NaN where unknown.
    y : ndarray of shape (n_tracks,)
        ln(1 + count); 0 and 1 for 'logistic'.
    penalty : float >= 0
        Ridge: mean squared error + penalty times the sum of squared slopes. LASSO: half the mean
        squared error + penalty times the sum of absolute slopes. Logistic: mean log loss + half
        the penalty times the sum of squared slopes.
    """
    if kind == "baseline":
        zeros = np.zeros(values.shape[1])
        return Linear(Preparation(zeros, zeros, zeros + 1), zeros, _base(y))
    if kind == "logistic":
        prepared = prepare(values)
        return Linear(prepared, *_logistic(prepared.apply(values), y, penalty))
    return fit_path(kind, values, y, np.array([penalty]))[0]


def fit_path(kind: str, values: Floats, y: Floats, penalties: Floats) -> list[Linear]:
    """Fit Ridge or LASSO for several penalties at once; OLS has none, and is one line."""
    prepared = prepare(values)
    z = prepared.apply(values)
    middle = z.mean(axis=0)
    return [
        Linear(prepared, slopes, float(y.mean() - middle @ slopes))
        for slopes in _path(kind, z - middle, y - y.mean(), penalties)
    ]


def _base(y: Floats) -> float:
    """Return the mean, or the log-odds where all of `y` is 0 or 1."""
    mean = float(y.mean())
    is_share = bool(np.isin(y, (0.0, 1.0)).all()) and 0 < mean < 1
    return float(np.log(mean / (1 - mean))) if is_share else mean


def penalties(kind: str, values: Floats, y: Floats) -> Floats:
    """Return penalties worth trying, from one that silences nearly all slopes downwards."""
    if kind == "ridge":
        return np.logspace(1, -4, N_PENALTIES)
    if kind == "logistic":
        return np.logspace(0, -4, 9)
    z = prepare(values).apply(values)
    strongest = np.abs((z - z.mean(axis=0)).T @ (y - y.mean())).max() / len(y)
    return strongest * np.logspace(0, -2.5, N_PENALTIES)


def path(kind: str, values: Floats, y: Floats, penalties: Floats) -> Floats:
    """Return standardised slopes of Ridge or LASSO, shape (n_penalties, n_features)."""
    z = prepare(values).apply(values)
    return _path(kind, z - z.mean(axis=0), y - y.mean(), penalties)


def _path(kind: str, z: Floats, goal: Floats, penalties: Floats) -> Floats:
    """Return the slopes of centred features on a centred goal."""
    if kind == "lasso":
        return _lasso(z, goal, penalties)
    return _ridge(z, goal, penalties) if kind == "ridge" else _least_squares(z, goal)[None, :]


def _ridge(z: Floats, goal: Floats, penalties: Floats) -> Floats:
    from sklearn.linear_model import Ridge

    # One target for each penalty: so their common part is worked out once, in 35 ms, not 13 times.
    targets = np.repeat(goal[:, None], len(penalties), axis=1)
    model = Ridge(alpha=penalties * len(z), fit_intercept=False, solver="cholesky")
    return np.atleast_2d(model.fit(z, targets).coef_)


def _lasso(z: Floats, goal: Floats, penalties: Floats) -> Floats:
    from sklearn.linear_model import lasso_path

    order = np.argsort(penalties)[::-1]
    slopes = np.empty((len(penalties), z.shape[1]))
    gram, pull = z.T @ z, z.T @ goal
    options = {"precompute": gram, "Xy": pull, "max_iter": 5_000, "check_input": False}
    z = np.asfortranarray(z)
    slopes[order] = lasso_path(z, goal, alphas=penalties[order], **options)[1].T
    return slopes


def _least_squares(z: Floats, goal: Floats) -> Floats:
    """Return the shortest slopes of least squares, directions that hardly vary left out."""
    eigen, axes = np.linalg.eigh(z.T @ z / len(z))
    useful = eigen > eigen.max() * 1e-10 if len(eigen) else eigen > 0
    turned = axes.T @ (z.T @ goal / len(z))
    slopes: Floats = axes @ (turned / np.where(useful, eigen, np.inf))
    return slopes


def _logistic(z: Floats, y: Floats, penalty: float) -> tuple[Floats, float]:
    """Fit logistic regression with an L2 penalty, by scikit-learn's second-order solver."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=1 / max(penalty * len(y), 1e-8), solver="newton-cholesky", max_iter=100
    )
    model.fit(z, y)
    return model.coef_[0].astype(np.float64), float(model.intercept_[0])
