"""Reasons: the parts make up the cosine, and the words say where both tracks lie."""

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from analytics.similar.reasons import parts, why

FEATURES = ("energy", "acousticness", "tempo")


def test_parts_sum_to_the_cosine() -> None:
    rng = np.random.default_rng(0)
    point, others = rng.normal(size=5), rng.normal(size=(20, 5))
    golden = cosine_similarity(others, point[None])[:, 0]
    assert parts(point, others).sum(axis=1) == pytest.approx(golden)


def test_the_words_are_those_of_the_side_that_both_are_on() -> None:
    point = np.array([-2.0, 1.5, 0.5])
    said = why(point, np.array([[-1.8, 1.6, -0.9], [2.0, -1.5, -0.5], [-2, 1.5, 0.5]]), FEATURES)
    assert said[0] == "both calm, acoustic; but slow"
    assert said[1].startswith("nothing stands out in both; but energetic")
    assert said[2] == "both calm, acoustic"


def test_a_point_at_the_mean_is_near_nothing() -> None:
    assert why(np.zeros(3), np.ones((1, 3)), FEATURES) == ["nothing stands out in both"]
