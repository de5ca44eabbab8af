"""Single trees: what XGBoost's own dump and its own leaves say."""

import numpy as np
import pandas as pd
import pytest
import xgboost

from analytics.features import matrix as features
from analytics.importance import trees
from analytics.models import model as models
from data.errors import BadOption
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(40)
X = features.matrix(TRACKS, "release")
Y = features.log_target(TRACKS, "streams")
IS_HIT = (np.quantile(Y, 0.8) < Y).astype(float)
KINDS = [("xgboost", False), ("blend", False), ("blend", True), ("forest", False)]


@pytest.fixture(scope="module", params=KINDS, ids=str)
def model(request: pytest.FixtureRequest) -> models.Model:
    kind, is_hit = request.param
    y, params = (IS_HIT if is_hit else Y), {"learning_rate": 0.3}
    return models.fit(kind, X, y, TRACKS, rows=np.arange(len(X)), is_hit=is_hit, params=params)


def booster_and_weight(model: models.Model) -> tuple[xgboost.Booster, float]:
    if model.kind == "blend":
        return model.core.trees.booster, 1 - model.core.weight
    return model.core.booster, 1.0


def test_nodes_are_those_of_the_boosters_dump(model: models.Model) -> None:
    """Golden: `trees_to_dataframe`, which reads the other form of the dump."""
    booster, weight = booster_and_weight(model)
    theirs = booster.trees_to_dataframe()
    number = min(3, theirs["Tree"].max() + 1)
    theirs = theirs[theirs["Tree"] == number - 1].set_index("Node")
    one = trees.one_tree(model, X.iloc[[5]], number)
    assert one is not None
    assert one.n_trees == len(booster.get_dump())
    for node in one.nodes.to_dict("records"):
        row = theirs.loc[node["node"]]
        assert node["cover"] == pytest.approx(row["Cover"], rel=1e-4)
        if node["name"]:
            assert node["name"] == model.features[int(row["Feature"][1:])]
            assert node["limit"] == pytest.approx(row["Split"], rel=1e-5)
        elif node["n_leaves"] == 1:
            assert node["push"] == pytest.approx(weight * row["Gain"], abs=1e-6)
    children = one.nodes[one.nodes["parent"] >= 0]
    for child in children.to_dict("records"):
        branch = theirs.loc[child["parent"], child["branch"].capitalize()]
        assert branch == f"{number - 1}-{child['node']}"


def test_a_track_takes_the_boosters_way_in_every_tree(model: models.Model) -> None:
    """Golden: `pred_leaf`, tracks with unknown values among them."""
    booster, weight = booster_and_weight(model)
    rows = pd.concat([X.head(6), X.head(3).assign(back_streams_mean=np.nan, energy=np.nan)])
    leaves = booster.predict(xgboost.DMatrix(rows.to_numpy()), pred_leaf=True)
    leaves = leaves.reshape(len(rows), -1)
    known = booster.trees_to_dataframe().set_index(["Tree", "Node"])["Gain"]
    for place in range(len(rows)):
        one = trees.one_tree(model, rows.iloc[[place]], 1)
        assert one is not None
        pushes = np.diff(one.steps["margin"])
        theirs = [weight * known[tree, int(leaf)] for tree, leaf in enumerate(leaves[place])]
        np.testing.assert_allclose(pushes, theirs, atol=1e-5)
        margin = model.core.margin(rows.iloc[[place]].to_numpy(dtype=np.float64))[0] + model.shift
        assert one.steps["margin"].iloc[-1] == pytest.approx(margin, abs=1e-5)
        assert one.push == pytest.approx(theirs[0], abs=1e-6)


def test_one_way_leads_from_the_first_question_to_an_end(model: models.Model) -> None:
    one = trees.one_tree(model, X.iloc[[0]], 1)
    assert one is not None
    way = one.nodes[one.nodes["is_on_way"]]
    assert way["depth"].tolist() == list(range(len(way)))
    assert way["name"].iloc[-1] == "" and (way["name"].iloc[:-1] != "").all()
    assert one.nodes["depth"].max() <= trees.DEEPEST
    ends = one.nodes[one.nodes["name"] == ""]
    assert ends["n_leaves"].sum() == one.nodes["n_leaves"].iloc[0]


def test_what_lies_deeper_is_taken_together() -> None:
    deep = models.fit("forest", X, Y, TRACKS, rows=np.arange(len(X)))
    ends = trees.one_tree(deep, X.iloc[[0]], 1).nodes
    assert ends["n_leaves"].max() > 2**trees.DEEPEST
    cut = ends[(ends["name"] == "") & (ends["n_leaves"] > 1)]
    assert (cut["depth"] == trees.DEEPEST).all() and len(cut)


def test_there_is_no_tree_beyond_the_last_and_none_in_a_line(model: models.Model) -> None:
    for number in (0, 100_000):
        with pytest.raises(BadOption, match="There is no tree"):
            trees.one_tree(model, X.iloc[[0]], number)
    line = models.fit("ridge", X, Y, TRACKS, rows=np.arange(len(X)))
    assert trees.one_tree(line, X.iloc[[0]], 1) is None


def test_questions_read_as_readers_know_the_values() -> None:
    assert trees.says("energy", 0.5) == "Energy below 0.50?"
    assert trees.says("is_single", 1.0) == "Single: no?"
    streams = trees.says("back_streams_mean", float(np.log1p(43.6e6)))
    assert streams.replace("\N{NO-BREAK SPACE}", " ").endswith("below 43.6 M?")
