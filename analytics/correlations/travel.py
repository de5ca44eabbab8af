"""Which audio features travel: go with plays on both platforms, or on one only."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.stats.correlation import Estimates, differences, intervals

VERDICTS = (
    "both",
    "both, more streams",
    "both, more views",
    "opposite",
    "streams only",
    "views only",
    "streams, other open",
    "views, other open",
    "neither",
    "too few",
)
"""Where an audio feature goes with plays, the widest first. 'Other open': a link on one platform,
none seen on the other, and the two not distinguishable either, so nothing is settled."""


def travel(
    names: Sequence[tuple[str, str]], estimates: Estimates, features: Sequence[str]
) -> pd.DataFrame:
    """Hold each feature's link to streams against its link to views.

    Parameters
    ----------
    names : sequence of (x, y)
        The pairs that were correlated, those of `streams` and `views` with each feature among
        them.
    estimates : Estimates
        Of these pairs, from the same replicates.
    features : sequence of str

    Returns
    -------
    DataFrame with one row per feature
        See `pairs.Correlations.travel`.
    """
    where = {
        "streams": [names.index(("streams", feature)) for feature in features],
        "views": [names.index(("views", feature)) for feature in features],
    }
    n_comparisons = 3 * len(features)
    table = pd.DataFrame({"feature": features})
    for name, of in where.items():
        low, high, _ = intervals(estimates, n_comparisons=n_comparisons, of=of)
        table[[name, f"{name}_low", f"{name}_high"]] = np.column_stack([estimates.r[of], low, high])
    difference, low, high, _ = differences(estimates, *where.values(), n_comparisons=n_comparisons)
    table[["difference", "difference_low", "difference_high"]] = np.column_stack(
        [difference, low, high]
    )
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    table["strength"] = table[["streams", "views"]].abs().max(axis=1)
    table["place"] = table["verdict"].map(lambda verdict: max(VERDICTS.index(verdict), 2))
    table = table.sort_values(["place", "strength"], ascending=[True, False], kind="stable")
    return table.drop(columns=["place", "strength"]).reset_index(drop=True)


def _verdict(row: Mapping[Hashable, float]) -> str:
    """Decide where a feature goes with plays; only intervals that leave out zero count."""
    if np.isnan(row["difference_low"]):
        return "too few"
    on_streams, on_views, differs = (
        _sign(row, name) for name in ("streams", "views", "difference")
    )
    if not on_streams and not on_views:
        return "neither"
    if on_streams and on_views:
        if on_streams != on_views:
            return "opposite"
        if not differs:
            return "both"
        return "both, more streams" if differs == on_streams else "both, more views"
    one = "streams" if on_streams else "views"
    return f"{one} only" if differs else f"{one}, other open"


def _sign(row: Mapping[Hashable, float], name: str) -> int:
    """Return 1 or -1 where the interval lies on one side of zero, else 0."""
    return int(row[f"{name}_low"] > 0) - int(row[f"{name}_high"] < 0)
