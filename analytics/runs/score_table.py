"""Scores of all models side by side.

Public functions
----------------
score_table()      -> DataFrame: one row per task, feature set and model of the last data version
"""

from __future__ import annotations

import pandas as pd

from analytics.models import model as models
from analytics.runs import registry


def score_table(task: str | None = None) -> pd.DataFrame:
    """Return the scores of every model on the data version that was trained last.

    Parameters
    ----------
    task : str, optional
        One of `registry.TASKS`; all by default.

    Returns
    -------
    DataFrame
        task, feature_set, model, run_id, n_tracks, is_champion, and of each score its `_mean`,
        `_spread` (standard deviation over folds) and `_fold_0`...: `r2`, `nrmse`, `mae`,
        `baseline_r2`, `coverage`, `width` (mean, in ln), `r2_unknown_artists`,
        `coverage_unknown_artists` for counts; `average_precision`, `roc_auc`, `brier`,
        `baseline_brier`, `base_rate`, `average_precision_unknown_artists`,
        `brier_unknown_artists` for hits; `naive_r2_mean` or
        `naive_average_precision_mean` where the naive split was scored too; seconds. Where
        several trainings looked at that version, each model's last one counts.

    Raises
    ------
    ModelMissing
        If no training has ended yet.
    """
    scores = pd.concat([registry.frame(run, "scores") for run in registry.trainings()])
    scores = scores.drop_duplicates(["task", "feature_set", "model"], ignore_index=True)
    crowned = registry.champions()["run_id"]
    scores.insert(4, "is_champion", scores["run_id"].isin(crowned))
    if task is not None:
        scores = scores[scores["task"] == task]
    order = {name: number for number, name in enumerate(registry.TASKS)}
    sets = {"audio": 0, "release": 1, "market": 2}
    kinds = {name: number for number, name in enumerate(models.LABELS)}
    place = {"task": order, "feature_set": sets, "model": kinds}
    return scores.sort_values(
        list(place), key=lambda column: column.map(place[str(column.name)]), ignore_index=True
    )
