"""What the same model seems to score when resampling comes before the split, and what it holds.

Public functions
----------------
teach(examples, ...)   -> Lesson: claimed and held accuracy by way of evening out
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.genres import folds as genre_folds
from analytics.genres import models, resampling
from analytics.genres.matrix import known_in, matrix
from analytics.stats import clustered, splits
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

MODEL = "forest"
"""The quickest of the models with many genres; the lesson is the same with the others."""
WAYS = ("none", "weights", *resampling.RESAMPLED)


@dataclass(frozen=True, eq=False, slots=True)
class Lesson:
    """Accuracy by way of evening out, claimed and held."""

    table: pd.DataFrame
    """balance, claimed (resampled first, then a random split), held, held_low, held_high (95 %:
    split without shared artist and recording first, the training part alone resampled), n_resampled
    (rows that resampling made of all; 0 where it left too little to learn from, and all is NaN)."""
    majority: float
    """Accuracy of always naming the commonest genre."""
    n_examples: int
    n_genres: int


def teach(
    examples: pd.DataFrame,
    *,
    ways: tuple[str, ...] = WAYS,
    random_state: int = 0,
    progress: Progress = untold,
) -> Lesson:
    """Resample before the split, and inside it, with the same model.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.folds.clusters`; and `genre` with the features.
    ways : tuple of str
        Of `resampling.BALANCES`.
    random_state : int, default=0
    progress : callable
    """
    X = matrix(examples, known_in(examples)).to_numpy()
    y, genres = pd.factorize(examples["genre"], sort=True)
    clusters = genre_folds.clusters(examples)
    disjoint = genre_folds.disjoint(examples, random_state=random_state)
    rows = []
    for number, way in enumerate(ways):
        progress(number / len(ways), f"{resampling.BALANCES[way]}: before the split and inside it")
        try:
            claimed, n_resampled = _before(way, X, y, len(genres), random_state)
            right = _inside(way, X, y, len(genres), disjoint, random_state)
        except NotEnoughData:  # cleaning may leave nothing of genres that sound alike
            rows.append((way, *[float("nan")] * 4, 0))
            continue
        rows.append((way, claimed, *clustered.rate(right, clusters), n_resampled))
    names = ["balance", "claimed", "held", "held_low", "held_high", "n_resampled"]
    return Lesson(
        pd.DataFrame(rows, columns=names),
        float(np.bincount(y).max() / len(y)),
        len(y),
        len(genres),
    )


def _before(way: str, X: np.ndarray, y: np.ndarray, n_genres: int, seed: int) -> tuple[float, int]:
    """Resample all rows, then split what came of it at random: what not to do."""
    evened = resampling.even(way, X, y, random_state=seed)
    [fold, *_] = splits.naive_folds(len(evened.y), random_state=seed)
    weights = None if evened.weights is None else evened.weights[fold.train]
    model = models.fit(MODEL, evened.X[fold.train], evened.y[fold.train], n_genres, weights=weights)
    named = model.chances(evened.X[fold.test]).argmax(axis=1)
    return float((named == evened.y[fold.test]).mean()), len(evened.y)


def _inside(
    way: str,
    X: np.ndarray,
    y: np.ndarray,
    n_genres: int,
    folds: tuple[splits.Fold, ...],
    seed: int,
) -> np.ndarray:
    """Split first, resample the training part alone, judge on untouched rows."""
    right = np.zeros(len(y), dtype=bool)
    for fold in folds:
        evened = resampling.even(way, X[fold.train], y[fold.train], random_state=seed)
        model = models.fit(MODEL, evened.X, evened.y, n_genres, weights=evened.weights)
        right[fold.test] = model.chances(X[fold.test]).argmax(axis=1) == y[fold.test]
    return right
