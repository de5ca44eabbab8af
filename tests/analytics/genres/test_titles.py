import numpy as np
import pandas as pd
import pytest

from analytics.genres import judging, titles


@pytest.fixture(scope="module")
def named():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 400)
    words = np.array([["amor", "corazón", "noche"], ["shadow", "winter", "stone"]])
    return pd.Series([words[g, rng.integers(3)] for g in y]), y


def test_languages_are_told(named) -> None:
    names, y = named
    learned = titles.learn(names[:300], y[:300], 2)
    said = learned.say(names[300:])
    assert (said.argmax(axis=1) == y[300:]).mean() > 0.95
    blank = learned.say(pd.Series([None, ""]))
    assert np.allclose(blank - blank.mean(axis=1, keepdims=True), 0, atol=1e-6)


def test_what_says_nothing_is_not_followed(named) -> None:
    names, y = named
    rng = np.random.default_rng(1)
    chances = np.column_stack([np.full(400, 0.5)] * 2)
    wrong = titles.learn(names.sample(frac=1, random_state=0).reset_index(drop=True), y, 2)
    noise = rng.normal(0, 5, (400, 2))
    assert titles.trust(chances, noise, y) == 0
    assert titles.trust(chances, titles.learn(names, y, 2).say(names), y) == max(titles.WEIGHTS)
    assert np.allclose(titles.follow(chances, wrong.say(names), 0.0), chances)


def test_titles_help_a_vote_where_they_tell(examples: pd.DataFrame) -> None:
    words = {"ambient": "drift", "dance": "fiesta", "folk": "meadow", "metal": "wrath"}
    told = examples.assign(track=examples.genre.map(words))
    table = judging.judge(told, names=("logistic",)).table.set_index(["contender", "score"])
    assert titles.are_known(told)
    assert table.value[("titled", "accuracy")] > table.value[("learned", "accuracy")] + 0.05
    assert not titles.are_known(told.assign(track=None))
