"""What sounds like it? Timbre, rhythm and harmony held against a whole library.

Public names
------------
SoundSpace                        a library as it is compared
space(heards)                -> SoundSpace
distances(space, heard)      -> DataFrame: how far each recording is, and in what
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.by_ear.heard import HeardSound

Floats = npt.NDArray[np.float64]

N_USUAL = 500
"""Recordings that say how far from others each one usually is."""
WEIGHTS = {"timbre": 1.0, "rhythm": 0.25, "harmony": 0.25}
RIDGE = 1.0
"""Added to variances of MFCC, in squared decibels: a pure tone has none."""


@dataclass(frozen=True, eq=False, slots=True)
class SoundSpace:
    """A library as it is compared; n recordings."""

    mean: Floats
    """Shape (n, 20)."""
    cov: Floats
    """Shape (n, 400)."""
    precision: Floats
    """Shape (n, 400)."""
    rhythm: Floats
    """Shape (n, n_lags)."""
    chroma: Floats
    """Shape (n, 12)."""
    usual: Floats
    """Mean and standard deviation of each one's distances to others; shape (3, n, 2)."""


def space(heards: Sequence[HeardSound]) -> SoundSpace:
    """Make ready what every comparison needs.

    Parameters
    ----------
    heards : sequence of HeardSound
        At least one.
    """
    cov = np.array([one.timbre_cov for one in heards], dtype=np.float64)
    cov = cov + RIDGE * np.eye(cov.shape[1])
    n = len(heards)
    bare = SoundSpace(
        np.array([one.timbre_mean for one in heards], dtype=np.float64),
        cov.reshape(n, -1),
        np.linalg.inv(cov).reshape(n, -1).astype(np.float64),
        np.array([one.rhythm for one in heards], dtype=np.float64),
        np.array([_profile(one) for one in heards]),
        np.zeros((3, n, 2)),
    )
    chosen = np.random.default_rng(0).permutation(n)[:N_USUAL]
    usual = np.empty((3, n, 2))
    to_others = np.stack([_raw(bare, _only(bare, int(i))) for i in chosen], axis=2)
    to_others[:, chosen, np.arange(len(chosen))] = np.nan  # its distance to itself
    if n > 2:
        usual[:, :, 0] = np.nanmean(to_others, axis=2)
        usual[:, :, 1] = np.nanstd(to_others, axis=2)
    else:
        usual[:, :, 0], usual[:, :, 1] = 0.0, np.inf  # nothing is usual yet
    return SoundSpace(bare.mean, bare.cov, bare.precision, bare.rhythm, bare.chroma, usual)


def distances(known: SoundSpace, heard: HeardSound) -> pd.DataFrame:
    """Hold a recording against a library.

    Returns
    -------
    DataFrame of shape (n_recordings, 4)
        timbre, rhythm, harmony: share of the library that is closer to it, and to which it is
        closer, than the other (0 to 1); distance, their weighted mean.

    Notes
    -----
    Timbre: symmetric Kullback-Leibler divergence of Gaussians of MFCC (Mandel and Ellis 2005).
    Mutual proximity against hubs, with independent normal distributions (Schnitzer et al. 2012).
    """
    from scipy.special import ndtr

    raw = _raw(known, space_of(heard))
    own = np.stack([raw.mean(axis=1), np.maximum(raw.std(axis=1), 1e-9)], axis=1)
    theirs_sd = np.maximum(known.usual[:, :, 1], 1e-9)
    far = 1 - (1 - ndtr((raw - own[:, :1]) / own[:, 1:])) * (
        1 - ndtr((raw - known.usual[:, :, 0]) / theirs_sd)
    )
    table = pd.DataFrame(far.T, columns=list(WEIGHTS))
    weights = np.array(list(WEIGHTS.values()))
    return table.assign(distance=far.T @ weights / weights.sum())


def space_of(heard: HeardSound) -> SoundSpace:
    """Return one recording as it is compared."""
    cov = heard.timbre_cov.astype(np.float64) + RIDGE * np.eye(len(heard.timbre_cov))
    return SoundSpace(
        heard.timbre_mean.astype(np.float64)[None],
        cov.reshape(1, -1),
        np.linalg.inv(cov).reshape(1, -1).astype(np.float64),
        heard.rhythm.astype(np.float64)[None],
        _profile(heard)[None],
        np.zeros((3, 1, 2)),
    )


def _only(known: SoundSpace, i: int) -> SoundSpace:
    at = slice(i, i + 1)
    return SoundSpace(
        known.mean[at],
        known.cov[at],
        known.precision[at],
        known.rhythm[at],
        known.chroma[at],
        known.usual[:, at],
    )


def _raw(known: SoundSpace, one: SoundSpace) -> Floats:
    """Return distances in timbre, rhythm and harmony; shape (3, n)."""
    timbre = known.cov @ one.precision[0] + known.precision @ one.cov[0]
    apart = known.mean - one.mean[0]
    products = (apart[:, :, None] * apart[:, None, :]).reshape(len(apart), -1)
    timbre = timbre + products @ one.precision[0] + (products * known.precision).sum(axis=1)
    rhythm = np.linalg.norm(known.rhythm - one.rhythm[0], axis=1)
    turned = np.stack([np.roll(one.chroma[0], shift) for shift in range(12)])
    harmony = 1 - (known.chroma @ turned.T).max(axis=1)
    return np.stack([np.log(np.maximum(timbre, 1e-9)), rhythm, harmony])


def _profile(heard: HeardSound) -> Floats:
    profile = heard.chroma.astype(np.float64).mean(axis=0)
    profile = profile - profile.mean()
    unit: Floats = profile / max(float(np.linalg.norm(profile)), 1e-9)
    return unit
