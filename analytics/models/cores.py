"""The arithmetic of each kind of model: from numbers to a margin, and what each number adds to it.

Public functions and names
--------------------------
Core                                     protocol: margin, contributions, state
choose(kind, learn, judge, settings)     -> (core fitted on learn, what was chosen on judge)
fit(kind, values, y, chosen, settings)   -> core with choices made
loss(margin, y, is_hit=)                 -> what choices are made by
from_state(state, trees)                 -> core read back from JSON and UBJ

Arrays only: rows are tracks, columns features, NaN is unknown. XGBoost runs on one thread, so that
the same data and seed give the same trees on every machine; folds run beside each other instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from analytics.models import compared, linear
from data.errors import ModelRefused

Floats = npt.NDArray[np.float64]
Data = tuple[Floats, Floats]
"""Values of shape (n_tracks, n_features) and targets of shape (n_tracks,)."""

BOOSTED = {
    "learning_rate": 0.05,
    "max_depth": 4,
    "min_child_weight": 20.0,
    "subsample": 0.7,
    "colsample_bytree": 0.4,
    "reg_lambda": 5.0,
    "max_bin": 128,
}
FOREST = {
    "learning_rate": 1.0,
    "max_depth": 12,
    "subsample": 0.63,
    "colsample_bynode": 1 / 3,
    "reg_lambda": 0.0,
    "num_parallel_tree": 100,
    "max_bin": 128,
}
"""A random forest, grown by XGBoost: scikit-learn's takes 16 s a fit where this takes 1 s, and its
files would have to be unpickled."""
MAX_ROUNDS = 600
PATIENCE = 40
NEIGHBOURS = (10, 25, 50)
BLEND_WEIGHTS = (0.2, 0.35, 0.5, 0.65)


@dataclass(frozen=True, slots=True)
class FitSettings:
    """What a fit depends on besides the data."""

    is_hit: bool
    random_state: int
    params: Mapping[str, Any] = field(default_factory=dict)
    """Settings of XGBoost in place of `BOOSTED`."""


class Core(Protocol):
    """What every kind of model can do."""

    def margin(self, values: Floats) -> Floats:
        """Return ln(1 + count) or log-odds, shape (n_tracks,)."""
        ...

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Return what each feature adds to each margin, and the base."""
        ...

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return what JSON can hold, and files for the rest, by name."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Trees:
    """XGBoost's trees: boosted, or a forest of its own."""

    booster: Any

    def margin(self, values: Floats) -> Floats:
        """Return the sum of the leaves that each track falls into."""
        margin = self.booster.inplace_predict(values, predict_type="margin")
        return np.asarray(margin, dtype=np.float64)

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Return exact tree SHAP values, XGBoost's own: see `analytics.importance.pushes`."""
        import xgboost

        parts = self.booster.predict(xgboost.DMatrix(values, nthread=1), pred_contribs=True)
        return parts[:, :-1].astype(np.float64), float(parts[0, -1])

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return XGBoost's own binary JSON."""
        return {"form": "trees"}, {"trees.ubj": bytes(self.booster.save_raw("ubj"))}


@dataclass(frozen=True, eq=False, slots=True)
class Blend:
    """A weighted mean of a linear model and trees: still a sum over features."""

    line: linear.Linear
    trees: Trees
    weight: float
    """Share of the linear model, 0 to 1."""

    def margin(self, values: Floats) -> Floats:
        """Return the weighted mean of both margins."""
        trees = self.trees.margin(values)
        return self.weight * self.line.margin(values) + (1 - self.weight) * trees

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Return the weighted mean of both models' exact SHAP values."""
        line, line_base = self.line.contributions(values)
        trees, trees_base = self.trees.contributions(values)
        w = self.weight
        return w * line + (1 - w) * trees, w * line_base + (1 - w) * trees_base

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return the linear model and the weight as JSON, the trees as UBJ."""
        line, trees = self.line.state()[0], self.trees.state()[1]
        return {"form": "blend", "weight": self.weight, "line": line}, trees


def from_state(state: Mapping[str, Any], trees: bytes | None) -> Core:
    """Read a core back. Only forms that are named here are ever built."""
    form = state["form"]
    if form == "linear":
        return linear.from_state(state)
    if form not in ("trees", "blend") or trees is None:
        raise ModelRefused(f"A model of form {form!r} may not be loaded.")
    grown = Trees(_read_trees(trees))
    if form == "trees":
        return grown
    return Blend(linear.from_state(state["line"]), grown, float(state["weight"]))


def _read_trees(trees: bytes) -> Any:
    import xgboost

    try:
        booster = xgboost.Booster(model_file=bytearray(trees))
    except xgboost.core.XGBoostError as error:
        raise ModelRefused("The trees of a model cannot be read.") from error
    booster.set_param({"nthread": 1})
    return booster


def choose(
    kind: str, learn: Data, judge: Data, settings: FitSettings
) -> tuple[Core, dict[str, float]]:
    """Fit on one set of artists and choose what is open on another.

    Returns
    -------
    core : Core
        Fitted on `learn` alone, so its errors on `judge` are those on unseen artists.
    chosen : dict
        Penalty, number of trees, neighbours or weight that did best on `judge`.
    """
    if kind in ("baseline", "ols", "svm", "forest", "boosting"):
        return fit(kind, *learn, {}, settings), {}
    if kind in ("xgboost", "tuned"):
        trees, rounds = _boosted(learn, judge, settings)
        tuned = settings.params if kind == "tuned" else {}
        return trees, {**rounds, **{f"param.{name}": value for name, value in tuned.items()}}
    if kind == "blend":
        return _choose_blend(learn, judge, settings)
    trials = _trials(kind, learn, settings)
    return min(
        trials, key=lambda trial: loss(trial[0].margin(judge[0]), judge[1], is_hit=settings.is_hit)
    )


def fit(
    kind: str, values: Floats, y: Floats, chosen: Mapping[str, float], settings: FitSettings
) -> Core:
    """Fit a kind of model whose choices are made."""
    if kind in ("baseline", "ols", "ridge", "lasso", "logistic"):
        return linear.fit(kind, values, y, penalty=chosen.get("penalty", 0.0))
    if kind in ("xgboost", "tuned"):
        return Trees(_train((values, y), settings, _boosted_params(settings), _rounds(chosen)))
    if kind == "forest":
        return Trees(_train((values, y), settings, _forest_params(settings), 1))
    if kind == "blend":
        line = linear.fit(_line_kind(settings), values, y, penalty=chosen["penalty"])
        trees = fit("xgboost", values, y, chosen, settings)
        assert isinstance(trees, Trees)
        return Blend(line, trees, chosen["weight"])
    if kind == "knn":
        return compared.neighbours(values, y, int(chosen["n_neighbours"]))
    return compared.fit(kind, values, y, random_state=settings.random_state)


def _rounds(chosen: Mapping[str, float]) -> int:
    return int(chosen.get("n_trees", MAX_ROUNDS))


def _line_kind(settings: FitSettings) -> str:
    return "logistic" if settings.is_hit else "ridge"


def _trials(
    kind: str, learn: Data, settings: FitSettings
) -> Sequence[tuple[Core, dict[str, float]]]:
    """Fit a kind of model with every penalty, or number of neighbours, worth trying."""
    if kind == "knn":
        grid = [{"n_neighbours": float(k)} for k in NEIGHBOURS if k < len(learn[1])]
        return [(fit(kind, *learn, chosen, settings), chosen) for chosen in grid]
    penalties = linear.penalties(kind, *learn)
    chosen_ones = [{"penalty": float(penalty)} for penalty in penalties]
    if kind == "logistic":
        return [(fit(kind, *learn, chosen, settings), chosen) for chosen in chosen_ones]
    return list(zip(linear.fit_path(kind, *learn, penalties), chosen_ones, strict=True))


def _boosted_params(settings: FitSettings) -> dict[str, Any]:
    # The weight of a leaf is its curvature: a track's is 1 for counts, p (1 - p) for hits.
    params = (
        BOOSTED | ({"min_child_weight": 5.0} if settings.is_hit else {}) | dict(settings.params)
    )
    return {**params, "max_depth": int(params["max_depth"])}


def _forest_params(settings: FitSettings) -> dict[str, Any]:
    return FOREST | {"min_child_weight": 0.5 if settings.is_hit else 5.0}


def _train(
    learn: Data,
    settings: FitSettings,
    params: Mapping[str, Any],
    rounds: int,
    *,
    judge: Data | None = None,
) -> Any:
    """Grow trees, stopping early on `judge` where given; the same question is answered once."""
    fixed = {
        "objective": "binary:logistic" if settings.is_hit else "reg:squarederror",
        "tree_method": "hist",
        "nthread": 1,
        "seed": settings.random_state,
        "verbosity": 0,
    }
    asked = {**params, **fixed}
    key = _digest([*learn, *(judge or ())], f"{sorted(asked.items())} {rounds}")
    if key not in _GROWN:
        _GROWN[key] = _grow(learn, asked, rounds, judge)
        while len(_GROWN) > MAX_GROWN:
            _GROWN.pop(next(iter(_GROWN)), None)
    return _GROWN[key]


_GROWN: dict[bytes, Any] = {}
"""Trees by all that they depend on: a blend needs those that XGBoost has just grown."""
MAX_GROWN = 16


def _digest(arrays: Sequence[Floats], words: str) -> bytes:
    digest = hashlib.blake2b(words.encode())
    for array in arrays:
        digest.update(repr(array.shape).encode())
        digest.update(array.tobytes())
    return digest.digest()


def _grow(learn: Data, params: Mapping[str, Any], rounds: int, judge: Data | None) -> Any:
    import xgboost

    data = xgboost.DMatrix(*learn, nthread=1)
    if judge is None:
        return xgboost.train(dict(params), data, rounds, verbose_eval=False)
    return xgboost.train(
        dict(params),
        data,
        rounds,
        evals=[(xgboost.DMatrix(*judge, nthread=1), "judge")],
        early_stopping_rounds=PATIENCE,
        verbose_eval=False,
    )


def _boosted(learn: Data, judge: Data, settings: FitSettings) -> tuple[Trees, dict[str, float]]:
    params = _boosted_params(settings)
    booster = _train(learn, settings, params, MAX_ROUNDS, judge=judge)
    best = booster.best_iteration + 1
    return Trees(booster[:best]), {"n_trees": float(best)}


def _choose_blend(learn: Data, judge: Data, settings: FitSettings) -> tuple[Core, dict[str, float]]:
    line, penalty = choose(_line_kind(settings), learn, judge, settings)
    trees, rounds = _boosted(learn, judge, settings)
    assert isinstance(line, linear.Linear)
    blends = [Blend(line, trees, weight) for weight in BLEND_WEIGHTS]
    best = min(
        blends, key=lambda blend: loss(blend.margin(judge[0]), judge[1], is_hit=settings.is_hit)
    )
    return best, {**penalty, **rounds, "weight": best.weight}


def loss(margin: Floats, y: Floats, *, is_hit: bool) -> float:
    """Return the mean squared error, or the mean log loss of hits."""
    if not is_hit:
        return float(np.mean((y - margin) ** 2))
    return float(np.mean(np.logaddexp(0, margin) - y * margin))
