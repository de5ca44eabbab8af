import numpy as np
import pandas as pd
import pytest

from analytics.genres import shift
from data.errors import NotEnoughData


@pytest.fixture(scope="module")
def sounds():
    rng = np.random.default_rng(0)
    return rng.normal(0, 1, (3000, 2)), rng.normal([1, 0], [1, 1], (600, 2))


def test_weighted_examples_sound_as_the_chart_does(sounds) -> None:
    examples, chart = sounds
    drawn = shift.towards("weighted", examples, chart)
    mean = (drawn.weights[:, None] * examples).mean(axis=0)
    assert np.allclose(mean, chart.mean(axis=0), atol=0.15)
    assert drawn.weights.mean() == pytest.approx(1)
    assert 200 < drawn.n_effective < 2500
    assert drawn.auc == pytest.approx(0.76, abs=0.03)  # Phi(1 / sqrt 2), of unit shift


def test_cut_keeps_the_chart_s_ranges(sounds) -> None:
    examples, chart = sounds
    drawn = shift.towards("cut", examples, chart)
    inside = ((examples >= chart.min(axis=0)) & (examples <= chart.max(axis=0))).all(axis=1)
    assert ((drawn.weights > 0) == inside).all()
    assert drawn.n_effective == pytest.approx(inside.sum())
    assert (shift.towards("all", examples, chart).weights == 1).all()
    assert set(shift.WAYS) == {"all", "weighted", "cut"}


def test_a_short_chart_is_refused(sounds) -> None:
    with pytest.raises(NotEnoughData, match="4 tracks"):
        shift.towards("weighted", sounds[0], sounds[1][:4])


def test_a_mix_is_the_mean_of_chances() -> None:
    chances = np.tile([[0.2, 0.8], [0.6, 0.4]], (50, 1))
    mix = shift.mix(chances, pd.Series(np.arange(100) // 2), ("a", "b"))
    assert mix.share.tolist() == pytest.approx([0.4, 0.6])
    assert np.allclose(mix.low, mix.share)  # each artist has one of each
