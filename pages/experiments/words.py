"""The sentences and tables of the page of experiments."""

import re
from collections.abc import Sequence

import pandas as pd

from analytics.experiments.answers import Runs
from analytics.models.model import LABELS
from analytics.runs import answers as models
from data.metrics import decimal
from pages.ui.wording import many, plain

SORTS = {
    "score": ("Best first", False),
    "spread": ("Steadiest first", True),
    "started_at": ("Newest first", False),
    "seconds": ("Fastest first", True),
}
"""Columns to sort by: name of the order, whether it ascends."""
COLUMNS = {
    "label": "Model",
    "score": "Score",
    "spread": "Spread over folds",
    "naive": "Naive split",
    "baseline": "Baseline",
    "standing": "Standing",
    "trained": "Trained",
    "catalogue": "Catalogue",
    "data_version": "Data version",
    "seconds": "Seconds",
}
DECISIONS = {
    "at": "When (UTC)",
    "action": "What",
    "model": "Model",
    "version": "Version",
    "catalogue": "Catalogue",
    "data_version": "Data version",
    "by": "By",
    "reason": "Why",
}
_OWN = {*COLUMNS, "model", "parent", "started_at", "unknown"} - {
    "catalogue",
    "data_version",
    "seconds",
}
"""Columns of our own making, or that tell nothing about a model."""


def lead(runs: Runs) -> str:
    """Say which model answers, how well, and against how many it stands."""
    what = f"{models.TASKS[runs.task].lower()} from the {runs.feature_set} set"
    champion = runs.champion
    if champion is None:
        return f"**No model answers for {what}**: the champion was taken down."
    level = decimal(round(champion["baseline"], 2) + 0.0)
    score = models.score_name(runs.task)[1]
    return (
        f"**{plain(champion['label'])} answers for {what}**: {score} "
        f"{decimal(champion['score'])} on artists it has not seen (± {decimal(champion['spread'])} "
        f"from fold to fold), where no model at all would get {level}. "
        f"Tried so far: {many(len(runs.table), 'run')}."
    )


def elsewhere(runs: Runs) -> str:
    """Say why runs on another catalogue are left out."""
    some = "a run" if runs.n_elsewhere == 1 else f"{runs.n_elsewhere} runs"
    return (
        f"Left out: {some} on another catalogue. A model answers only for the catalogue that it "
        "was trained on, so none of them can be promoted here."
    )


def kinds(runs: Runs) -> dict[str, str]:
    """Return the kinds of models among the runs, as logged and as shown."""
    return {kind: LABELS.get(kind, kind) for kind in dict.fromkeys(runs.table["model"])}


def ordered(runs: Runs, kinds: Sequence[str], sort: str) -> pd.DataFrame:
    """Return the runs of some kinds of models (none: all), sorted as asked."""
    table = runs.table[runs.table["model"].isin(kinds)] if kinds else runs.table
    return table.sort_values([sort, "run_id"], ascending=[SORTS[sort][1], True], na_position="last")


def names(table: pd.DataFrame) -> dict[str, str]:
    """Name runs for a list or a heading; unique by the first characters of their ids."""
    columns = (table[name] for name in ("run_id", "label", "trained"))
    return {
        run_id: f"{label} · {trained} · {run_id[:6]}"
        for run_id, label, trained in zip(*columns, strict=True)
    }


def of_versions(table: pd.DataFrame) -> dict[str, str]:
    """Name runs with the data version that they were trained on."""
    versions = dict(zip(table["run_id"], table["data_version"], strict=True))
    return {
        run_id: f"{name} · on version {versions[run_id]}" for run_id, name in names(table).items()
    }


def side_by_side(table: pd.DataFrame, run_ids: Sequence[str]) -> pd.DataFrame:
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
    rows = {_score(c): _mean_and_spread(picked, c) for c in scores if c.endswith("_mean")}
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
    compared.columns = pd.Index(names(picked.reset_index()).values())
    compared.insert(0, "what", compared.index)
    return compared.assign(differs=[len(set(texts)) > 1 for texts in rows.values()])


def _score(column: str) -> str:
    name = column.removesuffix("_mean").removeprefix("naive_")
    label = models.SCORES.get(name, name.replace("_", " "))
    return f"{label}, naive split" if column.startswith("naive_") else label


def _mean_and_spread(picked: pd.DataFrame, column: str) -> list[str]:
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


def decisions(events: pd.DataFrame) -> pd.DataFrame:
    """Write the history of champions for a table."""
    return events.assign(
        at=events["at"].str.slice(0, 16).str.replace("T", " "),
        model=events["model"].map(lambda kind: LABELS.get(kind, kind)),
        version=events["version"].astype(str),
    )
