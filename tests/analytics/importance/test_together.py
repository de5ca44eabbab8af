"""Which features work together: shap's interaction values, and a planted pair."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.importance import together as pairs
from analytics.models import explain
from analytics.models import model as models
from tests.analytics.models_catalogue import catalogue

TRACKS = catalogue(50, standing=0.0)
X = features.matrix(TRACKS, "audio")
APART = TRACKS["valence"].gt(0.5).to_numpy() == TRACKS["danceability"].gt(0.5).to_numpy()
Y = features.log_target(TRACKS, "streams") + 1.5 * APART
QUICK = {"learning_rate": 0.3}


def fitted(kind: str) -> models.Model:
    return models.fit(kind, X, Y, TRACKS, rows=np.arange(len(X)), params=QUICK)


@pytest.fixture(scope="module")
def boosted() -> models.Model:
    return fitted("xgboost")


@pytest.fixture(scope="module")
def given(boosted: models.Model) -> pd.DataFrame:
    return explain.shap_tables(boosted, X)["shap_features"]


@pytest.fixture(scope="module")
def found(boosted: models.Model, given: pd.DataFrame) -> pairs.Together:
    return pairs.together(boosted, given)


def test_interactions_are_shaps_and_add_up_to_what_each_feature_adds(
    boosted: models.Model,
) -> None:
    """Golden: shap's TreeExplainer."""
    import shap

    values = X.to_numpy()[:25]
    ours = pairs.interactions(boosted.core.booster, values)
    theirs = shap.TreeExplainer(boosted.core.booster).shap_interaction_values(values)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    np.testing.assert_allclose(ours.sum(axis=2), boosted.contributions(X[:25])[0], atol=1e-4)
    np.testing.assert_allclose(ours, np.swapaxes(ours, 1, 2), atol=1e-5)


def test_the_planted_pair_leads(found: pairs.Together) -> None:
    first = found.pairs.iloc[0]
    assert {first["name"], first["other"]} == {"valence", "danceability"}
    assert 0 < first["low"] < first["mean_push"] < first["high"]
    second = found.pairs["mean_push"].iloc[1]
    assert first["low"] > 3 * second
    assert 0.1 < found.share < 0.9


def test_a_pair_counts_both_halves(found: pairs.Together, boosted: models.Model) -> None:
    first = found.pairs.iloc[0]
    points = found.points[
        (found.points["name"] == first["name"]) & (found.points["other"] == first["other"])
    ]
    assert len(points) == found.n_tracks == pairs.N_TRACKS
    places = [boosted.features.index(first[end]) for end in ("name", "other")]
    values = X.iloc[points["row"].iloc[:5]].to_numpy()
    both = pairs.interactions(boosted.core.booster, values)
    halves = both[:, places[0], places[1]] + both[:, places[1], places[0]]
    np.testing.assert_allclose(points["push"].iloc[:5], halves, atol=1e-5)
    assert points["push"].abs().mean() == pytest.approx(first["mean_push"])


def test_in_a_blend_trees_count_with_their_weight(given: pd.DataFrame) -> None:
    blend = fitted("blend")
    alone = dataclasses.replace(blend, core=blend.core.trees)
    weight, few = 1 - blend.core.weight, given.head(40)
    mixed, pure = pairs.together(blend, few), pairs.together(alone, few)
    assert mixed.pairs["mean_push"].iloc[0] == pytest.approx(
        weight * pure.pairs["mean_push"].iloc[0]
    )


def test_a_straight_line_has_no_pairs() -> None:
    assert pairs.trees_of(fitted("ridge").core) is None


def test_doubles_are_marked_and_progress_is_told(
    boosted: models.Model, given: pd.DataFrame
) -> None:
    told: list[float] = []
    same = given.head(45)
    same = same.assign(danceability=same["valence"])
    found = pairs.together(boosted, same, progress=lambda share, text: told.append(share))
    marked = found.pairs[found.pairs["says_same"]]
    assert {"valence", "danceability"} in [
        set(p) for p in zip(marked["name"], marked["other"], strict=True)
    ]
    assert told[-1] == 1 and len(told) == 5
