"""What a model's score loses on unseen artists: by shuffling features, by leaving them out.

Public functions
----------------
shuffling(stored, kind, most=)       -> DataFrame: what shuffling costs, with a rough interval
leaving_out(stored)                  -> DataFrame: what leaving a group out costs, costliest first

`stored` is the table 'permutation' or 'ablation' of `analytics.models.explain`.
"""

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.stats.splits import N_FOLDS

MOST = 12
"""Features that are shown."""


def shuffling(stored: pd.DataFrame, kind: str, *, most: int = MOST) -> pd.DataFrame:
    """Return what shuffling each feature, or each group of features, costs.

    Parameters
    ----------
    stored : DataFrame
        name, kind, group, mean and spread over folds; the largest loss first.
    kind : {'feature', 'group'}
    most : int, default=12

    Returns
    -------
    DataFrame
        name, label, kind, group, mean (loss of R² or average precision), spread (standard
        deviation over folds), low, high (mean ± two standard errors over folds, a rough interval:
        folds share training tracks).
    """
    table = stored[stored["kind"] == kind].head(most).reset_index(drop=True)
    table.insert(1, "label", table["name"].map(features.label if kind == "feature" else str))
    half = 2 * table["spread"] / np.sqrt(N_FOLDS)
    return table.assign(low=table["mean"] - half, high=table["mean"] + half)


def leaving_out(stored: pd.DataFrame) -> pd.DataFrame:
    """Return what XGBoost loses when it is fitted again without a group, the costliest first.

    Returns
    -------
    DataFrame
        group, n_features, score (without it), difference (what it adds), low, high (95 %).
    """
    return stored.sort_values("difference", ascending=False, ignore_index=True)
