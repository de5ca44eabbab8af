"""The models: what is fitted, how it answers, how it is kept in files that cannot run code.

Public functions and names
--------------------------
REGRESSORS, CLASSIFIERS      kinds that are compared, simplest first
SERVED                       kinds that may become champion: exact contributions, safe files
LABELS                       words for each kind
Model                        a fitted model: predict, interval, chance, contributions, to_files, ...
fit(kind, X, y, tracks, ...) -> Model, tuned and calibrated on artists of the rows given only

A model answers on one scale, its *margin*: ln(1 + count) for counts, log-odds for hits. Counts get
a distribution of what may come, hits a calibration, both from artists set aside within the training
rows; the model itself is then fitted on all of them. The tracks of a quarter of the
artists it sees twice, once without what their other tracks did, so that it learns what to say of
artists that the catalogue lacks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.models import cores, outcomes
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
    "forecast": "Forecast of streams",
}
FORMAT = 2

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
    adjust: outcomes.Outcomes | conformal.Calibration
    """How a margin becomes a distribution (counts) or a probability (hits)."""

    def predict(self, X: pd.DataFrame) -> Floats:
        """Return the median of what may come in ln(1 + count), or the chance of a hit."""
        margin = self.core.margin(self._values(X))
        if isinstance(self.adjust, conformal.Calibration):
            return self.adjust.probability(margin)
        return margin + self.shift

    def interval(self, X: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the bounds of the 80 % prediction interval in ln(1 + count); counts only."""
        assert isinstance(self.adjust, outcomes.Outcomes)
        margin, tail = self.core.margin(self._values(X)), (1 - conformal.COVERAGE) / 2
        low, high = (self.adjust.quantile(X, margin, level) for level in (tail, 1 - tail))
        return low, high

    def chance(self, X: pd.DataFrame, threshold: float) -> Floats:
        """Return the chance of reaching a count by the same distribution; counts only."""
        assert isinstance(self.adjust, outcomes.Outcomes)
        margin = self.core.margin(self._values(X))
        return self.adjust.chance(X, margin, float(np.log1p(threshold)))

    def mixed(self, X: pd.DataFrame, levels: Sequence[float]) -> Floats:
        """Return what each share of levels stays below of a track that may be any row; counts only.

        Parameters
        ----------
        X : DataFrame of shape (n_ways, n_features)
            Ways in which one track may turn out, all as likely.
        levels : sequence of float in (0, 1)

        Returns
        -------
        ndarray of the shape of `levels`, in ln(1 + count)
        """
        assert isinstance(self.adjust, outcomes.Outcomes)
        margin = self.core.margin(self._values(X))
        return np.array([self.adjust.mixed(X, margin, level) for level in levels])

    @property
    def shift(self) -> float:
        """What lies between a margin and what is predicted, in ln(1 + count); 0 for hits."""
        if isinstance(self.adjust, conformal.Calibration):
            return 0.0
        return self.adjust.distribution.shift

    def contributions(self, X: pd.DataFrame) -> tuple[Floats, float]:
        """Split each margin into what every feature adds (exact SHAP values) and a base.

        Returns
        -------
        values : ndarray of shape (n_tracks, n_features)
        base : float
            Of the average training track; base + values.sum(axis=1) is what is predicted, for
            hits as log-odds before calibration.
        """
        values, base = self.core.contributions(self._values(X))
        return values, base + self.shift

    def _values(self, X: pd.DataFrame) -> Floats:
        return X[list(self.features)].to_numpy(dtype=np.float64)

    def to_files(self) -> dict[str, bytes]:
        """Return the files of the model, name to content; none of them can run code."""
        state, files = self.core.state()
        adjust = self.adjust
        kept = asdict(adjust) if isinstance(adjust, conformal.Calibration) else adjust.state()
        document = {
            "format": FORMAT,
            "kind": self.kind,
            "is_hit": self.is_hit,
            "features": list(self.features),
            "chosen": dict(self.chosen),
            "adjust": kept,
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
            if document["format"] != FORMAT:
                raise ValueError(f"a model of format {document['format']!r}")
            if document["kind"] not in SERVED:
                raise ModelRefused(f"A model of kind {document['kind']!r} may not be loaded.")
            is_hit, adjust = bool(document["is_hit"]), document["adjust"]
            return cls(
                kind=document["kind"],
                is_hit=is_hit,
                features=tuple(document["features"]),
                core=cores.from_state(document["core"], files.get("trees.ubj")),
                chosen=document["chosen"],
                adjust=conformal.Calibration(**adjust) if is_hit else outcomes.from_state(adjust),
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
        Choices made elsewhere: nothing is set aside then, and the model has neither distribution
        nor calibration.

    Returns
    -------
    Model
    """
    rows = rows[np.isfinite(y[rows])]
    seen = _Seen.of(X, y, tracks, rows, random_state)
    settings = cores.FitSettings(is_hit, random_state, dict(params or {}))
    adjust: outcomes.Outcomes | conformal.Calibration
    if chosen is None:
        chosen, adjust = _choose(kind, seen, tracks, rows, settings)
    else:
        adjust = conformal.UNCALIBRATED if is_hit else outcomes.unlearned()
    core = cores.fit(kind, *seen.data(rows), chosen, settings)
    return Model(kind, is_hit, tuple(X.columns), core, chosen, adjust)


@dataclass(frozen=True, eq=False, slots=True)
class _Seen:
    """What a fit may look at: tracks as they are, and some once more as those of newcomers."""

    known: pd.DataFrame
    unknown: pd.DataFrame
    """The same, had the catalogue held no other track of any artist."""
    y: Floats
    again: npt.NDArray[np.bool_]
    """Which tracks are seen as both."""

    @classmethod
    def of(
        cls,
        X: pd.DataFrame,
        y: Floats,
        tracks: pd.DataFrame,
        rows: npt.NDArray[np.int64],
        random_state: int,
    ) -> _Seen:
        again = np.zeros(len(X), dtype=bool)
        if features.told_by_others(X):
            again[splits.some_artists(tracks, rows, random_state=random_state)] = True
        return cls(X, features.as_unknown(X), y, again)

    def data(self, rows: npt.NDArray[np.int64]) -> cores.Data:
        """Return values and targets of rows, followed by those that are seen again."""
        again = rows[self.again[rows]]
        values = [self.known.iloc[rows].to_numpy(), self.unknown.iloc[again].to_numpy()]
        return np.vstack(values), np.concatenate([self.y[rows], self.y[again]])


def _choose(
    kind: str,
    seen: _Seen,
    tracks: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    settings: cores.FitSettings,
) -> tuple[Mapping[str, float], outcomes.Outcomes | conformal.Calibration]:
    """Set artists aside; choose what is open and learn how sure to be on them."""
    inner = splits.inner_fold(tracks, rows, random_state=settings.random_state)
    if settings.is_hit and not _both(seen.y[inner.train], seen.y[inner.test]):
        inner = replace(inner, train=rows, test=rows)
    judge = seen.data(inner.test)
    trial, chosen = cores.choose(kind, seen.data(inner.train), judge, settings)
    if settings.is_hit:
        return chosen, conformal.calibrate(trial.margin(judge[0]), judge[1])
    # Each as known and as unknown: those few that are seen again could not tell the difference.
    both = pd.concat([seen.known.iloc[inner.test], seen.unknown.iloc[inner.test]])
    residuals = np.tile(seen.y[inner.test], 2) - trial.margin(both.to_numpy())
    return chosen, outcomes.learn(both, residuals)


def _both(*parts: Floats) -> bool:
    """Whether each part has hits and others."""
    return all(0 < part.sum() < len(part) for part in parts)
