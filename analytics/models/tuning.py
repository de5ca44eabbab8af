"""The search for XGBoost's settings, on artists of the training part only.

Public functions
----------------
search(task, tracks, rows, n_trials=)    -> dict of settings for `models.fit(..., params=)`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.models import cores
from analytics.models.scoring import Task
from analytics.stats import splits


def search(
    task: Task,
    tracks: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    *,
    n_trials: int,
    random_state: int = 0,
    on_trial: Callable[[Mapping[str, float], float], None] = lambda tried, score: None,
) -> dict[str, float]:
    """Try settings on artists set aside within some rows; return those that did best.

    Parameters
    ----------
    task : Task
    tracks : DataFrame
        The same tracks; `artist` and `artists` tell who may be set aside together.
    rows : ndarray of int
        The training part of a fold. Nothing else is looked at, so scores on the rest stay honest.
    n_trials : int
        Settings to try, by Optuna's tree-structured Parzen estimator.
    on_trial : callable, optional
        Called with each try and its loss (mean squared error, or log loss of hits).
    """
    import optuna

    rows = rows[np.isfinite(task.y[rows])]
    # Other artists than those that stop the training early and widen the intervals.
    inner = splits.inner_fold(tracks, rows, random_state=random_state + 1)
    values = task.X.to_numpy(dtype=np.float64)
    learn = values[inner.train], task.y[inner.train]
    judge = values[inner.test], task.y[inner.test]

    def loss(trial: Any) -> float:
        tried = _suggest(trial)
        settings = cores.FitSettings(task.is_hit, random_state, tried)
        core, _ = cores.choose("xgboost", learn, judge, settings)
        value = cores.loss(core.margin(judge[0]), judge[1], is_hit=task.is_hit)
        on_trial(tried, value)
        return value

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=random_state))
    study.optimize(loss, n_trials=n_trials)
    return {name: float(value) for name, value in study.best_params.items()}


def _suggest(trial: Any) -> dict[str, float]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.015, 0.1, log=True),
        "max_depth": trial.suggest_int("max_depth", 3, 8),
        "min_child_weight": trial.suggest_float("min_child_weight", 2, 100, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.15, 0.9),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50, log=True),
        "gamma": trial.suggest_float("gamma", 1e-3, 5, log=True),
    }
