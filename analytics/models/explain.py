"""What a champion relies on, worked out once by training: SHAP, permutation, leaving groups out.

SHAP values are the shap package's (TreeExplainer, LinearExplainer). Shuffling is our own: whole
groups of features are shuffled together, which scikit-learn's `permutation_importance` cannot.

Public functions
----------------
tables(task, tracks, folds, result)        -> dict of DataFrames, kept beside the champion
shap_tables(model, X, random_state=0)      -> {'shap_values', 'shap_features'} of a sample
shap_values(core, values)                  -> what each feature adds to each margin, and the base
permutation(task, folds, result)           -> DataFrame: what shuffling a feature costs, held out
group_ablation(task, tracks, folds, ...)   -> DataFrame: what leaving a group out costs
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.models import model as models
from analytics.models import scoring
from analytics.models.cores import Blend, Core, Trees
from analytics.models.linear import Linear
from analytics.models.scoring import MAIN_SCORE, CrossValidation, Task
from analytics.stats import splits

SHAP_SAMPLE = 2_000
PERMUTED_TRACKS = {False: 2_000, True: 600}
"""Held-out tracks of each fold that are shuffled: in full and in a quick training."""
ABLATION_PARAMS = {"learning_rate": 0.1, "colsample_bytree": 0.25, "max_bin": 64}
ABLATION_CHOSEN = {"n_trees": 120.0}

Floats = npt.NDArray[np.float64]


def tables(
    task: Task,
    tracks: pd.DataFrame,
    folds: Sequence[splits.Fold],
    result: CrossValidation,
    *,
    is_quick: bool = False,
    random_state: int = 0,
) -> dict[str, pd.DataFrame]:
    """Work out all that the pages show of a champion without fitting anything again.

    Returns
    -------
    dict of name to DataFrame
        'shap_values', 'shap_features', 'permutation' and, but in a quick training, 'ablation'.
    """
    worked_out = shap_tables(result.whole, task.X, random_state=random_state)
    n_tracks = PERMUTED_TRACKS[is_quick]
    worked_out["permutation"] = permutation(
        task, folds, result, n_tracks=n_tracks, random_state=random_state
    )
    if not is_quick:
        worked_out["ablation"] = group_ablation(task, tracks, folds, random_state=random_state)
    return worked_out


def shap_tables(
    model: models.Model, X: pd.DataFrame, *, random_state: int = 0
) -> dict[str, pd.DataFrame]:
    """Split the predictions of a seeded sample of tracks into what each feature adds.

    Returns
    -------
    dict
        'shap_values': row (position of the track), base and one column per feature, in
        ln(1 + count) or log-odds; 'shap_features': row and the values of the features.
    """
    rows = np.arange(len(X))
    if len(X) > SHAP_SAMPLE:
        rng = np.random.default_rng(random_state)
        rows = np.sort(rng.choice(len(X), SHAP_SAMPLE, replace=False))
    sample = X.iloc[rows]
    values, base = shap_values(model.core, sample.to_numpy(dtype=np.float64))
    pushes = pd.DataFrame(values.astype(np.float32), columns=list(X.columns))
    pushes.insert(0, "base", np.float32(base + model.shift))
    pushes.insert(0, "row", rows)
    given = sample.astype(np.float32).reset_index(drop=True)
    given.insert(0, "row", rows)
    return {"shap_values": pushes, "shap_features": given}


def shap_values(core: Core, values: Floats) -> tuple[Floats, float]:
    """Split the margins of tracks into what each feature adds, by the shap package.

    Parameters
    ----------
    core : Core
        Of a kind that is served: a line, trees, or a blend of both.
    values : ndarray of shape (n_tracks, n_features)
        NaN where unknown.

    Returns
    -------
    values : ndarray of shape (n_tracks, n_features)
    base : float
        Margin of the average training track.
    """
    import shap

    if isinstance(core, Blend):
        line, line_base = shap_values(core.line, values)
        trees, trees_base = shap_values(core.trees, values)
        w = core.weight
        return w * line + (1 - w) * trees, w * line_base + (1 - w) * trees_base
    if isinstance(core, Trees):
        explainer = shap.TreeExplainer(core.booster)
        return explainer.shap_values(values).astype(np.float64), float(explainer.expected_value)
    assert isinstance(core, Linear)
    # The average track lies at zero of standardised features, which are taken one by one.
    average = {"mean": np.zeros_like(core.slopes), "cov": np.eye(len(core.slopes))}
    explainer = shap.LinearExplainer(
        (core.slopes, core.intercept), shap.maskers.Independent(average)
    )
    return explainer.shap_values(core.preparation.apply(values)), float(explainer.expected_value)


def permutation(
    task: Task,
    folds: Sequence[splits.Fold],
    result: CrossValidation,
    *,
    n_tracks: int = 2_000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Shuffle one feature, or one group of features, of held-out tracks; see what it costs.

    Parameters
    ----------
    result : CrossValidation
        With the fitted model of each fold.
    n_tracks : int, default=2000
        Held-out tracks of each fold that are shuffled, chosen with a seed.

    Returns
    -------
    DataFrame
        name, kind ('feature' or 'group'), group, mean and spread over folds of the loss in R² or
        average precision, the largest loss first. Features that say the same stand in for each
        other, so each of them can look dispensable: read the groups beside them.
    """
    parts = {name: [name] for name in task.X.columns}
    groups = _groups(task.X.columns)
    rng = np.random.default_rng(random_state)
    losses = [
        _fold_losses(model, task, fold.test, [*parts.values(), *groups.values()], n_tracks, rng)
        for model, fold in zip(result.fitted, folds, strict=True)
    ]
    table = pd.DataFrame({"name": [*parts, *groups]})
    table["kind"] = ["feature"] * len(parts) + ["group"] * len(groups)
    table["group"] = [*map(features.group, parts), *groups]
    table["mean"], table["spread"] = np.mean(losses, axis=0), np.std(losses, axis=0, ddof=1)
    return table.sort_values("mean", ascending=False, ignore_index=True)


def _groups(names: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(features.group(name), []).append(name)
    return groups


def _fold_losses(
    model: models.Model,
    task: Task,
    test: npt.NDArray[np.int64],
    parts: Sequence[list[str]],
    n_tracks: int,
    rng: np.random.Generator,
) -> list[float]:
    rows = test[np.isfinite(task.y[test])]
    rows = rng.permutation(rows)[:n_tracks]
    X, y = task.X.iloc[rows], task.y[rows]
    values = X.to_numpy(dtype=np.float64)
    place = {name: number for number, name in enumerate(X.columns)}
    score = _score(y, model.core.margin(values), task.is_hit)
    order = rng.permutation(len(rows))
    losses = []
    for part in parts:
        columns = [place[name] for name in part]
        shuffled = values.copy()
        shuffled[:, columns] = values[order][:, columns]
        losses.append(score - _score(y, model.core.margin(shuffled), task.is_hit))
    return losses


def _score(y: Floats, margin: Floats, is_hit: bool) -> float:
    """Return the score that decides, see `MAIN_SCORE`.

    R² by hand: scikit-learn checks its input for 0.5 ms each time, 2,400 times in a quick training.
    """
    if not is_hit:
        return 1 - float(np.mean((y - margin) ** 2) / y.var())
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(y, margin))


def group_ablation(
    task: Task,
    tracks: pd.DataFrame,
    folds: Sequence[splits.Fold],
    *,
    random_state: int = 0,
) -> pd.DataFrame:
    """Fit XGBoost again without each group of features; see what it costs on the same folds.

    With few, quick trees, all the same for every group: the differences count, not the scores.

    Returns
    -------
    DataFrame
        group, n_features, score (mean without it), difference (what the group adds), low and
        high (its 95 % interval, corrected resampled t over folds); empty with a single group.
    """
    groups, score = _groups(task.X.columns), MAIN_SCORE[task.is_hit]
    share = float(np.mean([len(fold.test) / len(fold.train) for fold in folds]))

    def without(names: list[str]) -> npt.NDArray[np.float64]:
        X = task.X.drop(columns=names)
        less = Task(task.name, task.feature_set, X, task.y, is_hit=task.is_hit)
        result = scoring.cross_validate(
            "xgboost",
            less,
            tracks,
            folds,
            params=[ABLATION_PARAMS] * (len(folds) + 1),
            chosen=ABLATION_CHOSEN,
            random_state=random_state,
        )
        return result.folds[score].to_numpy(dtype=np.float64)

    rows, all_of_them = [], without([])
    for group, names in groups.items() if len(groups) > 1 else ():
        scores = without(names)
        added = scoring.compare(all_of_them, scores, test_share=share)
        bounds = (added.difference, added.low, added.high)
        rows.append((group, len(names), float(scores.mean()), *bounds))
    columns = ["group", "n_features", "score", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
