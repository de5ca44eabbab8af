"""The models: what is fitted, how it answers, how it is kept in files that cannot run code.

Public functions and names
--------------------------
REGRESSORS, CLASSIFIERS      kinds that are compared, simplest first
SERVED                       kinds that may become champion: exact contributions, safe files
LABELS                       words for each kind
Model                        a fitted model: predict, interval, contributions, to_files, from_files
fit(kind, X, y, tracks, ...) -> Model, tuned and calibrated on artists of the rows given only

A model answers on one scale, its *margin*: ln(1 + count) for counts, log-odds for hits. Counts get
a conformal interval, hits a calibration, both from artists set aside within the training rows; the
model itself is then fitted on all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.models import cores
from analytics.stats import conformal, splits
from data.errors import ModelRefused

REGRESSORS = ("baseline", "ols", "ridge", "lasso", "knn", "forest", "xgboost", "blend")
CLASSIFIERS = ("baseline", "logistic", "svm", "forest", "boosting", "xgboost", "blend")
SERVED = ("ols", "ridge", "lasso", "logistic", "forest", "xgboost", "tuned", "blend")
LABELS = {
    "baseline": "Baseline",
    "ols": "OLS",
    "ridge": "Ridge",
    "lasso": "LASSO",
    "logistic": "Logistic",
    "knn": "Nearest neighbours",
    "forest": "Random forest",
    "boosting": "Gradient boosting",
    "xgboost": "XGBoost",
    "tuned": "XGBoost, tuned",
    "svm": "SVM (RBF)",
    "blend": "Blend of linear and XGBoost",
}
FORMAT = 1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """A fitted model with all that an answer needs."""

    kind: str
    is_hit: bool
    """Whether it gives the probability of a hit rather than ln(1 + count)."""
    features: tuple[str, ...]
    core: cores.Core
    chosen: Mapping[str, float]
    """What was chosen on held-out artists of the training rows: a penalty, a number of trees."""
    adjust: conformal.Interval | conformal.Calibration
    """How a margin becomes an interval (counts) or a probability (hits)."""

    def predict(self, X: pd.DataFrame) -> Floats:
        """Return ln(1 + count), or the calibrated probability of a hit."""
        margin = self.core.margin(self._values(X))
        if isinstance(self.adjust, conformal.Calibration):
            return self.adjust.probability(margin)
        return margin

    def interval(self, X: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the bounds of the 80 % prediction interval in ln(1 + count); counts only."""
        assert isinstance(self.adjust, conformal.Interval)
        margin = self.core.margin(self._values(X))
        return margin + self.adjust.low, margin + self.adjust.high

    def contributions(self, X: pd.DataFrame) -> tuple[Floats, float]:
        """Split each margin into what every feature adds (exact SHAP values) and a base.

        Returns
        -------
        values : ndarray of shape (n_tracks, n_features)
        base : float
            Margin of the average training track; base + values.sum(axis=1) is the margin.
        """
        return self.core.contributions(self._values(X))

    def _values(self, X: pd.DataFrame) -> Floats:
        return X[list(self.features)].to_numpy(dtype=np.float64)

    def to_files(self) -> dict[str, bytes]:
        """Return the files of the model, name to content; none of them can run code."""
        state, files = self.core.state()
        document = {
            "format": FORMAT,
            "kind": self.kind,
            "is_hit": self.is_hit,
            "features": list(self.features),
            "chosen": dict(self.chosen),
            "adjust": asdict(self.adjust),
            "core": state,
        }
        return {"model.json": json.dumps(document, sort_keys=True).encode(), **files}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Model:
        """Read a model from its files; the caller has checked their hashes.

        Raises
        ------
        ModelRefused
            If the document is no model of a kind that may be served.
        """
        try:
            document = json.loads(files["model.json"])
            if document["format"] != FORMAT or document["kind"] not in SERVED:
                raise ModelRefused(f"A model of kind {document['kind']!r} may not be loaded.")
            is_hit = bool(document["is_hit"])
            adjust = conformal.Calibration if is_hit else conformal.Interval
            return cls(
                kind=document["kind"],
                is_hit=is_hit,
                features=tuple(document["features"]),
                core=cores.from_state(document["core"], files.get("trees.ubj")),
                chosen=document["chosen"],
                adjust=adjust(**document["adjust"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelRefused(
                "A model file is not in the form that this version of Crossfade writes.",
                hint="Train the models again: python -m analytics.train",
            ) from error


def fit(
    kind: str,
    X: pd.DataFrame,
    y: Floats,
    tracks: pd.DataFrame,
    *,
    rows: npt.NDArray[np.int64],
    is_hit: bool = False,
    params: Mapping[str, Any] | None = None,
    chosen: Mapping[str, float] | None = None,
    random_state: int = 0,
) -> Model:
    """Fit a model on some rows, choosing and calibrating on artists set aside among them.

    Parameters
    ----------
    kind : str
        One of `REGRESSORS`, or of `CLASSIFIERS` with `is_hit`.
    X : DataFrame of shape (n_tracks, n_features)
        `features.matrix` of all tracks.
    y : ndarray of shape (n_tracks,)
        ln(1 + count), or 1 and 0; rows where it is NaN are left out.
    tracks : DataFrame
        The same tracks; `artist` and `artists` tell who may be set aside together.
    rows : ndarray of int
        Positions to learn from; nothing else is looked at.
    params : mapping, optional
        Settings of XGBoost in place of our own.
    chosen : mapping, optional
        Choices made elsewhere: nothing is set aside then, and the model has neither interval nor
        calibration.

    Returns
    -------
    Model
    """
    rows = rows[np.isfinite(y[rows])]
    values = X.to_numpy(dtype=np.float64)
    settings = cores.FitSettings(is_hit, random_state, dict(params or {}))
    adjust: conformal.Interval | conformal.Calibration
    if chosen is None:
        chosen, adjust = _choose(kind, values, y, tracks, rows, settings)
    else:
        adjust = conformal.UNCALIBRATED if is_hit else conformal.UNBOUNDED
    core = cores.fit(kind, values[rows], y[rows], chosen, settings)
    return Model(kind, is_hit, tuple(X.columns), core, chosen, adjust)


def _choose(
    kind: str,
    values: Floats,
    y: Floats,
    tracks: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    settings: cores.FitSettings,
) -> tuple[Mapping[str, float], conformal.Interval | conformal.Calibration]:
    """Set artists aside; choose what is open and learn how sure to be on them."""
    inner = splits.inner_fold(tracks, rows, random_state=settings.random_state)
    if settings.is_hit and not _both(y[inner.train], y[inner.test]):
        inner = replace(inner, train=rows, test=rows)
    judge = values[inner.test], y[inner.test]
    trial, chosen = cores.choose(kind, (values[inner.train], y[inner.train]), judge, settings)
    margin = trial.margin(judge[0])
    if settings.is_hit:
        return chosen, conformal.calibrate(margin, judge[1])
    return chosen, conformal.interval(judge[1] - margin)


def _both(*parts: Floats) -> bool:
    """Whether each part has hits and others."""
    return all(0 < part.sum() < len(part) for part in parts)
