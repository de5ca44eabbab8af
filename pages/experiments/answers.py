"""What the page of experiments asks of the training runs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.models.model import LABELS, SERVED
from analytics.runs import answers as models
from analytics.runs import experiments, registry
from data.errors import ModelMissing
from data.metrics import decimal
from pages.ui.wording import plain

SORTS = {
    "score": ("Best first", False),
    "spread": ("Steadiest first", True),
    "started_at": ("Newest first", False),
    "seconds": ("Fastest first", True),
}
MAX_COMPARED = 4
COLUMNS = {
    "label": "Model",
    "score": "Score",
    "spread": "Spread over folds",
    "naive": "Naive split",
    "baseline": "Baseline",
    "standing": "Standing",
    "trained": "Trained",
    "data_version": "Data version",
    "seconds": "Seconds",
}
_OWN = {*COLUMNS, "model", "parent", "started_at"} - {"data_version", "seconds"}
"""Columns of the page's own making, or that tell nothing about a model."""


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """Every run that answers one question, and how its score is called."""

    task: str
    feature_set: str
    score_name: str
    table: pd.DataFrame
    """One row per run, newest first: run_id, parent, started_at, trained, model, label, score,
    spread, naive, baseline, seconds, data_version, standing, and whatever was logged."""

    @property
    def champion(self) -> pd.Series | None:
        """The run that answers on the pages, None where it was taken down."""
        found = self.table[self.table["standing"] == "champion"]
        return None if found.empty else found.iloc[0]


def runs(task: str, feature_set: str) -> Runs:
    """Collect the runs of a task and a feature set.

    Raises
    ------
    ModelMissing
        If there is none yet.
    """
    found = models.tried(task)
    wanted = found[found["feature_set"] == feature_set] if len(found) else found
    if wanted.empty:
        raise ModelMissing(
            f"No training has tried {models.TASKS[task].lower()} from the {feature_set} set yet.",
            hint="A full training tries everything: python -m analytics.train",
        )
    table = wanted.assign(standing=_standing(wanted, task, feature_set)).reset_index(drop=True)
    return Runs(task, feature_set, models.score_name(task)[1], table)


def _standing(found: pd.DataFrame, task: str, feature_set: str) -> pd.Series:
    """Say of each run whether its model answers on the pages."""
    try:
        champion = registry.champion(task, feature_set).run_id
    except ModelMissing:
        return pd.Series("", index=found.index)
    return found["run_id"].map(lambda run_id: "champion" if run_id == champion else "")


def ordered(found: Runs, kinds: Sequence[str], sort: str) -> pd.DataFrame:
    """Return the runs of some kinds of models (none: all), sorted as asked."""
    table = found.table[found.table["model"].isin(kinds)] if kinds else found.table
    return table.sort_values([sort, "run_id"], ascending=[SORTS[sort][1], True], na_position="last")


def lead(found: Runs) -> str:
    """Say which model answers, how well, and against how many it stands."""
    what = f"{models.TASKS[found.task].lower()} from the {found.feature_set} set"
    champion = found.champion
    if champion is None:
        return f"**No model answers for {what}**: the champion was taken down."
    level = decimal(round(champion["baseline"], 2) + 0.0)
    return (
        f"**{plain(champion['label'])} answers for {what}**: {found.score_name} "
        f"{decimal(champion['score'])} on artists it has not seen (± {decimal(champion['spread'])} "
        f"from fold to fold), where no model at all would get {level}. "
        f"{len(found.table)} runs have been tried."
    )


def name(run: pd.Series) -> str:
    """Name a run for a list or a heading; unique by its first characters of the id."""
    return f"{run['label']} · {run['trained']} · {run['run_id'][:6]}"


def compare(table: pd.DataFrame, run_ids: Sequence[str]) -> pd.DataFrame:
    """Put runs side by side: scores as mean ± spread over folds, then parameters.

    Returns
    -------
    DataFrame
        what, one column of text for each run, and differs: whether the runs do.
    """
    picked = table.set_index("run_id").loc[list(run_ids)]
    picked = picked.loc[:, picked.notna().any()]
    columns = [str(column) for column in picked]
    scores = [c for c in columns if c.startswith("naive_") or c.endswith("_mean")]
    rows = {_score_label(c): _scores(picked, c) for c in scores if c.endswith("_mean")}
    by_fold = [c for c in columns if "_fold_" in c]
    rows |= _by_fold(picked, by_fold)
    hidden = {*_OWN, *scores, *by_fold, *(c for c in columns if c.endswith("_spread"))}
    rows |= {
        c.replace("_", " ").replace(".", ": ").capitalize(): [
            _written(value) for value in picked[c]
        ]
        for c in columns
        if c not in hidden
    }
    compared = pd.DataFrame.from_dict(rows, orient="index")
    compared.columns = pd.Index([name(run) for _, run in picked.reset_index().iterrows()])
    compared.insert(0, "what", compared.index)
    return compared.assign(differs=[len(set(texts)) > 1 for texts in rows.values()])


def _parameter_label(column: str) -> str:
    return column.replace("_", " ").replace(".", ": ").capitalize()


def _score_label(column: str) -> str:
    plain_name = column.removesuffix("_mean").removeprefix("naive_")
    label = models.SCORES.get(plain_name, plain_name.replace("_", " "))
    return f"{label}, naive split" if column.startswith("naive_") else label


def _scores(picked: pd.DataFrame, column: str) -> list[str]:
    spread = column.removesuffix("_mean") + "_spread"
    spreads = picked[spread] if spread in picked else [float("nan")] * len(picked)
    return [
        decimal(mean, 3) + (f" ± {decimal(width, 3)}" if width == width else "")
        for mean, width in zip(picked[column], spreads, strict=True)
    ]


def _by_fold(picked: pd.DataFrame, columns: Sequence[str]) -> dict[str, list[str]]:
    """Write the score that decides fold by fold."""
    main = [c for c in columns if c.startswith(("r2_fold", "average_precision_fold"))]
    if not main:
        return {}
    label = models.SCORES[main[0].rpartition("_fold_")[0]]
    texts = [" · ".join(map(decimal, run)) for run in picked[main].to_numpy()]
    return {f"{label}, fold by fold": texts}


def _written(value: object) -> str:
    if value is None or value != value or value == "nan":
        return "–"
    text = str(value)
    if re.fullmatch(r"-?\d+\.\d+(e-?\d+)?", text):  # parameters are logged as text
        return f"{float(text):.4g}".replace("-", "−")
    return text


def promotable(found: Runs) -> dict[str, str]:
    """Return the runs that may become champion, id to name: of kinds that pages can load."""
    table = found.table
    fit = table[table["model"].isin(SERVED) & (table["standing"] != "champion")]
    kept = [(registry.artifacts(run_id) / "model").exists() for run_id in fit["run_id"]]
    return {run["run_id"]: name(run) for _, run in fit[kept].iterrows()}


def history(found: Runs) -> pd.DataFrame:
    """Return who was promoted and demoted, when, by whom and why, the newest first."""
    events = experiments.history(found.task, found.feature_set)
    return events.assign(
        at=events["at"].str.slice(0, 16).str.replace("T", " "),
        model=events["model"].map(lambda kind: LABELS.get(kind, kind)),
        version=events["version"].astype(str),
    )
