import numpy as np
import pytest

from analytics.by_ear import tempo

RATE = 86.0


def clicks(bpm: float, seconds: float = 20) -> np.ndarray:
    onsets = np.zeros(int(seconds * RATE))
    onsets[(np.arange(0, seconds - 0.1, 60 / bpm) * RATE).round().astype(int)] = 1.0
    return np.convolve(onsets, [0.5, 1, 0.5], "same")


@pytest.mark.parametrize("bpm", [72, 100, 128, 174])
def test_clicks_are_counted_or_an_octave_is_named(bpm: float) -> None:
    found = tempo.tempo(clicks(bpm), RATE)
    assert min(abs(one - bpm) for one in (found.bpm, *found.alternates)) < 2


def test_half_and_double_are_always_named() -> None:
    found = tempo.tempo(clicks(110), RATE)
    for ratio in (0.5, 2):
        assert min(abs(one - found.bpm * ratio) for one in found.alternates) < 0.2


def test_noise_repeats_nothing() -> None:
    noise = np.random.default_rng(1).random(4_000)
    assert tempo.tempo(noise, RATE).certainty < 0.2 < tempo.tempo(clicks(120), RATE).certainty
