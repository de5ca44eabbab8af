"""What every page of models asks: what is predicted, from what, and how fresh the models are.

Public functions and names
--------------------------
TASKS, COUNTS, HITS          what a model answers, in words; counts only; hits only
FEATURE_SETS, SAID, WHEN     feature sets in words, in a sentence, with when they are known
SCORES                       every score in words
score_name(task)             -> (score that decides, its name in words)
tried(task)                  -> DataFrame: every run that ever answered a task
scored(task)                 -> DataFrame: every model of a task on the version trained last
of_set(table, feature_set)   -> its rows of one feature set
freshness(selection, asked)  -> Freshness: what answers, and on which data version it was trained

What training left is remembered until its log changes. Answers that also depend on the filter take
the id of a run as an option, so that a new training means new answers.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.features.matrix import KNOWN_WHEN
from analytics.models.model import LABELS
from analytics.models.scoring import MAIN_SCORE
from analytics.runs import experiments, registry, score_table
from analytics.runs.database import with_models
from data import metrics, published
from data.errors import ModelMissing
from data.selection import Selection

COUNTS = {name: metrics.label(name) for name in metrics.COUNTS}
HITS = {"hits_10": "Top 10 %", "hits_5": "Top 5 %", "hits_20": "Top 20 %"}
TASKS = COUNTS | {task: f"Hits: {words.lower()}" for task, words in HITS.items()}
FEATURE_SETS = {"audio": "Audio", "release": "Release", "market": "Market"}
SCORES = {
    "r2": "R²",
    "nrmse": "NRMSE",
    "mae": "Mean error of logs",
    "average_precision": "Average precision",
    "roc_auc": "ROC AUC",
    "brier": "Brier score",
    "base_rate": "Share of hits",
    "baseline_r2": "R² of no model",
    "baseline_brier": "Brier score of no model",
    "coverage": "Inside the 80 % interval",
    "width": "Mean width of the 80 % interval (logs)",
    "r2_unknown_artists": "R², artists unknown",
    "coverage_unknown_artists": "Inside the 80 % interval, artists unknown",
    "average_precision_unknown_artists": "Average precision, artists unknown",
    "brier_unknown_artists": "Brier score, artists unknown",
}
"""Every score in words, as it is logged."""
SAID = {"audio": "from the audio alone", "release": "before release", "market": "once out"}
"""Feature sets as a sentence says them."""
WHEN = {name: f"{FEATURE_SETS[name]}: {when}" for name, when in KNOWN_WHEN.items()}


@dataclass(frozen=True, slots=True)
class Freshness:
    """Which training a page shows, and which of its models answer."""

    training: registry.Training | None
    """The last one on this catalogue; None where none has run to its end."""
    champions: tuple[registry.Champion, ...]
    """The models that the page asks; a person may have chosen them from an earlier training."""
    catalogue: str
    """That the reader looks at, 'demo' or 'real'."""
    current: str
    """The data version of it."""

    @property
    def versions(self) -> tuple[str, ...]:
        """Data versions that what the page shows was trained on, the oldest first."""
        shown = self.champions or ((self.training,) if self.training else ())
        return tuple(sorted({one.data_version for one in shown}, key=_number))

    @property
    def is_current(self) -> bool:
        """Whether all of it was trained on the version that the reader looks at."""
        return self.training is not None and self.versions == (self.current,)

    @property
    def is_older(self) -> bool:
        """Whether some of it was trained before the version that the reader looks at."""
        return any(_number(version) < _number(self.current) for version in self.versions)


def _number(version: str) -> int:
    """Return a version's number; each new one has the next."""
    return int(version.partition("-")[0])


def freshness(selection: Selection, asked: Iterable[tuple[str, str]] = ()) -> Freshness:
    """Look up the last training of the catalogue, and champions of tasks and feature sets."""
    champions = []
    for task, feature_set in asked:
        with suppress(ModelMissing):  # the page says so where it asks
            champions.append(registry.champion(task, feature_set))
    catalogue = published.manifest(selection.version).catalogue
    return Freshness(registry.latest(), tuple(champions), catalogue, selection.version)


def score_name(task: str) -> tuple[str, str]:
    """Return the score that decides between models of a task, and its name in words."""
    score = MAIN_SCORE[task in HITS]
    return score, "R²" if score == "r2" else SCORES[score].lower()


@with_models
def tried(task: str) -> pd.DataFrame:
    """Return every run that ever answered a task, the newest first.

    Returns
    -------
    DataFrame
        label (of the model), score and spread (of what decides, mean and standard deviation over
        folds), naive (score under a naive random split), unknown (score, had the catalogue held
        nothing else by the artists judged), baseline (score without a model),
        seconds, trained; then all columns of `experiments.runs`.
    """
    runs = experiments.runs()
    if "task" not in runs:
        return runs.head(0)
    table = _common(runs[runs["task"] == task], task)
    table["trained"] = table["started_at"].dt.strftime("%Y-%m-%d %H:%M")
    return table[table["score"].notna()].reset_index(drop=True)


@with_models
def scored(task: str) -> pd.DataFrame:
    """Return every model of a task on the data version trained last, the best of a set first.

    Returns
    -------
    DataFrame
        feature_set, label, score, spread, naive, unknown, baseline, standing ('champion' or
        empty), then all columns of `score_table.score_table`.

    Raises
    ------
    ModelMissing
        If no training has finished, or none on that version looked at this task.
    """
    registry.require_latest()
    table = score_table.score_table(task)
    if table.empty:
        raise ModelMissing(
            f"No training has looked at {TASKS[task].lower()} on the latest data version.",
            hint="A quick training leaves some out; a full one tries everything.",
        )
    table = _common(table, task)
    table["standing"] = ["champion" if crowned else "" for crowned in table["is_champion"]]
    order = table["feature_set"].map(list(FEATURE_SETS).index)
    return table.iloc[np.lexsort([-table["score"], order])].reset_index(drop=True)


def of_set(table: pd.DataFrame, feature_set: str) -> pd.DataFrame:
    """Return the models of one feature set, the best first.

    Raises
    ------
    ModelMissing
        If there is none.
    """
    models = table[table["feature_set"] == feature_set]
    if models.empty:
        raise ModelMissing(
            f"No training has looked at the {feature_set} set on the latest data version.",
            hint="Train the models: python -m analytics.train",
        )
    return models.reset_index(drop=True)


def _common(table: pd.DataFrame, task: str) -> pd.DataFrame:
    """Call the same thing the same whatever the task."""
    score = score_name(task)[0]
    sources = {
        "score": f"{score}_mean",
        "spread": f"{score}_spread",
        "naive": f"naive_{score}_mean",
        "unknown": f"{score}_unknown_artists_mean",
        "baseline": "base_rate_mean" if task in HITS else "baseline_r2_mean",
        "seconds": "seconds",
    }
    numbers = {
        name: pd.to_numeric(table[source]).round(4) if source in table else float("nan")
        for name, source in sources.items()
    }
    return table.assign(**numbers, label=table["model"].map(lambda kind: LABELS.get(kind, kind)))
