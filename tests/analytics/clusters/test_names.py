"""Names of clusters: what differs most, and no name twice."""

import numpy as np

from analytics.clusters.names import MIDDLE, WORDS, names
from analytics.clusters.space import CHOICES


def test_same_names_are_told_apart() -> None:
    same = np.array([[1.0, 0.1], [1.1, 0.1], [0.0, 0.0], [0.1, 0.0]])
    assert names(same, ("energy", "tempo")) == (
        "energetic",
        "energetic (2)",
        MIDDLE,
        f"{MIDDLE} (2)",
    )


def test_the_strongest_three_come_first() -> None:
    row = np.array([[0.5, -2.0, 0.39, 1.0, -0.6]])
    features = ("energy", "tempo", "liveness", "valence", "loudness")
    assert names(row, features) == ("slow, cheerful, low-key",)


def test_a_fourth_word_tells_two_apart() -> None:
    rows = np.array([[2.0, 1.5, 1.0, 0.0], [2.0, 1.5, 1.0, 0.5]])
    features = ("energy", "tempo", "valence", "liveness")
    assert names(rows, features) == (
        "energetic, fast, cheerful",
        "energetic, fast, cheerful, live-sounding",
    )


def test_every_feature_that_is_offered_has_its_words() -> None:
    assert set(WORDS) == set(CHOICES)
