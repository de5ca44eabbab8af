"""What the page of experiments asks of the training runs.

Public functions
----------------
runs(task, feature_set)      -> Runs: every run that answers one question
promotable(runs)             -> DataFrame: those that may become champion
history(task, feature_set)   -> DataFrame: who was promoted and demoted, when, by whom and why

All of it is of the published catalogue: runs on the other one answer for nothing here.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.models.model import SERVED
from analytics.runs import answers as models
from analytics.runs import catalogues, experiments, registry
from data.errors import ModelMissing


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """Every run that answers one question."""

    task: str
    feature_set: str
    table: pd.DataFrame
    """One row per run, newest first: run_id, parent, started_at, trained, model, label, score,
    spread, naive, baseline, seconds, catalogue, data_version, standing ('champion' or empty), and
    whatever was logged."""
    n_elsewhere: int
    """Runs on another catalogue, which are left out."""

    @property
    def champion(self) -> pd.Series | None:
        """The run that answers on the pages, None where it was taken down."""
        crowned = self.table[self.table["standing"] == "champion"]
        return None if crowned.empty else crowned.iloc[0]

    @property
    def comparable(self) -> pd.DataFrame:
        """The runs on the data version of the champion, of the newest run where there is none.

        The champion first, then by score: scores on other data say nothing of these models.
        """
        first = self.table.iloc[0] if self.champion is None else self.champion
        same = self.table[self.table["data_version"] == first["data_version"]]
        return same.sort_values(
            ["standing", "score", "run_id"], ascending=[False, False, True], ignore_index=True
        )


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
    own = registry.require_latest().catalogue
    tried = models.tried(task)
    tried = tried[tried["feature_set"] == feature_set] if len(tried) else tried
    table = tried[tried["catalogue"] == own]
    if table.empty:
        raise ModelMissing(
            f"No training has tried {models.TASKS[task].lower()} from the {feature_set} set yet.",
            hint="A full training tries everything: python -m analytics.train",
        )
    is_champion = table["run_id"] == _champion(task, feature_set)
    standing = is_champion.map({True: "champion", False: ""})
    table = table.assign(standing=standing).reset_index(drop=True)
    return Runs(task, feature_set, table, len(tried) - len(table))


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


def history(task: str, feature_set: str) -> pd.DataFrame:
    """Return `experiments.history` of the published catalogue's champions."""
    events = experiments.history(task, feature_set)
    return events[events["catalogue"] == catalogues.current()].reset_index(drop=True)
