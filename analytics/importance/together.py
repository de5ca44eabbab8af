"""Which features work together: SHAP interaction values of a champion.

Public functions
----------------
together(model, given, progress=)     -> Together: the strongest pairs, and how much pairs move

A push of a feature is what it adds by itself and, with each other feature, half of what both add
only together. The values are XGBoost's own, exact, and equal shap's `shap_interaction_values`; a
straight line has none, and in a blend the trees count with their weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.importance import contributions
from analytics.models.cores import Blend, Core, Trees
from analytics.models.model import Model
from data.jobs.progress import Progress, untold

Floats = npt.NDArray[np.float64]

N_TRACKS = 200
"""Tracks of the seeded sample: one takes 40 to 100 ms."""
N_PAIRS = 12
CHUNK = 10
SURE = 1.96


@dataclass(frozen=True, eq=False, slots=True)
class Together:
    """How much of what moves predictions is features working together."""

    n_tracks: int
    share: float
    """Of all that moves predictions, what pairs add beyond what each feature adds by itself, 0 to 1
    (mean absolute values)."""
    pairs: pd.DataFrame
    """The strongest first: name, other, label, other_label, mean_push (mean absolute change that
    both bring only together, in ln(1 + count) or log-odds), low, high (95 % over the tracks of the
    sample), says_same (whether the two say nearly the same, see `contributions.correlated`)."""
    points: pd.DataFrame
    """name, other, row, value, other_value, push: one row per pair and track."""


def together(model: Model, given: pd.DataFrame, *, progress: Progress = untold) -> Together:
    """Split the predictions of some tracks into what features add alone and in pairs.

    Parameters
    ----------
    model : Model
        With trees, see `trees_of`: in a straight line each feature adds by itself.
    given : DataFrame of shape (n_tracks, 1 + n_features)
        'shap_features' of `analytics.models.explain`: row, and the features of a seeded sample.
    progress : callable
        Told how far it is.
    """
    grown = trees_of(model.core)
    assert grown is not None
    booster, weight = grown
    sample = given.sample(min(N_TRACKS, len(given)), random_state=0).sort_index()
    values = sample[list(model.features)].to_numpy(dtype=np.float64)
    inter = weight * interactions(booster, values, progress=progress)
    alone = np.diagonal(inter, axis1=1, axis2=2).copy()
    if isinstance(model.core, Blend):
        alone += (1 - weight) * model.core.line.contributions(values)[0]
    first, second = np.triu_indices(len(model.features), 1)
    both = 2 * inter[:, first, second]
    size = np.abs(both)
    table = pd.DataFrame(
        {
            "name": np.array(model.features)[first],
            "other": np.array(model.features)[second],
            "mean_push": size.mean(axis=0),
            "half": SURE * size.std(axis=0, ddof=1) / np.sqrt(len(values)),
        }
    )
    strongest = table["mean_push"].sort_values(ascending=False, kind="stable").index[:N_PAIRS]
    by_itself = float(np.abs(alone).mean(axis=0).sum())
    in_pairs = float(table["mean_push"].sum())
    return Together(
        n_tracks=len(values),
        share=in_pairs / (in_pairs + by_itself) if in_pairs else 0.0,
        pairs=_named(table.loc[strongest], given),
        points=_points(table.loc[strongest], both[:, strongest], sample),
    )


def trees_of(core: Core) -> tuple[Any, float] | None:
    """Return the trees of a model and their weight in it; None where it has none."""
    if isinstance(core, Trees):
        return core.booster, 1.0
    if isinstance(core, Blend):
        return core.trees.booster, 1 - core.weight
    return None


def interactions(booster: Any, values: Floats, *, progress: Progress = untold) -> Floats:
    """Return SHAP interaction values, shape (n_tracks, n_features, n_features).

    Each track's matrix is symmetric; its rows add up to the SHAP values.
    """
    import xgboost

    parts = []
    for start in range(0, len(values), CHUNK):
        data = xgboost.DMatrix(values[start : start + CHUNK], nthread=1)
        parts.append(booster.predict(data, pred_interactions=True)[:, :-1, :-1])
        done = min(start + CHUNK, len(values))
        progress(done / len(values), f"{done} of {len(values)} tracks")
    return np.concatenate(parts).astype(np.float64)


def _named(table: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    doubles = contributions.correlated(given)
    same = {frozenset(pair) for pair in zip(doubles["name"], doubles["other"], strict=True)}
    pairs = table.reset_index(drop=True)
    pairs.insert(2, "label", pairs["name"].map(features.label))
    pairs.insert(3, "other_label", pairs["other"].map(features.label))
    pairs["low"] = (pairs["mean_push"] - pairs["half"]).clip(lower=0)
    pairs["high"] = pairs["mean_push"] + pairs.pop("half")
    couples = zip(pairs["name"], pairs["other"], strict=True)
    pairs["says_same"] = [frozenset(pair) in same for pair in couples]
    return pairs


def _points(table: pd.DataFrame, both: Floats, sample: pd.DataFrame) -> pd.DataFrame:
    names = zip(table["name"], table["other"], strict=True)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "name": name,
                    "other": other,
                    "row": sample["row"].to_numpy(),
                    "value": sample[name].to_numpy(),
                    "other_value": sample[other].to_numpy(),
                    "push": both[:, place],
                }
            )
            for place, (name, other) in enumerate(names)
        ],
        ignore_index=True,
    )
