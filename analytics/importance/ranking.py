"""Ranks of features side by side: by what they add, and by what shuffling them costs.

Public functions
----------------
ranks(stored)     -> Ranks: of every feature, for each feature set and measure
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.features import matrix as features

MOST = 14
"""Features that are shown: those that rank highest anywhere."""


@dataclass(frozen=True, eq=False, slots=True)
class Ranked:
    """What training stored of one champion."""

    kind: str
    """Kind of model, see `analytics.models.model.LABELS`."""
    values: pd.DataFrame
    """'shap_values': row, base, and what each feature adds to each prediction."""
    shuffled: pd.DataFrame
    """'permutation': name, kind, mean (what shuffling costs)."""


@dataclass(frozen=True, eq=False, slots=True)
class Ranks:
    """Ranks of features by each champion and measure."""

    table: pd.DataFrame
    """name, label, group, then one column per feature set and measure, such as 'release, SHAP',
    with 1 for the strongest and NaN where the set lacks the feature."""
    kinds: dict[str, str]
    """Kind of the model of each feature set."""

    @property
    def numbers(self) -> pd.DataFrame:
        """The ranks alone."""
        return self.table.drop(columns=["name", "label", "group"])


def ranks(stored: Mapping[str, Ranked], *, most: int = MOST) -> Ranks:
    """Rank features by SHAP and by permutation, for each feature set.

    Parameters
    ----------
    stored : mapping of feature set to Ranked
    most : int, default=14
    """
    columns: dict[str, pd.Series] = {}
    for feature_set, one in stored.items():
        added = one.values.drop(columns=["row", "base"]).abs().mean()
        is_feature = one.shuffled["kind"] == "feature"
        lost = one.shuffled[is_feature].set_index("name")["mean"]
        columns[f"{feature_set}, SHAP"] = added.rank(ascending=False, method="first")
        columns[f"{feature_set}, permutation"] = lost.rank(ascending=False, method="first")
    table = pd.DataFrame(columns)
    table = table.loc[table.min(axis=1).sort_values(kind="stable").index].head(most)
    table.insert(0, "name", table.index)
    table.insert(1, "label", table["name"].map(features.label))
    table.insert(2, "group", table["name"].map(features.group))
    return Ranks(table.reset_index(drop=True), {name: one.kind for name, one in stored.items()})
