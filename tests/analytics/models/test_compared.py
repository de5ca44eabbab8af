"""Models that are only compared: scikit-learn's own estimators, kept without pickle."""

import io

import numpy as np
import pytest

from analytics.models import compared, linear

RNG = np.random.default_rng(5)
VALUES = RNG.standard_normal((300, 5))
TARGET = VALUES[:, 0] + 0.1 * RNG.standard_normal(300)
HIT = (TARGET > 0.8).astype(float)


def test_neighbours_say_the_mean_of_the_nearest_standardised_tracks() -> None:
    nearest = compared.neighbours(VALUES, TARGET, 7)
    z = linear.prepare(VALUES).apply(VALUES)
    distances = np.linalg.norm(z[:20, None] - z[None], axis=2)
    expected = [TARGET[np.argsort(row)[:7]].mean() for row in distances]
    np.testing.assert_allclose(nearest.margin(VALUES[:20]), expected, rtol=1e-6)


def test_neighbours_are_kept_as_plain_arrays() -> None:
    state, files = compared.neighbours(VALUES, TARGET, 7).state()
    assert (state["form"], state["n_neighbours"]) == ("neighbours", 7)
    with np.load(io.BytesIO(files["neighbours.npz"]), allow_pickle=False) as arrays:
        assert arrays["z"].shape == VALUES.shape
        np.testing.assert_array_equal(arrays["y"], TARGET)


@pytest.mark.parametrize("kind", ["svm", "boosting"])
def test_a_classifier_ranks_hits_and_comes_back_without_pickle(kind: str) -> None:
    from skops.io import get_untrusted_types, loads

    model = compared.fit(kind, VALUES, HIT, random_state=0)
    margin = model.margin(VALUES)
    assert margin[HIT == 1].mean() > margin[HIT == 0].mean() + 1
    [content] = model.state()[1].values()
    foreign = get_untrusted_types(data=content)
    assert {name.split(".")[0] for name in foreign} <= {"sklearn", "numpy"}
    again = loads(content, trusted=foreign)
    np.testing.assert_allclose(again.decision_function(VALUES), margin)


@pytest.mark.parametrize("kind", ["svm", "boosting"])
def test_gaps_and_columns_that_nobody_filled_do_no_harm(kind: str) -> None:
    gaps = np.where(RNG.random(VALUES.shape) < 0.2, np.nan, VALUES)
    empty = np.column_stack([gaps, np.full(len(gaps), np.nan)])
    assert np.isfinite(compared.fit(kind, empty, HIT, random_state=0).margin(empty)).all()


def test_they_have_no_exact_contributions() -> None:
    for model in (
        compared.neighbours(VALUES, TARGET, 7),
        compared.fit("svm", VALUES, HIT, random_state=0),
    ):
        with pytest.raises(NotImplementedError):
            model.contributions(VALUES)
