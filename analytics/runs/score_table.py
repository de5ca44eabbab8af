"""Scores of all models as pages, reports and the README show them.

Public functions
----------------
score_table()      -> DataFrame: one row per task, feature set and model of the last data version
write(path)        -> None: the README's table, between its markers
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analytics.models import model as models
from analytics.runs import registry
from data.errors import BadFile, ModelMissing

BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
NAMES = {
    "streams": "Streams",
    "views": "Views",
    "likes": "Likes",
    "comments": "Comments",
    "hits_10": "Hits (top 10 %)",
    "hits_5": "Hits (top 5 %)",
    "hits_20": "Hits (top 20 %)",
}


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
        `baseline_r2`, `coverage`, `width` (in ln) for counts; `average_precision`, `roc_auc`,
        `brier`, `baseline_brier`, `base_rate` for hits; `naive_r2_mean` or
        `naive_average_precision_mean` where the naive split was scored too; seconds. Where
        several trainings looked at that version, each model's last one counts.

    Raises
    ------
    ModelMissing
        If no training has ended yet.
    """
    found = pd.concat([registry.frame(run, "scores") for run in registry.trainings()])
    found = found.drop_duplicates(["task", "feature_set", "model"], ignore_index=True)
    crowned = registry.champions()["run_id"]
    found.insert(4, "is_champion", found["run_id"].isin(crowned))
    if task is not None:
        found = found[found["task"] == task]
    order = {name: number for number, name in enumerate(registry.TASKS)}
    sets = {"audio": 0, "release": 1, "market": 2}
    kinds = {name: number for number, name in enumerate(models.LABELS)}
    place = {"task": order, "feature_set": sets, "model": kinds}
    return found.sort_values(
        list(place), key=lambda column: column.map(place[str(column.name)]), ignore_index=True
    )


def write(path: Path) -> None:
    """Put the scores of the last training between the README's markers.

    Raises
    ------
    BadFile
        If the file has no markers.
    """
    text = path.read_text()
    if BEGIN not in text or END not in text:
        raise BadFile(f"{path} has no place for scores.", hint=f"Put in {BEGIN} and {END}.")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(f"{before}{BEGIN}\n{markdown()}\n{END}{after}")


def markdown() -> str:
    """Return the best model of each task and feature set as a Markdown table."""
    training = registry.latest()
    if training is None:
        raise ModelMissing("There are no scores to write yet.", hint="python -m analytics.train")
    table = score_table()
    lines = ["| Predicted | from | best model | score | spread over folds | without a model |"]
    lines.append("|---|---|---|---:|---:|---:|")
    for _, row in table[table["is_champion"]].iterrows():
        main, base = (
            ("average_precision", "base_rate") if "hits" in row["task"] else ("r2", "baseline_r2")
        )
        cells = (
            NAMES[row["task"]],
            f"`{row['feature_set']}`",
            models.LABELS[row["model"]],
            f"{row[f'{main}_mean']:.3f}",
            f"{row[f'{main}_spread']:.3f}",
            f"{row[f'{base}_mean']:.3f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    lines.append(
        f"R² of ln(1 + count), and average precision of hits, over five folds that share no artist "
        f"({training.n_tracks:,} recordings; written by `python -m analytics.train --readme`)."
    )
    return "\n".join(lines)
