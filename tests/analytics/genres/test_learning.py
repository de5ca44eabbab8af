import numpy as np
import pandas as pd
import pytest

from analytics.genres import learning
from analytics.genres.matrix import FEATURES
from data.errors import NotEnoughData


def test_what_is_learned_holds_for_strangers(labeller, strangers: pd.DataFrame) -> None:
    said = labeller.ensemble.chances(strangers)
    assert list(said) == [name for name in learning.CONTENDERS if name != "titled"]
    names = np.array(labeller.ensemble.genres)
    for chances in said.values():
        assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)
        assert (names[chances.argmax(axis=1)] == strangers.genre).mean() > 0.6
    assert sum(labeller.ensemble.weights["learned"].values()) == pytest.approx(1)


def test_too_few_examples_are_refused(examples: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="60 are needed"):
        learning.learn(examples.head(20), ("ambient", "dance"), features=FEATURES)
