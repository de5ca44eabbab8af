"""Each kind of model as arithmetic on arrays: choosing, blending, reading back."""

import json

import numpy as np
import pytest

from analytics.models import cores
from analytics.models.cores import FitSettings
from data.errors import ModelRefused

RNG = np.random.default_rng(2)
VALUES = RNG.standard_normal((500, 6))
TARGET = VALUES[:, 0] + np.where(VALUES[:, 1] > 0, 1.0, -1.0) + 0.3 * RNG.standard_normal(500)
HIT = (TARGET > 1).astype(float)
LEARN, JUDGE = slice(0, 350), slice(350, 500)
COUNTS = ("baseline", "ols", "ridge", "lasso", "knn", "forest", "xgboost", "blend")
HITS = ("baseline", "logistic", "svm", "forest", "boosting", "xgboost", "blend")
CASES = [(kind, False) for kind in COUNTS] + [(kind, True) for kind in HITS]


def chosen(kind: str, is_hit: bool) -> tuple[cores.Core, dict[str, float]]:
    y = HIT if is_hit else TARGET
    settings = FitSettings(is_hit, 0, {"learning_rate": 0.3})
    learn, judge = (VALUES[LEARN], y[LEARN]), (VALUES[JUDGE], y[JUDGE])
    return cores.choose(kind, learn, judge, settings)


@pytest.mark.parametrize(("kind", "is_hit"), CASES)
def test_every_kind_is_better_than_saying_the_mean(kind: str, is_hit: bool) -> None:
    y = HIT if is_hit else TARGET
    core, _ = chosen(kind, is_hit)
    mean, _ = chosen("baseline", is_hit)
    losses = [
        cores.loss(one.margin(VALUES[JUDGE]), y[JUDGE], is_hit=is_hit) for one in (core, mean)
    ]
    assert losses[0] < losses[1] or kind == "baseline"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("ols", set()),
        ("ridge", {"penalty"}),
        ("lasso", {"penalty"}),
        ("knn", {"n_neighbours"}),
        ("xgboost", {"n_trees"}),
        ("blend", {"penalty", "n_trees", "weight"}),
    ],
)
def test_what_is_chosen_is_said(kind: str, names: set[str]) -> None:
    core, choices = chosen(kind, False)
    assert set(choices) == names
    again = cores.fit(kind, VALUES[LEARN], TARGET[LEARN], choices, FitSettings(False, 0))
    assert type(again) is type(core)


def test_a_blend_is_the_weighted_mean_of_its_parts() -> None:
    blend, _ = chosen("blend", False)
    assert isinstance(blend, cores.Blend)
    line, trees = blend.line.margin(VALUES), blend.trees.margin(VALUES)
    expected = blend.weight * line + (1 - blend.weight) * trees
    np.testing.assert_allclose(blend.margin(VALUES), expected)


@pytest.mark.parametrize("kind", ["ridge", "xgboost", "forest", "blend"])
def test_a_core_comes_back_from_its_state(kind: str) -> None:
    core, _ = chosen(kind, False)
    state, files = core.state()
    again = cores.from_state(json.loads(json.dumps(state)), files.get("trees.ubj"))
    np.testing.assert_allclose(again.margin(VALUES), core.margin(VALUES), rtol=1e-6)


@pytest.mark.parametrize(
    ("state", "trees"),
    [({"form": "neighbours"}, None), ({"form": "trees"}, None), ({"form": "trees"}, b"nonsense")],
)
def test_other_forms_are_refused(state: dict[str, str], trees: bytes | None) -> None:
    with pytest.raises(ModelRefused):
        cores.from_state(state, trees)


def test_a_kind_that_there_is_none_of_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        cores.fit("oracle", VALUES, TARGET, {}, FitSettings(False, 0))


def test_losses_are_squares_of_counts_and_log_losses_of_hits() -> None:
    from sklearn.metrics import log_loss

    margin, hit = np.array([0.5, -1.0]), np.array([1.0, 0.0])
    assert cores.loss(margin, np.array([1.0, 0.0]), is_hit=False) == pytest.approx(0.625)
    probability = 1 / (1 + np.exp(-margin))
    assert cores.loss(margin, hit, is_hit=True) == pytest.approx(log_loss(hit, probability))
