"""What a title's letters say of genre: its language, its words, 'remix' and 'live' and the like.

Public names
------------
are_known(examples)               -> whether most examples have a title
Titles, learn(titles, y, ...)     -> what pieces of titles say of each genre
Titles.say(titles)                -> log-likelihood of each genre, shape (n, n_genres)
trust(chances, said, actual)      -> how far to follow titles, learned on rows held out
follow(chances, said, weight)     -> chances of sound, moved by titles
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.genres.models import softmax

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

N_PIECES = 2**14
WEIGHTS = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.14, 0.18)
"""How far titles may be followed: their pieces overlap, so that in full they count many times."""
MIN_KNOWN = 0.5
LEAST = 1e-4


@dataclass(frozen=True, eq=False, slots=True)
class Titles:
    """Log-chance of each piece of a title in each genre."""

    log_chances: npt.NDArray[np.float32]
    """Shape (N_PIECES, n_genres)."""

    def say(self, titles: pd.Series) -> Floats:
        """Return the log-likelihood of each genre; 0 for all where a title is unknown."""
        return np.asarray(_pieces(titles) @ self.log_chances.astype(float))


def are_known(examples: pd.DataFrame) -> bool:
    """Return whether at least half of the examples have a title."""
    return "track" in examples and bool(examples["track"].notna().mean() >= MIN_KNOWN)


def learn(titles: pd.Series, y: Codes, n_genres: int) -> Titles:
    """Count pieces of titles by genre.

    Parameters
    ----------
    titles : Series of str or missing, shape (n,)
    y : ndarray of int, shape (n,)
    n_genres : int

    Notes
    -----
    Multinomial naive Bayes of runs of two and three letters within words, each counted once in a
    title, without a prior: how common genres are, the sound's chances know already.
    """
    pieces = _pieces(titles)
    counts = np.full((N_PIECES, n_genres), 0.5)
    for genre in range(n_genres):
        counts[:, genre] += np.asarray(pieces[y == genre].sum(axis=0)).ravel()
    logs = np.log(counts / counts.sum(axis=0, keepdims=True))
    # What a piece says beyond its own frequency: unknown titles then say nothing.
    return Titles((logs - logs.mean(axis=1, keepdims=True)).astype(np.float32))


def trust(chances: Floats, said: Floats, actual: Codes) -> float:
    """Return the weight of titles that loses least (log loss) on rows held out."""
    rows = np.arange(len(actual))
    losses = [
        -np.log(np.maximum(follow(chances, said, weight)[rows, actual], LEAST)).mean()
        for weight in WEIGHTS
    ]
    return WEIGHTS[int(np.argmin(losses))]


def follow(chances: Floats, said: Floats, weight: float) -> Floats:
    """Return chances of sound times what titles say to the power of a weight; rows sum to 1."""
    return softmax(np.log(np.maximum(chances, LEAST)) + weight * said)


def _pieces(titles: pd.Series) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    pieces = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 3),
        n_features=N_PIECES,
        norm=None,
        alternate_sign=False,
        binary=True,
    )
    return pieces.transform(titles.astype(object).where(titles.notna(), "").astype(str))
