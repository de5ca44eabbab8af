"""How examples of genres are divided into those to learn from and those to be judged on.

Public functions
----------------
disjoint(examples)    -> tuple of Fold that share no artist, no recording and nothing kept apart
protocols(examples)   -> the same beside what others do: K-fold, stratified, repeated
inner(examples, rows) -> Fold within training rows, disjoint as well
clusters(examples)    -> what is resampled as one: the artist, else the recording

A recording stands under several genres, one row for each; a plain split puts it on both sides, and
a model that only remembers it seems to know its genre.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.stats import splits
from analytics.stats.splits import N_FOLDS, Fold, Rows
from data.errors import NotEnoughData

N_REPEATS = 2
"""Of the repeated protocol; more cost time and change the mean by less than its error."""
DISJOINT, KFOLD, STRATIFIED, REPEATED = "disjoint", "kfold", "stratified", "repeated"
PROTOCOLS = {
    DISJOINT: "No artist, no recording on both sides",
    KFOLD: "K-fold",
    STRATIFIED: "Stratified K-fold",
    REPEATED: "Repeated stratified K-fold",
}


def clusters(examples: pd.DataFrame) -> pd.Series:
    """Return what is taken as one when resampling: `apart`, the artist, else the recording.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        Needs `recording` and `artist` (None where unknown); `apart`, where there, names what else
        must not be on both sides, as a playlist.
    """
    recording = "recording " + examples["recording"].astype(str)
    known = examples["apart"] if "apart" in examples else examples["artist"]
    return ("by " + known.astype("string")).astype(object).where(known.notna(), recording)


def disjoint(
    examples: pd.DataFrame, *, n_folds: int = N_FOLDS, random_state: int = 0
) -> tuple[Fold, ...]:
    """Hold out a part of the artists at a time, and every row that shares anything with theirs.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `clusters`; `artists` (lists of all names), where there, counts beside `artist`.
    n_folds : int, default=5
    random_state : int, default=0

    Returns
    -------
    tuple of Fold
        Every row is in exactly one test part.
    """
    return splits.purged_folds(_purged(examples), n_folds=n_folds, random_state=random_state)


def inner(examples: pd.DataFrame, rows: Rows, *, random_state: int = 0) -> Fold:
    """Set a fifth of the artists or recordings among training rows aside."""
    return splits.inner_fold(_purged(examples), rows, random_state=random_state)


def protocols(examples: pd.DataFrame, *, random_state: int = 0) -> Mapping[str, tuple[Fold, ...]]:
    """Return the folds of each of `PROTOCOLS`, the disjoint ones first.

    Raises
    ------
    NotEnoughData
        If a genre has fewer examples than there are folds.
    """
    from sklearn.model_selection import KFold, RepeatedStratifiedKFold, StratifiedKFold

    genres = examples["genre"].to_numpy()
    least = examples["genre"].value_counts()
    if len(least) < 2 or least.iloc[-1] < N_FOLDS:
        few = f"{least.index[-1]} has {least.iloc[-1]}" if len(least) else "there are none"
        raise NotEnoughData(
            f"Each of at least two genres needs {N_FOLDS} examples; {few}.",
            hint="Import a larger genre table in the Data room.",
        )
    options = {"shuffle": True, "random_state": random_state}
    plain = {
        KFOLD: KFold(N_FOLDS, **options),
        STRATIFIED: StratifiedKFold(N_FOLDS, **options),
        REPEATED: RepeatedStratifiedKFold(
            n_splits=N_FOLDS, n_repeats=N_REPEATS, random_state=random_state
        ),
    }
    return {
        DISJOINT: disjoint(examples, random_state=random_state),
        **{
            name: tuple(Fold(train, test, 0) for train, test in split.split(genres, genres))
            for name, split in plain.items()
        },
    }


def _purged(examples: pd.DataFrame) -> pd.DataFrame:
    """Return what `splits` asks for: whom a row is dealt out by, and all it must not share."""
    standing = clusters(examples)
    names = examples["artists"] if "artists" in examples else examples["artist"]
    listed = [
        [cluster, f"recording {recording}", *_named(artists)]
        for cluster, recording, artists in zip(standing, examples["recording"], names, strict=True)
    ]
    return pd.DataFrame({"artist": standing, "artists": listed})


def _named(artists: object) -> list[str]:
    if isinstance(artists, str):
        return [f"by {artists}"]
    if isinstance(artists, list | tuple | np.ndarray):
        return [f"by {name}" for name in artists]
    return []
