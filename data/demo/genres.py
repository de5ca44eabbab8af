"""The genres of the demo's tracks: planted so that sound tells a known part of them.

A track's chance of each genre follows from its sound alone, by a multinomial logit. `chances`
states it, so the best that any model can score is known. Tracks of an artist share half of what
sound leaves open: artists have genres of their own, and a model that is asked about artists it
knows looks better than it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from data.demo.profile import AUDIO, Floats

# fmt: off
SOUNDS: Mapping[str, tuple[float, ...]] = MappingProxyType({
    "acoustic": (2.6, -0.1, -1, -0.7, -0.5, 1, 0.2, -0.2, -0.1, -0.3, -0.3),
    "alternative": (3.7, -0.3, 0.3, 0.4, -0.2, -0.5, -0.2, 0.1, 0, 0.1, 0.1),
    "ambient": (2.7, -1.1, -1.6, -1.6, -0.5, 1.5, 1.4, -0.2, -1.2, -0.6, 0.3),
    "blues": (1.1, 0, -0.3, -0.2, -0.3, 0.3, -0.2, -0.1, 0.5, -0.3, 0.1),
    "classical": (3.8, -1, -1.4, -1.3, -0.4, 1.5, 0.8, -0.1, -0.6, -0.5, -0.3),
    "country": (3.6, -0.1, -0.7, -0.5, -0.9, 0.8, -0.2, 0.1, 0.5, -0.1, -0.5),
    "dance": (2.3, 0.9, 0, 0.4, 0.8, 0, -0.6, -0.2, 0.5, -0.2, -0.4),
    "disco": (1.3, 0.7, 0.2, 0, -0.3, -0.1, -0.1, -0.1, 0.8, 0, 0.2),
    "electronic": (22.2, 0.4, 0.3, 0.2, 0.2, -0.4, 0.5, -0.1, -0.3, 0.2, 0.3),
    "folk": (3.7, 0, -0.7, -0.5, -0.6, 0.7, -0.3, -0.2, 0, -0.1, 0),
    "funk": (2.4, 0.5, 0.1, 0.3, 0.4, -0.1, -0.3, 0, 0.2, -0.1, 0.1),
    "gospel": (1.4, -0.5, -0.4, 0, -0.8, 0.4, -0.8, 0.5, -0.4, 0.1, 0.9),
    "hard-rock": (1.3, -0.5, 0.5, 0.2, -0.1, -0.5, -0.1, 0.2, 0.2, 0.1, 0.3),
    "hip-hop": (2.5, 0.7, -0.1, -0.1, 0.3, 0.1, 0.1, 0, 0.2, -0.1, 0.1),
    "indie": (2.4, 0.2, -0.5, -0.2, -0.2, 0.4, -0.2, -0.1, 0, -0.1, -0.3),
    "j-pop": (5.3, -0.2, 0.4, 0.6, -0.1, -0.1, -0.3, 0.1, 0.2, 0.1, 0.2),
    "jazz": (0.8, -0.2, -1.1, -0.8, -0.4, 1.1, -0.2, -0.1, 0, -0.4, -0.4),
    "k-pop": (1.3, 0.4, 0, 0.3, 0.2, 0.2, -0.5, -0.1, 0.3, -0.1, 0.2),
    "latin": (4.7, 0.9, 0.1, 0.5, 0.4, 0.2, -0.5, -0.2, 0.8, -0.1, 0),
    "metal": (8.1, -1, 1.1, 0.5, 0.5, -1.4, 0.4, 0.3, -0.6, 0.1, 0.1),
    "pop": (3.9, 0, 0.1, 0, -0.2, -0.1, -0.2, -0.1, 0.4, 0.1, -0.2),
    "punk": (5.3, -0.1, 0.5, 0.4, 0.3, -0.5, -0.3, 0.1, 0.2, 0.2, -0.3),
    "r-n-b": (1.3, 0.3, -0.2, -0.1, 0, 0.4, -0.4, 0.3, 0.7, 0, -0.1),
    "reggae": (2.5, 0.5, 0.1, 0.5, 0.5, -0.1, -0.3, 0, 0.2, 0.1, 0),
    "rock": (4.8, -0.2, -0.3, -0.3, -0.5, 0.3, -0.3, 0.1, 0.6, 0, -0.4),
    "show-tunes": (2.7, -0.6, -1.1, -0.9, 0.1, 1.1, 0, -0, -0.4, -0.4, -0.8),
    "ska": (1.3, 0.1, 0.4, 0.3, 0, -0.3, -0.3, 0.2, 0.9, 0.2, -0.1),
    "soul": (1, 0.3, -0.6, -0.3, -0.2, 0.5, -0.4, -0.1, 0.2, -0.3, -0.3),
})
# fmt: on
"""Of each genre its share in percent, and the mean normal score of each of `AUDIO`.

Measured on a public table of Spotify's genres, of 39,160 rows in 28 groups, and rounded.
"""
GENRES = tuple(SOUNDS)
PULL = 2.0
"""How strongly sound tells of genre: 0 not at all; at 2 the best guess is right for 44 %."""
ALIKE = 0.5
"""Exponent of the stable noise that an artist's tracks share: 1 is nothing, towards 0 all of it."""


def chances(scores: Floats) -> Floats:
    """Return the chance of each genre of `GENRES`.

    Parameters
    ----------
    scores : array of shape (n_tracks, 10)
        Normal scores of `AUDIO`.

    Returns
    -------
    array of shape (n_tracks, 28)
        Rows sum to 1.
    """
    assert scores.shape[1] == len(AUDIO)
    log_chance = _utility(scores)
    log_chance -= np.logaddexp.reduce(log_chance, axis=1, keepdims=True)
    return np.exp(log_chance)


def _utility(scores: Floats) -> Floats:
    table = np.array(list(SOUNDS.values()))
    shares, means = table[:, 0], table[:, 1:]
    return np.log(shares) + PULL * (scores @ means.T - (means**2).sum(axis=1) / 2)


def make_genres(
    rng: np.random.Generator, artist: npt.NDArray[np.int64], scores: Floats
) -> npt.NDArray[np.int64]:
    """Choose a genre for each track by its chances, the same luck acting on an artist's tracks.

    Parameters
    ----------
    artist : array of int of shape (n_tracks,)
        Counted from 0.
    scores : array of shape (n_tracks, 10)
        Normal scores of `AUDIO`.

    Returns
    -------
    array of int of shape (n_tracks,)
        Places in `GENRES`.

    Notes
    -----
    The best of utilities with Gumbel noise falls on each with the chance of the logit. The noise
    stays Gumbel if it is `a (G + log S)`, with G Gumbel and S positive stable with exponent a
    (Hougaard, 1986): S is the artist's, G the track's. For a = 1/2, S is 1 / (2 Z**2), Z normal.
    """
    assert ALIKE == 0.5
    shared = -np.log(2 * rng.standard_normal((artist.max() + 1, len(GENRES))) ** 2)
    own = rng.gumbel(size=(len(artist), len(GENRES)))
    return np.argmax(_utility(scores) + ALIKE * (own + shared[artist]), axis=1)
