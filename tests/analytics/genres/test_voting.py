import numpy as np
import pytest

from analytics.genres import models, voting


@pytest.fixture(scope="module")
def said():
    rng = np.random.default_rng(1)
    truth = rng.dirichlet([0.5] * 4, size=4000)
    actual = (truth.cumsum(axis=1) > rng.random((4000, 1))).argmax(axis=1)
    return truth, actual


def test_a_vote_is_the_weighted_mean() -> None:
    one, other = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    made = voting.vote({"lightgbm": one, "forest": other}, voting.STUDY)
    assert np.allclose(made, [[0.6, 0.4]])
    assert np.allclose(voting.vote({"logistic": one, "oracle": other}, {}), [[0.5, 0.5]])


def test_weights_go_to_the_model_that_knows(said) -> None:
    truth, actual = said
    noise = np.random.default_rng(2).dirichlet([1] * 4, size=len(actual))
    weights = voting.learned_weights({"knows": truth, "guesses": noise}, actual)
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["knows"] > 0.95


def test_calibration_undoes_what_was_done_to_chances(said) -> None:
    truth, actual = said
    timid = models.softmax(0.5 * np.log(np.maximum(truth, 1e-6)))
    fit = voting.calibrate(timid, actual)
    assert fit.sharpness == pytest.approx(2, rel=0.1)
    right = fit.applied(timid)
    assert np.allclose(right.sum(axis=1), 1)
    assert right.max(axis=1).mean() == pytest.approx(
        (truth.argmax(axis=1) == actual).mean(), abs=0.002
    )


def test_factors_never_lower_the_macro_f1(said) -> None:
    from sklearn.metrics import f1_score

    truth, actual = said
    rare = truth * [1, 1, 1, 0.2]
    factors = voting.balanced(rare, actual)
    before = f1_score(actual, rare.argmax(axis=1), average="macro")
    after = f1_score(actual, (rare * factors).argmax(axis=1), average="macro")
    assert after >= before
    assert factors[3] > factors[:3].max()
