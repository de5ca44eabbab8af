"""What the page of experiments asks of the training runs.

Public functions
----------------
runs(task, feature_set)      -> Runs: every run that answers one question
promotable(runs)             -> DataFrame: those that may become champion
history(task, feature_set)   -> DataFrame: who was promoted and demoted, when, by whom and why
"""

from dataclasses import dataclass

import pandas as pd

from analytics.models.model import SERVED
from analytics.runs import answers as models
from analytics.runs import experiments, registry
from data.errors import ModelMissing

history = experiments.history


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """Every run that answers one question."""

    task: str
    feature_set: str
    table: pd.DataFrame
    """One row per run, newest first: run_id, parent, started_at, trained, model, label, score,
    spread, naive, baseline, seconds, data_version, standing ('champion' or empty), and whatever
    was logged."""

    @property
    def champion(self) -> pd.Series | None:
        """The run that answers on the pages, None where it was taken down."""
        crowned = self.table[self.table["standing"] == "champion"]
        return None if crowned.empty else crowned.iloc[0]


def runs(task: str, feature_set: str) -> Runs:
    """Collect the runs of a task and a feature set.

    Parameters
    ----------
    task : str
        One of `models.TASKS`.
    feature_set : {'audio', 'release', 'market'}

    Raises
    ------
    ModelMissing
        If there is none yet.
    """
    tried = models.tried(task)
    table = tried[tried["feature_set"] == feature_set] if len(tried) else tried
    if table.empty:
        raise ModelMissing(
            f"No training has tried {models.TASKS[task].lower()} from the {feature_set} set yet.",
            hint="A full training tries everything: python -m analytics.train",
        )
    is_champion = table["run_id"] == _champion(task, feature_set)
    standing = is_champion.map({True: "champion", False: ""})
    return Runs(task, feature_set, table.assign(standing=standing).reset_index(drop=True))


def _champion(task: str, feature_set: str) -> str | None:
    try:
        return registry.champion(task, feature_set).run_id
    except ModelMissing:
        return None


def promotable(runs: Runs) -> pd.DataFrame:
    """Return the runs that may become champion: of kinds that pages load, with their files."""
    table = runs.table
    fit = table[table["model"].isin(SERVED) & (table["standing"] != "champion")]
    is_whole = [(registry.artifacts(run_id) / "model").exists() for run_id in fit["run_id"]]
    return fit[is_whole]
