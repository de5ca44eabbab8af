"""How genres sound: each feature's spread by genre, and how features go together.

Public functions
----------------
spreads(examples)        -> DataFrame: quantiles of each feature in each genre
together(examples)       -> DataFrame: rank correlation of each pair of features
"""

import numpy as np
import pandas as pd

from analytics.genres.matrix import FEATURES

QUANTILES = {"lowest": 0.05, "lower": 0.25, "median": 0.5, "upper": 0.75, "highest": 0.95}
MEASURED = tuple(name for name in FEATURES if name not in ("key", "mode"))
"""Features that are quantities; a key is a name."""


def spreads(examples: pd.DataFrame) -> pd.DataFrame:
    """Return quantiles of each feature in each genre.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        Needs `genre` and features.

    Returns
    -------
    DataFrame with columns feature, genre, lowest, lower, median, upper, highest, n_rows
        5 %, 25 %, 50 %, 75 % and 95 % of the known values.
    """
    parts = []
    for name in (name for name in MEASURED if name in examples):
        groups = examples.assign(value=examples[name].astype(float)).groupby("genre")["value"]
        table = pd.DataFrame({name: groups.quantile(q) for name, q in QUANTILES.items()})
        parts.append(table.assign(n_rows=groups.count(), feature=name).reset_index())
    return pd.concat(parts, ignore_index=True)[["feature", "genre", *QUANTILES, "n_rows"]]


def together(examples: pd.DataFrame) -> pd.DataFrame:
    """Return Spearman's rank correlation of each pair of features, each recording once.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        Needs `recording` and features.

    Returns
    -------
    DataFrame with columns first, second, correlation, low, high (95 %)

    Notes
    -----
    The bounds are Fisher's with the variance of Bonett and Wright (2000) for ranks, 1 + r² / 2.
    """
    once = examples.drop_duplicates("recording")
    names = [name for name in MEASURED if name in once and once[name].notna().sum() > 3]
    values = once[names].astype(float)
    found = values.corr(method="spearman")
    rows = []
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            r, n = float(found[first][second]), len(values[[first, second]].dropna())
            reach = 1.96 * np.sqrt((1 + r**2 / 2) / max(n - 3, 1))
            z = np.arctanh(np.clip(r, -0.999999, 0.999999))
            rows.append((first, second, r, float(np.tanh(z - reach)), float(np.tanh(z + reach))))
    return pd.DataFrame(rows, columns=["first", "second", "correlation", "low", "high"])
