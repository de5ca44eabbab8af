"""Scores of models: per fold, as mean and spread, and whether one model really beats another.

Public functions
----------------
regression_scores(y, predicted, baseline)    -> dict: r2, nrmse, mae, baseline_r2
hit_scores(is_hit, probability)              -> dict: average_precision, roc_auc, brier, ...
cross_validate(kind, task, tracks, folds)    -> CrossValidation: held-out predictions and scores
forecast(counts, task, folds, threshold=)    -> CrossValidation: hits as a model of counts sees them
compare(challenger, champion, test_share=)   -> FoldDifference: corrected resampled t interval
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.models import model as models
from analytics.stats import splits
from analytics.stats.conformal import covered

Floats = npt.NDArray[np.float64]

MAIN_SCORE = {False: "r2", True: "average_precision"}
"""The score that decides between models: of counts (False) and of hits (True)."""
N_JOBS = 2
_COLUMNS = ["row", "fold", "actual", "predicted", "low", "high"]


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """Something to predict from a feature set."""

    name: str
    """'streams', 'views', 'likes', 'comments', 'hits_10', 'hits_5' or 'hits_20'."""
    feature_set: str
    X: pd.DataFrame
    y: Floats
    """ln(1 + count), or 1 and 0; NaN where unknown."""
    is_hit: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class CrossValidation:
    """What a model says of tracks whose artists it has not seen."""

    kind: str
    held_out: pd.DataFrame
    """One row per track with a known target: row, fold, actual, predicted, low, high (bounds of
    80 % in ln(1 + count), NaN for hits); predicted is a median, for hits a calibrated
    probability."""
    unknown: pd.DataFrame
    """The same of the same tracks, had the catalogue not known their artists either."""
    folds: pd.DataFrame
    """One row per fold, one column per score."""
    seconds: float
    fitted: tuple[models.Model, ...]
    """The fitted model of each fold, for importance on held-out tracks."""
    whole: models.Model
    """The model fitted on all tracks, the one that is served."""

    @property
    def mean(self) -> dict[str, float]:
        """Mean of every score over folds."""
        return {str(name): float(value) for name, value in self.folds.mean().items()}

    @property
    def spread(self) -> dict[str, float]:
        """Standard deviation of every score over folds."""
        return {str(name): float(value) for name, value in self.folds.std(ddof=1).items()}


@dataclass(frozen=True, slots=True)
class FoldDifference:
    """Mean difference of a score between two models on the same folds, with its interval."""

    difference: float
    low: float
    high: float

    @property
    def is_better(self) -> bool:
        """Whether the interval lies above zero."""
        return self.low > 0


def regression_scores(y: Floats, predicted: Floats, *, baseline: float) -> dict[str, float]:
    """Score predictions of ln(1 + count).

    Parameters
    ----------
    y, predicted : ndarray of shape (n,)
    baseline : float
        Mean of the training part: what one would say without a model.

    Returns
    -------
    dict
        `r2`; `nrmse`, root mean squared error over the standard deviation of `y`; `mae`, mean
        absolute error of logs; `baseline_r2`, the R² of saying `baseline` for every track.
    """
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    return {
        "r2": float(r2_score(y, predicted)),
        "nrmse": float(root_mean_squared_error(y, predicted) / y.std()),
        "mae": float(mean_absolute_error(y, predicted)),
        "baseline_r2": float(r2_score(y, np.full_like(y, baseline))),
    }


def hit_scores(is_hit: Floats, probability: Floats, *, baseline: float) -> dict[str, float]:
    """Score probabilities of hits.

    Returns
    -------
    dict
        `average_precision`, `roc_auc`, `brier`, `baseline_brier` (of saying the share of hits in
        the training part, `baseline`, for every track), `base_rate` (share of hits: what average
        precision is worth without a model).
    """
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

    return {
        "average_precision": float(average_precision_score(is_hit, probability)),
        "roc_auc": float(roc_auc_score(is_hit, probability)),
        "brier": float(brier_score_loss(is_hit, probability)),
        "baseline_brier": float(brier_score_loss(is_hit, np.full_like(is_hit, baseline))),
        "base_rate": float(is_hit.mean()),
    }


def cross_validate(
    kind: str,
    task: Task,
    tracks: pd.DataFrame,
    folds: Sequence[splits.Fold],
    *,
    params: Sequence[Mapping[str, Any]] = (),
    chosen: Mapping[str, float] | None = None,
    random_state: int = 0,
) -> CrossValidation:
    """Fit a kind of model on every fold's training part and judge it on the rest.

    Parameters
    ----------
    kind : str
        One of `models.REGRESSORS` or, for hits, `models.CLASSIFIERS`.
    task : Task
    tracks : DataFrame
        The same tracks in the same order; needs `artist` and `artists`.
    folds : sequence of Fold
        `splits.purged_folds`, or `splits.naive_folds` to see what a leak is worth.
    params : sequence of mappings, optional
        Settings of XGBoost in place of our own: one for each fold and one for all tracks.
    chosen : mapping, optional
        Choices made elsewhere (`models.fit`), which leaves out setting artists aside.

    Returns
    -------
    CrossValidation
    """
    started = time.perf_counter()
    everything = np.arange(len(tracks))

    def fit(number: int) -> models.Model:
        return models.fit(
            kind,
            task.X,
            task.y,
            tracks,
            rows=folds[number].train if number < len(folds) else everything,
            is_hit=task.is_hit,
            params=params[number] if params else None,
            chosen=chosen,
            random_state=random_state,
        )

    with ThreadPoolExecutor(N_JOBS) as pool:
        *fitted, whole = pool.map(fit, range(len(folds) + 1))
    return _judged(kind, task, folds, fitted, whole, started)


def _judged(
    kind: str,
    task: Task,
    folds: Sequence[splits.Fold],
    fitted: Sequence[models.Model],
    whole: models.Model,
    started: float,
    *,
    threshold: float | None = None,
) -> CrossValidation:
    """Hold the model of each fold against the tracks that it was not fitted on."""
    known, unknown, scores = [], [], []
    for number, (model, fold) in enumerate(zip(fitted, folds, strict=True)):
        test = fold.test[np.isfinite(task.y[fold.test])]
        baseline = float(np.nanmean(task.y[fold.train]))
        X = task.X.iloc[test]
        parts = [
            _held_out(model, shown, task.y[test], threshold)
            for shown in (X, features.as_unknown(X))
        ]
        known.append(parts[0].assign(row=test, fold=number))
        unknown.append(parts[1].assign(row=test, fold=number))
        scores.append(_scores(*parts, model=model, baseline=baseline, is_hit=task.is_hit))
    held_out, newcomers = (
        pd.concat(parts)[_COLUMNS].sort_values("row", ignore_index=True)
        for parts in (known, unknown)
    )
    seconds = time.perf_counter() - started
    return CrossValidation(
        kind, held_out, newcomers, pd.DataFrame(scores), seconds, tuple(fitted), whole
    )


def _held_out(
    model: models.Model, X: pd.DataFrame, y: Floats, threshold: float | None
) -> pd.DataFrame:
    """Ask a model for what it predicts, or a model of counts for the chance of a threshold."""
    bounds: tuple[Floats | float, Floats | float] = (np.nan, np.nan)
    if threshold is not None:
        predicted = model.chance(X, threshold)
    else:
        predicted = model.predict(X)
        bounds = bounds if model.is_hit else model.interval(X)
    columns = {"actual": y, "predicted": predicted, "low": bounds[0], "high": bounds[1]}
    return pd.DataFrame(columns)


def _scores(
    known: pd.DataFrame,
    unknown: pd.DataFrame,
    *,
    model: models.Model,
    baseline: float,
    is_hit: bool,
) -> dict[str, float]:
    """Score a fold, and what counts most of it had its artists been unknown."""
    scores, newcomers = (_scored(part, model, baseline, is_hit) for part in (known, unknown))
    of_newcomers = (MAIN_SCORE[is_hit], "brier" if is_hit else "coverage")
    return scores | {f"{name}_unknown_artists": newcomers[name] for name in of_newcomers}


def _scored(
    held_out: pd.DataFrame, model: models.Model, baseline: float, is_hit: bool
) -> dict[str, float]:
    y, predicted, low, high = held_out.to_numpy(dtype=np.float64).T
    if is_hit:
        return hit_scores(y, predicted, baseline=baseline)
    # Squared errors judge a mean, and what is predicted is a median.
    scores = regression_scores(y, predicted - model.shift, baseline=baseline)
    return {**scores, "coverage": covered(y, low, high), "width": float(np.mean(high - low))}


def forecast(
    counts: CrossValidation, task: Task, folds: Sequence[splits.Fold], *, threshold: float
) -> CrossValidation:
    """Judge the chances of hits that follow from a model of streams, without another fit.

    Parameters
    ----------
    counts : CrossValidation
        Of streams, from the same feature set on the same folds.
    task : Task
        Which tracks are hits.
    threshold : float
        Streams from which on they are.

    Returns
    -------
    CrossValidation
        Of kind 'forecast', which is compared and never served: What-if asks the model itself.
    """
    started = time.perf_counter()
    return _judged(
        "forecast", task, folds, counts.fitted, counts.whole, started, threshold=threshold
    )


def compare(
    challenger: Floats, champion: Floats, *, test_share: float, confidence: float = 0.95
) -> FoldDifference:
    """Bound the difference of two models' scores on the same folds.

    Parameters
    ----------
    challenger, champion : ndarray of shape (n_folds,)
        Scores of the same folds, higher is better.
    test_share : float
        Tracks of a test part over tracks of its training part, 0.25 for five equal folds.

    Notes
    -----
    Source: Nadeau and Bengio (2003), corrected resampled t. Training parts overlap, so that the
    plain variance over folds is too small; it is raised by `test_share`.
    """
    from scipy.special import stdtrit

    differences = np.asarray(challenger) - np.asarray(champion)
    n = len(differences)
    error = np.sqrt((1 / n + test_share) * differences.var(ddof=1))
    half = float(stdtrit(n - 1, (1 + confidence) / 2) * error)
    middle = float(differences.mean())
    return FoldDifference(middle, middle - half, middle + half)
