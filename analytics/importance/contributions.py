"""What each feature adds to the predictions of many tracks: SHAP values, as training stored them.

Public functions
----------------
beeswarm(values, given, top=)        -> Beeswarm: the strongest features and a point per track
dependence(values, given, feature)   -> Dependence: value against push, with a partner
correlated(given)                    -> DataFrame: features that say nearly the same

`values` and `given` are 'shap_values' and 'shap_features' of `analytics.models.explain`: what each
feature adds to each of a sample's predictions (its *push*, in ln(1 + count) or log-odds), and the
features' own values, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from data.errors import BadOption

STRONG = 0.7
"""Rank correlation from which on two features are said to say nearly the same."""
N_PARTS = 20
"""Equal parts by value, whose medians make the line of a dependence."""


@dataclass(frozen=True, eq=False, slots=True)
class Beeswarm:
    """What each feature adds to the predictions of a sample of tracks."""

    n_tracks: int
    base: float
    """Prediction for the average track."""
    features: pd.DataFrame
    """The strongest first: name, label, group, mean_push (mean absolute SHAP), direction (rank
    correlation of value and push, -1 to 1), says_same (labels of features that say nearly the
    same, empty text where there are none)."""
    points: pd.DataFrame
    """One row per track and feature: row, name, value, push, height (rank of the value, 0 to 1,
    NaN where unknown)."""


def beeswarm(values: pd.DataFrame, given: pd.DataFrame, *, top: int = 12) -> Beeswarm:
    """Return what the strongest features add to each prediction.

    Parameters
    ----------
    values : DataFrame of shape (n_tracks, 2 + n_features)
        row, base, and what each feature adds.
    given : DataFrame of shape (n_tracks, 1 + n_features)
        row, and the features' values, NaN where unknown.
    top : int, default=12
        Features that are shown.
    """
    pushes = values.drop(columns=["row", "base"])
    strength = pushes.abs().mean().sort_values(ascending=False)
    strongest = list(strength.index[:top])
    table = pd.DataFrame({"name": strongest, "mean_push": strength[strongest].to_numpy()})
    table.insert(1, "label", table["name"].map(features.label))
    table.insert(2, "group", table["name"].map(features.group))
    table["direction"] = [_rank_correlation(given[name], pushes[name]) for name in strongest]
    doubles = _doubles(given)
    table["says_same"] = [
        ", ".join(map(features.label, doubles.get(name, []))) for name in strongest
    ]
    points = [
        pd.DataFrame(
            {
                "row": values["row"],
                "name": name,
                "value": given[name],
                "push": pushes[name],
                "height": given[name].rank(pct=True),
            }
        )
        for name in strongest
    ]
    return Beeswarm(
        n_tracks=len(values),
        base=float(values["base"].iloc[0]),
        features=table,
        points=pd.concat(points, ignore_index=True),
    )


def _rank_correlation(first: pd.Series, second: pd.Series) -> float:
    known = first.notna()
    if first[known].nunique() < 2 or second[known].nunique() < 2:
        return 0.0
    return float(np.corrcoef(first[known].rank(), second[known].rank())[0, 1])


def _doubles(given: pd.DataFrame) -> dict[str, list[str]]:
    """Return by name the features that say nearly the same."""
    pairs = _pairs(given)
    doubles: dict[str, list[str]] = {}
    for first, second in zip(pairs["name"], pairs["other"], strict=True):
        doubles.setdefault(first, []).append(second)
        doubles.setdefault(second, []).append(first)
    return doubles


def _pairs(given: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in given.columns if name != "row" and given[name].nunique() > 1]
    together = given[names].rank().corr().to_numpy()
    first, second = np.triu_indices(len(names), 1)
    table = pd.DataFrame(
        {
            "name": np.array(names)[first],
            "other": np.array(names)[second],
            "correlation": together[first, second],
        }
    )
    strong = table[table["correlation"].abs() >= STRONG]
    order = strong["correlation"].abs().sort_values(ascending=False, kind="stable").index
    return strong.loc[order].reset_index(drop=True)


def correlated(given: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of features that say nearly the same, the closest first.

    Returns
    -------
    DataFrame
        name, label, other, other_label, correlation (Spearman, at least 0.7 either way).
    """
    pairs = _pairs(given)
    pairs.insert(1, "label", pairs["name"].map(features.label))
    pairs.insert(3, "other_label", pairs["other"].map(features.label))
    return pairs


@dataclass(frozen=True, eq=False, slots=True)
class Dependence:
    """How the push of one feature goes with its value."""

    name: str
    label: str
    partner: str
    """Label of the feature that its push depends on most, besides itself."""
    points: pd.DataFrame
    """row, value, push, partner (value of the partner); without tracks that lack the value."""
    line: pd.DataFrame
    """value, push: medians of up to `N_PARTS` equal parts by value."""


def dependence(values: pd.DataFrame, given: pd.DataFrame, feature: str) -> Dependence:
    """Return how the push of a feature goes with its value.

    Parameters
    ----------
    values, given : DataFrame
        As for `beeswarm`.
    feature : str

    Raises
    ------
    BadOption
        If the model has no such feature.
    """
    if feature not in given.columns or feature == "row":
        raise BadOption(f"The model has no feature {feature!r}.")
    partner = _partner(values[feature], given, feature)
    points = pd.DataFrame(
        {
            "row": values["row"],
            "value": given[feature],
            "push": values[feature],
            "partner": given[partner],
        }
    ).dropna(subset=["value"])
    is_many = points["value"].nunique() > N_PARTS
    parts = pd.qcut(points["value"], N_PARTS, duplicates="drop") if is_many else points["value"]
    line = points.groupby(parts, observed=True)[["value", "push"]].median().reset_index(drop=True)
    return Dependence(
        name=feature,
        label=features.label(feature),
        partner=features.label(partner),
        points=points.reset_index(drop=True),
        line=line,
    )


def _partner(push: pd.Series, given: pd.DataFrame, feature: str) -> str:
    """Return the feature that goes most with what a feature's own value leaves open."""
    parts = pd.qcut(given[feature].rank(method="first"), 10, labels=False)
    rest = push - push.groupby(parts.fillna(-1)).transform("mean")
    names = [name for name in given.columns if name not in ("row", feature)]
    strengths = [abs(_rank_correlation(given[name], rest)) for name in names]
    return names[int(np.argmax(strengths))]
