import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from analytics.genres import scores


@pytest.fixture(scope="module")
def said():
    rng = np.random.default_rng(0)
    actual = rng.integers(0, 5, 400)
    chances = rng.dirichlet([1] * 5, size=400)
    chances[np.arange(400), actual] += 0.4
    chances /= chances.sum(axis=1, keepdims=True)
    return chances, actual, pd.Series([f"artist {i // 4}" for i in range(400)])


def test_scores_are_scikit_learns(said) -> None:
    chances, actual, who = said
    measured = scores.measure(chances, actual, who, tuple("abcde"))
    named = chances.argmax(axis=1)
    assert measured.value("accuracy") == pytest.approx(metrics.accuracy_score(actual, named))
    for average in ("macro", "weighted", "micro"):
        theirs = metrics.f1_score(actual, named, average=average)
        assert measured.value(f"{average}_f1") == pytest.approx(theirs)
    top = metrics.top_k_accuracy_score(actual, chances, k=3)
    assert measured.value("top_3") == pytest.approx(top)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(actual, named)
    per = measured.per_genre
    assert np.allclose(per[["precision", "recall", "f1"]].T, [precision, recall, f1])
    assert per.support.tolist() == support.tolist()
    theirs = metrics.accuracy_score(actual == 2, named == 2)
    assert per.accuracy[2] == pytest.approx(theirs)


def test_values_lie_within_their_intervals(said) -> None:
    measured = scores.measure(*said[:3], tuple("abcde"))
    table = measured.table[measured.table.score != "calibration_error"]
    assert ((table.low <= table.value) & (table.value <= table.high)).all()


def test_copies_of_artists_tracks_narrow_nothing(said) -> None:
    chances, actual, who = said
    once = scores.measure(chances, actual, who, tuple("abcde")).table
    twice = scores.measure(
        np.vstack([chances] * 2), np.r_[actual, actual], pd.concat([who, who]), tuple("abcde")
    ).table
    assert np.allclose(once.drop(columns="score"), twice.drop(columns="score"), equal_nan=True)


def test_the_majority_is_what_always_naming_one_gets() -> None:
    actual = np.array([0] * 6 + [1] * 4)
    chances = np.tile([0.3, 0.7], (10, 1))
    table = scores.measure(chances, actual, pd.Series(range(10)), ("a", "b")).table
    assert table.set_index("score").majority["accuracy"] == pytest.approx(0.6)


def test_chances_that_hold_are_calibrated() -> None:
    rng = np.random.default_rng(3)
    sure = rng.uniform(0.5, 1, 20_000)
    actual = (rng.random(20_000) > sure).astype(int)
    who = pd.Series(np.arange(20_000) % 500)
    chances = np.column_stack([sure, 1 - sure])
    table = scores.measure(chances, actual, who, ("a", "b")).table
    assert table.set_index("score").value["calibration_error"] < 0.02
    curve = scores.calibration(chances, actual, who)
    assert np.abs(curve.said - curve.held).max() < 0.05
