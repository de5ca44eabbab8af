import numpy as np
import pandas as pd
import pytest

from analytics.genres import judging
from data.errors import NotEnoughData


def test_sound_tells_what_was_planted(judgement) -> None:
    table = judgement.table.set_index(["contender", "score"])
    for name in ("forest", "logistic", "study", "learned", "balanced"):
        row = table.loc[(name, "accuracy")]
        assert 0.7 < row.value < 0.9  # three in four sound like their genre
        assert row.low < row.value < row.high
        assert row.majority == 0.25
    assert judgement.weights.groupby("fold").weight.sum().round(6).eq(1).all()


def test_a_readers_weights_make_a_vote(judgement) -> None:
    alone = judging.contender(judgement, "learned", {"forest": 1.0})
    assert np.allclose(alone, judgement.chances["forest"])
    assert judging.scored(judgement, "learned", {"forest": 1.0}).n_rows == judgement.n_rows
    assert judging.label_of("forest") == "Random forest"


def test_naming_an_artists_genre_by_heart_does_not_help(examples: pd.DataFrame) -> None:
    """A feature that only tells artists apart is worth nothing on folds without shared artists."""
    code = pd.factorize(examples.artist)[0].astype(float)
    same = dict.fromkeys(("danceability", "energy", "loudness", "acousticness"), 0.5)
    blind = examples.assign(
        **same, valence=np.random.default_rng(0).permutation(80)[code.astype(int)]
    )
    table = judging.judge(blind, names=("forest",)).table.set_index(["contender", "score"])
    assert table.low[("forest", "accuracy")] < 0.25 + 0.08


def test_any_genre_of_a_recording_counts(judgement) -> None:
    strict = (judgement.chances["forest"].argmax(axis=1) == judgement.actual).mean()
    share, low, high = judging.any_of_its_genres(judgement, judgement.chances["forest"])
    assert share == pytest.approx(strict)  # each recording has one genre here
    assert low < share < high


def test_too_little_is_refused(examples: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="artists"):
        judging.judge(examples.head(40))
