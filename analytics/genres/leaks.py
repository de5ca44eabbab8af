"""What the usual ways to split claim beside folds that share no artist and no recording.

Public functions
----------------
compare(examples, ...)   -> DataFrame: the same model under each protocol, and what it has seen
"""

import numpy as np
import pandas as pd

from analytics.genres import folds, models, scores
from analytics.genres.judging import require_enough
from analytics.genres.matrix import known_in, matrix
from analytics.stats.splits import Fold
from data.jobs.progress import Progress, untold

MODEL = "forest"
"""The quickest of the models with many genres."""


def compare(
    examples: pd.DataFrame, *, random_state: int = 0, progress: Progress = untold
) -> pd.DataFrame:
    """Score one model under each of `folds.PROTOCOLS`.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.learning.learn`.

    Returns
    -------
    DataFrame with columns protocol, score, value, low, high, seen_recordings, seen_artists
        The last two: share of judged rows whose recording, or artist, was also learned from.
        Repeated folds judge each row as often as they are repeated; their chances are averaged.
    """
    require_enough(examples)
    examples = examples.reset_index(drop=True)
    y, genres = pd.factorize(examples["genre"], sort=True)
    X = matrix(examples, known_in(examples)).to_numpy()
    clusters = folds.clusters(examples)
    tables = []
    protocols = folds.protocols(examples, random_state=random_state)
    for number, (name, parts) in enumerate(protocols.items()):
        progress(number / len(protocols), folds.PROTOCOLS[name])
        chances = np.zeros((len(y), len(genres)))
        for part in parts:
            model = models.fit(MODEL, X[part.train], y[part.train], len(genres))
            chances[part.test] += model.chances(X[part.test])
        chances /= chances.sum(axis=1, keepdims=True)
        table = scores.measure(chances, y, clusters, tuple(genres)).table
        tables.append(
            table.assign(
                protocol=name,
                seen_recordings=_seen(parts, examples["recording"]),
                seen_artists=_seen(parts, examples["artist"]),
            )
        )
    return pd.concat(tables, ignore_index=True)


def _seen(parts: tuple[Fold, ...], names: pd.Series) -> float:
    """Return the share of judged rows, of those with a name, that share it with rows to learn."""
    seen = known = 0
    for part in parts:
        judged = names.iloc[part.test].dropna()
        seen += int(judged.isin(set(names.iloc[part.train].dropna())).sum())
        known += len(judged)
    return seen / known if known else 0.0
