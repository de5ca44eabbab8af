"""Scores of models: per fold, as mean and spread, and whether one model really beats another.

Public functions
----------------
regression_scores(y, predicted, baseline)    -> dict: r2, nrmse, mae, baseline_r2
hit_scores(is_hit, probability)              -> dict: average_precision, roc_auc, brier, ...
cross_validate(kind, task, tracks, folds)    -> CrossValidation: held-out predictions and scores
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

from analytics.models import model as models
from analytics.stats import splits
from analytics.stats.conformal import Interval, covered

Floats = npt.NDArray[np.float64]

MAIN_SCORE = {False: "r2", True: "average_precision"}
"""The score that decides between models: of counts (False) and of hits (True)."""
N_JOBS = 2


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
    80 % in ln(1 + count), NaN for hits); predicted is a calibrated probability for hits."""
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
    judged = [_judge(model, task, folds[n], n) for n, model in enumerate(fitted)]
    held_out = pd.concat([part for part, _ in judged]).sort_values("row", ignore_index=True)
    scores = pd.DataFrame([score for _, score in judged])
    seconds = time.perf_counter() - started
    return CrossValidation(kind, held_out, scores, seconds, tuple(fitted), whole)


def _judge(
    model: models.Model, task: Task, fold: splits.Fold, number: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    test = fold.test[np.isfinite(task.y[fold.test])]
    train = fold.train[np.isfinite(task.y[fold.train])]
    X, y, baseline = task.X.iloc[test], task.y[test], float(task.y[train].mean())
    predicted = model.predict(X)
    low, high = (np.nan, np.nan) if task.is_hit else model.interval(X)
    held_out = pd.DataFrame(
        {
            "row": test,
            "fold": number,
            "actual": y,
            "predicted": predicted,
            "low": low,
            "high": high,
        }
    )
    if task.is_hit:
        return held_out, hit_scores(y, predicted, baseline=baseline)
    scores = regression_scores(y, predicted, baseline=baseline)
    assert isinstance(model.adjust, Interval)
    scores["coverage"] = covered(y, held_out["low"].to_numpy(), held_out["high"].to_numpy())
    scores["width"] = model.adjust.high - model.adjust.low
    return held_out, scores


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
