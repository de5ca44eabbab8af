"""Which audio features travel: go with plays on both platforms, or on one only.

A link of all tracks may be one between artists only, or that of another audio feature. So each is
looked at three ways, and a feature travels where it holds in all of them.
"""

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

HOLDS = (
    "all",
    "not beside other audio",
    "within artists, streams only",
    "within artists, views only",
    "not within artists",
    "unknown",
    "",
)
"""Whether a link also holds within artists and with the other audio held equal. 'All': both, on
each platform that has the link; what fails within artists says nothing of the other audio;
'unknown': a catalogue too small for that, or of one track an artist; empty: there is no link."""

PLATFORMS = ("streams", "views")
WAYS = ("within", "partial")


def travel(
    names: Sequence[tuple[str, str]],
    estimates: Estimates,
    features: Sequence[str],
    *,
    within: Estimates,
    partial: Estimates,
) -> pd.DataFrame:
    """Hold each feature's link to streams against its link to views, in three ways.

    Parameters
    ----------
    names : sequence of (x, y)
        The pairs that were correlated, those of `streams` and `views` with each feature among
        them.
    estimates : Estimates
        Of these pairs, from the same replicates.
    features : sequence of str
    within, partial : Estimates
        Streams with each feature, then views with each: within artists, and with the other audio
        held equal. From the same replicates.

    Returns
    -------
    DataFrame with one row per feature
        See `pairs.Correlations.travel`.
    """
    where = {
        "streams": [names.index(("streams", feature)) for feature in features],
        "views": [names.index(("views", feature)) for feature in features],
    }
    n_comparisons = 7 * len(features)
    table = pd.DataFrame({"feature": features})
    for name, of in where.items():
        low, high, _ = intervals(estimates, n_comparisons=n_comparisons, of=of)
        table[[name, f"{name}_low", f"{name}_high"]] = np.column_stack([estimates.r[of], low, high])
    difference, low, high, _ = differences(estimates, *where.values(), n_comparisons=n_comparisons)
    table[["difference", "difference_low", "difference_high"]] = np.column_stack(
        [difference, low, high]
    )
    for way, again in zip(WAYS, (within, partial), strict=True):
        low, high, _ = intervals(again, n_comparisons=n_comparisons)
        for place, name in enumerate(PLATFORMS):
            own = slice(place * len(features), (place + 1) * len(features))
            columns = [f"{way}_{name}{end}" for end in ("", "_low", "_high")]
            table[columns] = np.column_stack([again.r[own], low[own], high[own]])
    rows = table.to_dict("records")
    table["verdict"] = [_verdict(row) for row in rows]
    table["holds"] = [_holds(row) for row in rows]
    table["strength"] = table[["streams", "views"]].abs().max(axis=1)
    table["place"] = table["verdict"].map(lambda verdict: max(VERDICTS.index(verdict), 2))
    table["next"] = table["holds"].map(HOLDS.index)
    by = ["place", "next", "strength"]
    table = table.sort_values(by, ascending=[True, True, False], kind="stable")
    return table.drop(columns=by).reset_index(drop=True)


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


def _holds(row: Mapping[Hashable, float]) -> str:
    """Say whether the links that there are hold within artists and beside the other audio."""
    linked = [name for name in PLATFORMS if _sign(row, name)]
    if not linked or np.isnan(row["difference_low"]):
        return ""
    if any(np.isnan(row[f"{way}_{name}_low"]) for way in WAYS for name in linked):
        return "unknown"
    within, partial = (
        [name for name in linked if _sign(row, f"{way}_{name}") == _sign(row, name)] for way in WAYS
    )
    if within != linked:
        return f"within artists, {within[0]} only" if within else "not within artists"
    return "all" if partial == linked else "not beside other audio"


def _sign(row: Mapping[Hashable, float], name: str) -> int:
    """Return 1 or -1 where the interval lies on one side of zero, else 0."""
    return int(row[f"{name}_low"] > 0) - int(row[f"{name}_high"] < 0)
