"""How well the champions predict, as the report writes it down."""

import math
from typing import Any

import pandas as pd

FEATURE_SETS = ("audio", "release", "market")
HITS = "hits_10"
COUNT_SCORES = {
    "r2_mean": "r2_mean",
    "r2_sd": "r2_spread",
    "naive_r2_mean": "naive_r2_mean",
    "nrmse": "nrmse_mean",
    "baseline_r2": "baseline_r2_mean",
}
HIT_SCORES = {
    "average_precision": "average_precision_mean",
    "roc_auc": "roc_auc_mean",
    "brier": "brier_mean",
    "base_rate": "base_rate_mean",
}

ChampionScores = dict[str, dict[str, dict[str, Any]]]
"""By what is predicted and from which feature set: the model's kind, the catalogue and data version
that it was trained on, and its scores."""


def champion_scores(champions: pd.DataFrame, runs: pd.DataFrame) -> ChampionScores:
    """Return the champions' scores; of hits, those of the top tenth.

    Parameters
    ----------
    champions : DataFrame
        As `registry.champions`.
    runs : DataFrame
        As `experiments.runs`.

    Returns
    -------
    dict
        A champion whose run is not there is left out; a score that is not there is None.
    """
    scores: ChampionScores = {}
    columns = champions[["task", "feature_set", "run_id", "kind", "catalogue", "data_version"]]
    for task, feature_set, run_id, kind, catalogue, version in columns.itertuples(index=False):
        is_hits = task.startswith("hits")
        run = runs[runs["run_id"] == run_id]
        if run.empty or (is_hits and task != HITS):
            continue
        names = HIT_SCORES if is_hits else COUNT_SCORES
        row = {name: number(run.iloc[0].get(column)) for name, column in names.items()}
        about = {"model": kind, "catalogue": catalogue, "data_version": version}
        scores.setdefault("hits" if is_hits else task, {})[feature_set] = {**about, **row}
    return {
        what: {name: sets[name] for name in FEATURE_SETS if name in sets}
        for what, sets in scores.items()
    }


def trained_on(scores: ChampionScores, field: str) -> str | None:
    """Return what champions were trained on, None without any.

    Parameters
    ----------
    field : {'data_version', 'catalogue'}
        Where a person has chosen one of an earlier training, both versions are named.
    """
    values = {row[field] for sets in scores.values() for row in sets.values()}
    return " and ".join(sorted(values)) or None


def number(value: Any) -> float | None:
    """Return a finite number; None where a value is missing, not finite or no number."""
    try:
        converted = float(value)
    except (TypeError, ValueError):
        return None
    return converted if math.isfinite(converted) else None
