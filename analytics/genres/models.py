"""The models that hear a genre, one interface: chances in rows that sum to 1, kept without pickle.

Public names
------------
MODELS                                   names of the models to what readers call them
fit(kind, X, y, n_genres, ...)           -> GenreModel fitted to rows
GenreModel.chances(X)                         -> ndarray of shape (n, n_genres)
kept(model), restored(Kept)              a model as text and arrays, and back

LightGBM keeps its own text, XGBoost its own binary JSON, the forest and the logistic model arrays.
scikit-learn's forest learns all genres in one tree, where boosting grows one tree for each; its
nodes are kept as arrays because its files would have to be unpickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from data.errors import ModelRefused

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MODELS = {
    "lightgbm": "LightGBM",
    "xgboost": "XGBoost",
    "forest": "Random forest",
    "logistic": "Logistic regression",
}
LIGHTGBM = {
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_data_in_leaf": 20,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "lambda_l2": 5.0,
    "max_bin": 63,
}
XGBOOST = {
    "learning_rate": 0.1,
    "max_depth": 4,
    "min_child_weight": 5.0,
    "subsample": 0.7,
    "colsample_bynode": 0.5,
    "reg_lambda": 5.0,
    "max_bin": 64,
}
ROUNDS = {"lightgbm": 100, "xgboost": 50}
FOREST = {"n_estimators": 150, "min_samples_leaf": 3, "max_features": "sqrt"}
BATCH = 2_000
"""Rows that go through the forest at once, which bounds memory."""


class GenreModel(Protocol):
    """What every model can do."""

    def chances(self, X: Floats) -> Floats:
        """Return chances of each genre, shape (n, n_genres); rows sum to 1."""
        ...

    def state(self) -> Kept:
        """Return what brings it back."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """A fitted model as text and arrays."""

    kind: str
    text: str
    arrays: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False, slots=True)
class LightGbm:
    """LightGBM's booster."""

    booster: Any

    def chances(self, X: Floats) -> Floats:
        return np.asarray(self.booster.predict(X, num_threads=1))

    def state(self) -> Kept:
        return Kept("lightgbm", self.booster.model_to_string(), {})


@dataclass(frozen=True, eq=False, slots=True)
class XgBoost:
    """XGBoost's booster."""

    booster: Any

    def chances(self, X: Floats) -> Floats:
        return np.asarray(self.booster.inplace_predict(X), dtype=np.float64)

    def state(self) -> Kept:
        raw = np.frombuffer(bytes(self.booster.save_raw("ubj")), dtype=np.uint8)
        return Kept("xgboost", "", {"ubj": raw})


@dataclass(frozen=True, eq=False, slots=True)
class Forest:
    """All nodes of all trees, one after the other."""

    nodes: dict[str, np.ndarray]
    """roots (n_trees,); left, right (position of a child, -1 at a leaf), feature, threshold and
    leaf (position in `shares`, -1 inside) of each node; shares (n_leaves, n_genres); medians
    (n_features,), which stand for unknown values."""

    def chances(self, X: Floats) -> Floats:
        filled = np.where(np.isnan(X), self.nodes["medians"], X).astype(np.float32)
        return np.concatenate(
            [self._batch(filled[at : at + BATCH]) for at in range(0, max(len(X), 1), BATCH)]
        )

    def _batch(self, X: npt.NDArray[np.float32]) -> Floats:
        nodes, shares = self.nodes, self.nodes["shares"]
        total = np.zeros((len(X), shares.shape[1]))
        rows = np.arange(len(X))
        for root in nodes["roots"]:
            at = np.full(len(X), root)
            while (inside := nodes["left"][at] >= 0).any():
                value = X[rows, np.maximum(nodes["feature"][at], 0)]
                to_left = value <= nodes["threshold"][at]
                child = np.where(to_left, nodes["left"][at], nodes["right"][at])
                at = np.where(inside, child, at)
            total += shares[nodes["leaf"][at]]
        return total / total.sum(axis=1, keepdims=True)

    def state(self) -> Kept:
        return Kept("forest", "", self.nodes)


@dataclass(frozen=True, eq=False, slots=True)
class Logistic:
    """A linear score for each genre, of values and their squares in standard deviations."""

    arrays: dict[str, np.ndarray]
    """medians, mean, deviation, coefficients (n_columns, n_genres), intercept."""

    def chances(self, X: Floats) -> Floats:
        a = self.arrays
        scaled = _scaled(X, a["medians"], a["mean"], a["deviation"])
        return softmax(scaled @ a["coefficients"] + a["intercept"])

    def state(self) -> Kept:
        return Kept("logistic", "", self.arrays)


def fit(
    kind: str,
    X: Floats,
    y: Codes,
    n_genres: int,
    *,
    weights: Floats | None = None,
    random_state: int = 0,
) -> GenreModel:
    """Fit a model to rows.

    Parameters
    ----------
    kind : str
        One of `MODELS`.
    X : ndarray of shape (n, k)
        NaN where unknown.
    y : ndarray of int, shape (n,)
        Genres from 0; one that no row has gets no chance to speak of.
    n_genres : int
    weights : ndarray of shape (n,), optional
    random_state : int, default=0
    """
    return _FITS[kind](X, y, n_genres, weights, random_state)


def kept(model: GenreModel) -> Kept:
    """Return a model as text and arrays."""
    return model.state()


def restored(state: Kept) -> GenreModel:
    """Bring a model back.

    Raises
    ------
    ModelRefused
        If it is of no kind that we know.
    """
    if state.kind == "lightgbm":
        import lightgbm

        return LightGbm(lightgbm.Booster(model_str=state.text))
    if state.kind == "xgboost":
        import xgboost

        booster = xgboost.Booster({"nthread": 1})
        booster.load_model(bytearray(state.arrays["ubj"].tobytes()))
        return XgBoost(booster)
    if state.kind == "forest":
        return Forest(state.arrays)
    if state.kind == "logistic":
        return Logistic(state.arrays)
    raise ModelRefused(f"a kept model of genres is of the unknown kind {state.kind!r}")


def softmax(scores: Floats) -> Floats:
    """Return chances from scores, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _lightgbm(X: Floats, y: Codes, n: int, weights: Floats | None, seed: int) -> GenreModel:
    import lightgbm

    params = {
        **LIGHTGBM,
        "objective": "multiclass",
        "num_class": n,
        "num_threads": 1,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(X, y, weight=weights, params={"max_bin": params["max_bin"]})
    return LightGbm(lightgbm.train(params, data, num_boost_round=ROUNDS["lightgbm"]))


def _xgboost(X: Floats, y: Codes, n: int, weights: Floats | None, seed: int) -> GenreModel:
    import xgboost

    params = {
        **XGBOOST,
        "objective": "multi:softprob",
        "num_class": n,
        "tree_method": "hist",
        "nthread": 1,
        "seed": seed,
    }
    data = xgboost.QuantileDMatrix(X, y, weight=weights, nthread=1, max_bin=XGBOOST["max_bin"])
    return XgBoost(xgboost.train(params, data, num_boost_round=ROUNDS["xgboost"]))


def _forest(X: Floats, y: Codes, n: int, weights: Floats | None, seed: int) -> GenreModel:
    from sklearn.ensemble import RandomForestClassifier

    medians = _medians(X)
    forest = RandomForestClassifier(**FOREST, n_jobs=1, random_state=seed)
    forest.fit(np.where(np.isnan(X), medians, X), y, sample_weight=weights)
    known = forest.classes_
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("left", "right", "feature", "threshold", "leaf", "shares")
    }
    roots, n_nodes, n_leaves = [], 0, 0
    for tree in (estimator.tree_ for estimator in forest.estimators_):
        is_leaf = tree.children_left < 0
        roots.append(n_nodes)
        parts["left"].append(np.where(is_leaf, -1, tree.children_left + n_nodes))
        parts["right"].append(np.where(is_leaf, -1, tree.children_right + n_nodes))
        parts["feature"].append(tree.feature)
        parts["threshold"].append(tree.threshold)
        parts["leaf"].append(np.where(is_leaf, np.cumsum(is_leaf) - 1 + n_leaves, -1))
        shares = np.zeros((int(is_leaf.sum()), n), dtype=np.float16)
        shares[:, known] = tree.value[is_leaf, 0]
        parts["shares"].append(shares)
        n_nodes += len(is_leaf)
        n_leaves += int(is_leaf.sum())
    nodes = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    for name in ("left", "right", "leaf"):
        nodes[name] = nodes[name].astype(np.int32)
    nodes["feature"] = nodes["feature"].astype(np.int16)
    return Forest(nodes | {"roots": np.array(roots, dtype=np.int32), "medians": medians})


def _logistic(X: Floats, y: Codes, n: int, weights: Floats | None, seed: int) -> GenreModel:
    from sklearn.linear_model import LogisticRegression

    medians = _medians(X)
    filled = np.where(np.isnan(X), medians, X)
    mean, deviation = filled.mean(axis=0), filled.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    model = LogisticRegression(C=1.0, max_iter=300, random_state=seed)
    model.fit(_scaled(X, medians, mean, deviation), y, sample_weight=weights)
    coefficients = np.zeros((model.coef_.shape[1], n))
    intercept = np.full(n, -30.0)
    if len(model.classes_) == 2:  # one score, of the second against the first
        coefficients[:, model.classes_[1]] = model.coef_[0]
        intercept[model.classes_] = [0.0, model.intercept_[0]]
    else:
        coefficients[:, model.classes_] = model.coef_.T
        intercept[model.classes_] = model.intercept_
    return Logistic(
        {
            "medians": medians,
            "mean": mean,
            "deviation": deviation,
            "coefficients": coefficients,
            "intercept": intercept,
        }
    )


def _medians(X: Floats) -> Floats:
    """Return each column's median, 0 where it holds no value."""
    none = np.isnan(X).all(axis=0)
    return np.nan_to_num(np.nanmedian(np.where(none, 0.0, X), axis=0))


def _scaled(X: Floats, medians: Floats, mean: Floats, deviation: Floats) -> Floats:
    scaled = np.clip((np.where(np.isnan(X), medians, X) - mean) / deviation, -5, 5)
    return np.column_stack([scaled, scaled**2 / 5])


_FITS: Mapping[str, Any] = {
    "lightgbm": _lightgbm,
    "xgboost": _xgboost,
    "forest": _forest,
    "logistic": _logistic,
}
