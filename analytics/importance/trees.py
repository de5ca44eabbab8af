"""Single trees of a champion, read from what XGBoost itself writes of them.

Public functions
----------------
one_tree(model, X, number)     -> OneTree: a tree's questions, and the way of one track through it

A tree is a list of questions, each about one feature; the answers lead to a leaf, and the leaf's
number is what the tree adds. A prediction is the sum over all trees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.importance.together import trees_of
from analytics.models.model import Model
from data.errors import BadOption

DEEPEST = 4
"""Questions in a row that are shown; what lies below is taken together."""

Node = Mapping[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class OneTree:
    """One tree, and one track's way through it."""

    number: int
    """From 1."""
    n_trees: int
    nodes: pd.DataFrame
    """node, parent (-1 for the first), branch ('yes', 'no', empty for the first), depth, name (of
    the feature asked about, empty for a leaf), limit (yes is below it), cover (training tracks that
    came by; of hits, their weight), push (what a leaf adds to the prediction, the mean by cover of
    the leaves below where the tree goes on, NaN for a question), n_leaves (below it, 1 for a leaf),
    is_on_way (whether the track comes by)."""
    steps: pd.DataFrame
    """tree (0 for none yet), margin: the track's prediction after so many trees."""

    @property
    def push(self) -> float:
        """What this tree adds to the track's prediction."""
        after = self.steps["margin"].to_numpy()
        return float(after[self.number] - after[self.number - 1])


def one_tree(model: Model, X: pd.DataFrame, number: int) -> OneTree | None:
    """Read one tree and follow one track through it.

    Parameters
    ----------
    model : Model
        Of a kind that is served.
    X : DataFrame of one row
        `features.matrix` of the track for the model's task and feature set.
    number : int
        From 1.

    Returns
    -------
    OneTree, or None for a model without trees.

    Raises
    ------
    BadOption
        If there is no tree of this number.
    """
    grown = trees_of(model.core)
    if grown is None:
        return None
    booster, weight = grown
    written = booster.get_dump(dump_format="json", with_stats=True)
    if not 1 <= number <= len(written):
        raise BadOption(f"There is no tree {number}: the model has {len(written)}.")
    values = X[list(model.features)].to_numpy(dtype=np.float32)[0]
    read = [json.loads(tree) for tree in written]
    pushes = weight * np.array([_leaf(tree, values) for tree in read])
    margin = float(model.core.margin(X[list(model.features)].to_numpy(dtype=np.float64))[0])
    margin += model.shift
    after = margin - pushes.sum() + np.concatenate([[0.0], pushes.cumsum()])
    nodes = pd.DataFrame(_nodes(read[number - 1], values, model.features, is_on_way=True))
    nodes["push"] *= weight
    steps = pd.DataFrame({"tree": np.arange(len(after)), "margin": after})
    return OneTree(number, len(written), nodes, steps)


def says(name: str, limit: float) -> str:
    """Return the question that a tree asks, as readers know the feature's values."""
    label = features.label(name)
    if features.shown(name, 1.0) == "yes" and 0 < limit <= 1:
        return f"{label}: no?"
    return f"{label} below {features.shown(name, limit)}?"


def _goes_yes(node: Node, values: np.ndarray) -> bool:
    value = values[int(node["split"][1:])]
    if np.isnan(value):
        return bool(node["missing"] == node["yes"])
    return bool(value < np.float32(node["split_condition"]))


def _leaf(node: Node, values: np.ndarray) -> float:
    """Return the number of the leaf that a track falls into."""
    while "leaf" not in node:
        wanted = node["yes"] if _goes_yes(node, values) else node["no"]
        node = next(child for child in node["children"] if child["nodeid"] == wanted)
    return float(node["leaf"])


def _leaves(node: Node) -> Iterator[Node]:
    if "leaf" in node:
        yield node
    for child in node.get("children", ()):
        yield from _leaves(child)


def _nodes(
    node: Node,
    values: np.ndarray,
    names: tuple[str, ...],
    *,
    is_on_way: bool,
    parent: int = -1,
    branch: str = "",
    depth: int = 0,
) -> Iterator[dict[str, Any]]:
    """Yield a node and all that are shown below it, yes before no."""
    leaves = list(_leaves(node))
    is_end = "leaf" in node or depth == DEEPEST
    weights = [leaf["cover"] for leaf in leaves]
    yield {
        "node": node["nodeid"],
        "parent": parent,
        "branch": branch,
        "depth": depth,
        "name": "" if is_end else names[int(node["split"][1:])],
        "limit": np.nan if is_end else float(node["split_condition"]),
        "cover": float(node["cover"]),
        "push": float(np.average([x["leaf"] for x in leaves], weights=weights))
        if is_end
        else np.nan,
        "n_leaves": len(leaves),
        "is_on_way": is_on_way,
    }
    if is_end:
        return
    goes_yes = _goes_yes(node, values)
    for branch, is_way in (("yes", goes_yes), ("no", not goes_yes)):
        child = next(one for one in node["children"] if one["nodeid"] == node[branch])
        yield from _nodes(
            child,
            values,
            names,
            is_on_way=is_on_way and is_way,
            parent=node["nodeid"],
            branch=branch,
            depth=depth + 1,
        )
