"""What the champions rely on: SHAP, permutation and ranks; one track's prediction in words.

Public functions
----------------
beeswarm(task, feature_set, top=)           -> Beeswarm: SHAP of a sample, strongest features first
dependence(task, feature_set, feature)      -> Dependence: value against push, with a partner
permutation(task, feature_set)              -> DataFrame: what shuffling costs on held-out artists
group_ablation(task, feature_set)           -> DataFrame: what leaving a group out costs
ranks(task)                                 -> DataFrame: ranks side by side
correlated(task, feature_set)               -> DataFrame: features that say nearly the same
waterfall(trained, X, top=)                 -> Waterfall: one prediction, step by step, in words

All but `waterfall` read what training stored, for the champion of a task ('streams', 'views',
'likes', 'comments', 'hits_10', 'hits_5', 'hits_20') and a feature set; ModelMissing without one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.models import model as models
from analytics.runs import registry
from data import metrics
from data.errors import BadOption

STRONG = 0.7
"""Rank correlation from which on two features are said to say nearly the same."""


@dataclass(frozen=True, eq=False, slots=True)
class Beeswarm:
    """What each feature adds to the predictions of a sample of tracks."""

    champion: registry.Champion
    unit: str
    """'ln(1 + streams)' or 'log-odds of a hit'."""
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


def beeswarm(task: str, feature_set: str, *, top: int = 12) -> Beeswarm:
    """Return SHAP values of the champion's strongest features."""
    champion, values, given = _stored(task, feature_set)
    pushes = values.drop(columns=["row", "base"])
    strength = pushes.abs().mean().sort_values(ascending=False)
    kept = list(strength.index[:top])
    table = pd.DataFrame({"name": kept, "mean_push": strength[kept].to_numpy()})
    table.insert(1, "label", table["name"].map(features.label))
    table.insert(2, "group", table["name"].map(features.group))
    table["direction"] = [_rank_correlation(given[name], pushes[name]) for name in kept]
    partners = _partners(given)
    table["says_same"] = [", ".join(map(features.label, partners.get(name, []))) for name in kept]
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
        for name in kept
    ]
    return Beeswarm(
        champion=champion,
        unit=_unit(task),
        n_tracks=len(values),
        base=float(values["base"].iloc[0]),
        features=table,
        points=pd.concat(points, ignore_index=True),
    )


def _unit(task: str) -> str:
    return "log-odds of a hit" if task.startswith("hits") else f"ln(1 + {task})"


def _stored(task: str, feature_set: str) -> tuple[registry.Champion, pd.DataFrame, pd.DataFrame]:
    champion = registry.champion(task, feature_set)
    values = registry.frame(champion.run_id, "shap_values")
    return champion, values, registry.frame(champion.run_id, "shap_features")


def _rank_correlation(first: pd.Series, second: pd.Series) -> float:
    known = first.notna()
    if first[known].nunique() < 2 or second[known].nunique() < 2:
        return 0.0
    return float(np.corrcoef(first[known].rank(), second[known].rank())[0, 1])


def _partners(given: pd.DataFrame) -> dict[str, list[str]]:
    pairs = _pairs(given)
    found: dict[str, list[str]] = {}
    for first, second in zip(pairs["name"], pairs["other"], strict=True):
        found.setdefault(first, []).append(second)
        found.setdefault(second, []).append(first)
    return found


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


def correlated(task: str, feature_set: str) -> pd.DataFrame:
    """Return pairs of features that say nearly the same, the closest first.

    Returns
    -------
    DataFrame
        name, label, other, other_label, correlation (Spearman, at least 0.7 either way).
    """
    pairs = _pairs(_stored(task, feature_set)[2])
    pairs.insert(1, "label", pairs["name"].map(features.label))
    pairs.insert(3, "other_label", pairs["other"].map(features.label))
    return pairs


@dataclass(frozen=True, eq=False, slots=True)
class Dependence:
    """How the push of one feature goes with its value."""

    champion: registry.Champion
    name: str
    label: str
    unit: str
    partner: str
    """Label of the feature that its push depends on most, besides itself."""
    points: pd.DataFrame
    """row, value, push, partner (value of the partner); without tracks that lack the value."""
    line: pd.DataFrame
    """value, push: medians of up to 20 equal parts by value."""


def dependence(task: str, feature_set: str, feature: str) -> Dependence:
    """Return how the push of a feature goes with its value."""
    champion, values, given = _stored(task, feature_set)
    if feature not in given.columns or feature == "row":
        raise BadOption(f"The {feature_set} set has no feature {feature!r}.")
    partner = _partner(values[feature], given, feature)
    points = pd.DataFrame(
        {
            "row": values["row"],
            "value": given[feature],
            "push": values[feature],
            "partner": given[partner],
        }
    ).dropna(subset=["value"])
    parts = (
        pd.qcut(points["value"], 20, duplicates="drop")
        if points["value"].nunique() > 20
        else (points["value"])
    )
    line = points.groupby(parts, observed=True)[["value", "push"]].median().reset_index(drop=True)
    return Dependence(
        champion=champion,
        name=feature,
        label=features.label(feature),
        unit=_unit(task),
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


def permutation(task: str, feature_set: str) -> pd.DataFrame:
    """Return what shuffling each feature and each group costs on held-out artists.

    Returns
    -------
    DataFrame
        name, label, kind ('feature' or 'group'), group, mean (loss of R² or average precision),
        spread (standard deviation over folds), low, high (mean ± two standard errors over folds,
        a rough interval: folds share training tracks); the largest loss first.
    """
    table = registry.frame(registry.champion(task, feature_set).run_id, "permutation")
    labels = [
        features.label(name) if kind == "feature" else name
        for name, kind in zip(table["name"], table["kind"], strict=True)
    ]
    table.insert(1, "label", labels)
    half = 2 * table["spread"] / np.sqrt(5)
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    return table


def group_ablation(task: str, feature_set: str) -> pd.DataFrame:
    """Return what XGBoost loses when it is fitted again without a group of features.

    Returns
    -------
    DataFrame
        group, n_features, score (without it), difference (what it adds), low, high (95 %).

    Raises
    ------
    ModelMissing
        Also after a quick training, which leaves this out.
    """
    return registry.frame(registry.champion(task, feature_set).run_id, "ablation")


def ranks(task: str) -> pd.DataFrame:
    """Return the ranks of features side by side: by SHAP and by permutation, of each champion.

    Returns
    -------
    DataFrame
        name, label, group, then one column per champion and measure, such as 'release, SHAP
        (XGBoost)' with 1 for the strongest; NaN where the set lacks the feature.
    """
    columns: dict[str, pd.Series] = {}
    for feature_set in features.FEATURE_SETS:
        champion, values, _ = _stored(task, feature_set)
        kind = models.LABELS[champion.kind]
        shap = values.drop(columns=["row", "base"]).abs().mean()
        table = registry.frame(champion.run_id, "permutation")
        shuffled = table[table["kind"] == "feature"].set_index("name")["mean"]
        columns[f"{feature_set}, SHAP ({kind})"] = shap.rank(ascending=False, method="first")
        columns[f"{feature_set}, permutation ({kind})"] = shuffled.rank(
            ascending=False, method="first"
        )
    frame = pd.DataFrame(columns)
    frame = frame.loc[frame.min(axis=1).sort_values(kind="stable").index]
    frame.insert(0, "name", frame.index)
    frame.insert(1, "label", [features.label(name) for name in frame["name"]])
    frame.insert(2, "group", [features.group(name) for name in frame["name"]])
    return frame.reset_index(drop=True)


@dataclass(frozen=True, eq=False, slots=True)
class Waterfall:
    """One prediction, from the average track to this one."""

    unit: str
    base: float
    """Prediction for the average track."""
    margin: float
    """Prediction for this track; base plus all pushes."""
    steps: pd.DataFrame
    """The strongest first, the last one all others together: name, label, value (as shown), push
    (in `unit`), factor (what the push multiplies the count, or the odds, by)."""
    sentence: str
    """The same in words."""


def waterfall(trained: registry.Trained, X: pd.DataFrame, *, top: int = 8) -> Waterfall:
    """Explain the prediction of one track.

    Parameters
    ----------
    trained : registry.Trained
        From `registry.load(task, feature_set)`.
    X : DataFrame of one row
        `features.matrix` of the track for the same task and set.
    top : int, default=8
        Features that get a step of their own.
    """
    values, base = trained.model.contributions(X)
    pushes = pd.Series(values[0], index=list(X.columns))
    order = pushes.abs().sort_values(ascending=False, kind="stable").index
    shown, rest = list(order[:top]), list(order[top:])
    steps = pd.DataFrame(
        {
            "name": shown,
            "label": [features.label(name) for name in shown],
            "value": [shown_value(name, float(X[name].iloc[0])) for name in shown],
            "push": pushes[shown].to_numpy(),
        }
    )
    if rest:
        others = {"name": "", "label": f"{len(rest)} other features", "value": ""}
        others_row = pd.DataFrame([{**others, "push": float(pushes[rest].sum())}])
        steps = pd.concat([steps, others_row], ignore_index=True)
    steps["factor"] = np.exp(steps["push"])
    margin = base + float(pushes.sum())
    task = trained.champion.task
    return Waterfall(_unit(task), base, margin, steps, _sentence(task, steps, len(shown)))


def _sentence(task: str, steps: pd.DataFrame, n_shown: int) -> str:
    what = "its odds of being a hit" if task.startswith("hits") else f"its expected {task}"
    own = steps.iloc[:n_shown]
    up, down = own[own["push"] > 0.01].head(3), own[own["push"] < -0.01].head(3)
    parts = [
        f"{verb} {what} most: {', '.join(_named(step) for _, step in chosen.iterrows())}"
        for verb, chosen in (("Raise", up), ("Lower", down))
        if len(chosen)
    ]
    return ". ".join(parts) + "." if parts else f"Nothing moves {what} far from the average track."


def _named(step: pd.Series) -> str:
    return f"{step['label']} ({step['value']}, × {step['factor']:.2f})"


def shown_value(name: str, value: float) -> str:
    """Write the value of a feature as a reader knows it: counts not as logarithms."""
    if value != value:
        return "unknown"
    if name in metrics.AUDIO_FEATURES:
        return metrics.display(name, value) + metrics.physical_unit(name)
    if name.startswith(("is_", "has_", "title_", "video_", "channel_")) and value in (0.0, 1.0):
        return "yes" if value else "no"
    if name.endswith(("_per_view", "_spread")) or name.startswith("over_"):
        return f"× {np.exp(value):.3g}"
    is_log = name.startswith(("own_", "back_", "album_", "expected"))
    is_log = is_log and not name.endswith(("_n_tracks", "_n", "_share"))
    if is_log and value not in (0.0, 1.0):
        return metrics.short(float(np.expm1(value)))
    return f"{value:.3g}"
