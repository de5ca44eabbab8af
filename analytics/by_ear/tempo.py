"""Tempo from the rhythm of onsets, with the other tempos that it may be counted in.

Public functions and names
--------------------------
Tempo                      beats a minute, and the alternates
tempo(onsets, rate)        -> Tempo
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOWEST, HIGHEST = 50.0, 200.0
USUAL, OCTAVES = 120.0, 1.2
"""Tempos are expected around this one: standard deviation of their binary logarithm."""
MULTIPLES = (1, 2, 4)
"""Beats after which onsets repeat."""
RATIOS = (0.5, 2.0, 2 / 3, 1.5)
"""What a tempo is most often confused with: half, double, triplets."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a recording is."""

    bpm: float
    alternates: tuple[float, ...]
    """Half and double always, then thirds where they lie within 50 to 200; likeliest first."""
    certainty: float
    """0 to 1: how much of the onsets' rhythm repeats after a beat."""


def tempo(onsets: npt.ArrayLike, rate: float) -> Tempo:
    """Estimate the tempo.

    Parameters
    ----------
    onsets : array-like of shape (n_frames,)
        Strength of onsets.
    rate : float
        Frames a second.

    Notes
    -----
    Autocorrelation after one, two and four beats, weighed by a log-normal prior (Ellis 2007, Beat
    tracking by dynamic programming). Nothing repeats in noise: its certainty is near 0.
    """
    strength = np.asarray(onsets, dtype=np.float64)
    strength = strength - strength.mean()
    n = len(strength)
    spectrum = np.abs(np.fft.rfft(strength, 2 * n)) ** 2
    repeats = np.fft.irfft(spectrum)[:n] / np.arange(n, 0, -1)
    repeats = repeats / max(repeats[0], 1e-12)
    grid = np.exp(np.linspace(np.log(LOWEST), np.log(HIGHEST), 800))
    raw = _scores(repeats, grid, rate)
    weighed = raw * _prior(grid)
    best = float(grid[weighed.argmax()])
    others = [best * ratio for ratio in RATIOS]
    kept = [bpm for i, bpm in enumerate(others) if i < 2 or LOWEST <= bpm <= HIGHEST]
    asked = np.array(kept)
    order = np.argsort(-_scores(repeats, asked, rate) * _prior(asked), kind="stable")
    alternates = tuple(round(float(asked[i]), 1) for i in order)
    return Tempo(round(best, 1), alternates, float(np.clip(raw[weighed.argmax()], 0, 1)))


def _scores(repeats: Floats, bpm: Floats, rate: float) -> Floats:
    lags = 60 * rate / bpm
    at = np.arange(len(repeats))
    return np.mean([np.interp(lags * k, at, repeats, right=0.0) for k in MULTIPLES], axis=0)


def _prior(bpm: Floats) -> Floats:
    prior: Floats = np.exp(-0.5 * (np.log2(bpm / USUAL) / OCTAVES) ** 2)
    return prior
