"""Folds that share no artist and no recording, and the naive ones that show what a leak is worth.

They are our own because scikit-learn's GroupKFold knows one group per row: a track that lists an
artist of the test part as a guest would stay in the training part (12 % of it on the real data).

Public functions
----------------
purged_folds(tracks, n_folds=5, random_state=0)   -> tuple of Fold(train, test, n_dropped)
naive_folds(n_tracks, n_folds=5, random_state=0)  -> tuple of Fold, by plain random split
inner_fold(tracks, rows, share=0.2, ...)          -> Fold within training rows, purged as well
some_artists(tracks, rows, share=0.25, ...)       -> rows of a share of the artists among them
require_enough(tracks)                            -> None; NotEnoughData below 200 or 30 artists
require_scorable(target, y, folds)                -> None; NotEnoughData where no score can be had
known_in_each(frame, parts)                       -> columns that have a value in each of the parts

All row numbers are positions (0-based), sorted. Artists are dealt out by name, so one catalogue
gives the same folds in whatever order its rows come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import NotEnoughData
from data.metrics import many

N_FOLDS = 5
MIN_TRACKS = 200
MIN_ARTISTS = 30

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Fold:
    """One division of tracks into those to learn from and those to be judged on."""

    train: Rows
    test: Rows
    n_dropped: int
    """Training tracks left out because they list an artist of the test part."""


def require_enough(tracks: pd.DataFrame) -> None:
    """Refuse a catalogue too small for an honest model.

    Raises
    ------
    NotEnoughData
        With fewer than `MIN_TRACKS` recordings or `MIN_ARTISTS` standing artists.
    """
    n_tracks, n_artists = len(tracks), tracks["artist"].nunique()
    if n_tracks < MIN_TRACKS or n_artists < MIN_ARTISTS:
        held = f"{many(n_tracks, 'track')} of {many(n_artists, 'artist')}"
        raise NotEnoughData(
            f"A model that can be believed needs {MIN_TRACKS} tracks of {MIN_ARTISTS} artists; "
            f"here {'is' if n_tracks == 1 else 'are'} {held if n_tracks else 'none'}.",
            hint="Widen the filter, or import more of the catalogue in the Data room.",
        )


def purged_folds(
    tracks: pd.DataFrame, *, n_folds: int = N_FOLDS, random_state: int = 0
) -> tuple[Fold, ...]:
    """Hold out a fifth of the artists at a time, and all that shares an artist with them.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        One row per recording; needs `artist` (the standing one) and `artists` (all listed).
    n_folds : int, default=5
    random_state : int, default=0

    Returns
    -------
    tuple of Fold
        Every track is in exactly one test part. No artist, standing or listed, is on both sides
        of a fold.
    """
    rows = np.arange(len(tracks))
    return _grouped(tracks, rows, _deal(tracks["artist"], n_folds, random_state), n_folds)


def require_scorable(target: str, y: npt.NDArray[np.float64], folds: Sequence[Fold]) -> None:
    """Refuse folds on which nothing can be learned or scored.

    Parameters
    ----------
    target : str
        What `y` is, for the message.
    y : ndarray of shape (n_tracks,)
    folds : sequence of Fold

    Raises
    ------
    NotEnoughData
        If a training part is empty, as where one artist is listed everywhere, or all tracks of a
        test part have the same value.
    """
    hint = "Widen the filter, or import more of the catalogue in the Data room."
    if not all(len(fold.train) for fold in folds):
        raise NotEnoughData(
            f"A model is tested on a fifth of the artists and learns from tracks that share none "
            f"of them; of {many(len(y), 'track')}, none would be left to learn from.",
            hint=hint,
        )
    for fold in folds:
        if not np.ptp(y[fold.test]) > 0:
            raise NotEnoughData(
                f"A model is tested on a fifth of the artists; all {len(fold.test):,} tracks of "
                f"theirs have the same {target}, so there is nothing to predict.",
                hint=hint,
            )


def known_in_each(frame: pd.DataFrame, parts: Iterable[Rows]) -> list[str]:
    """Return the columns that hold a value in each of some parts: no model learns from the others.

    Parameters
    ----------
    frame : DataFrame of shape (n, k)
    parts : iterable of ndarray of int
        Positions in `frame`, such as the training part of each fold.
    """
    known = frame.notna().to_numpy()
    in_each = np.logical_and.reduce([known[part].any(axis=0) for part in parts])
    return frame.columns[in_each].tolist()


def naive_folds(
    n_tracks: int, *, n_folds: int = N_FOLDS, random_state: int = 0
) -> tuple[Fold, ...]:
    """Split tracks at random, whoever made them: the leak that the purged folds close."""
    order = np.random.default_rng(random_state).permutation(n_tracks)
    fold = np.empty(n_tracks, dtype=np.int64)
    fold[order] = np.arange(n_tracks) % n_folds
    return tuple(
        Fold(np.flatnonzero(fold != number), np.flatnonzero(fold == number), 0)
        for number in range(n_folds)
    )


def inner_fold(
    tracks: pd.DataFrame, rows: Rows, *, share: float = 0.2, random_state: int = 0
) -> Fold:
    """Set aside artists within training rows, for early stopping, calibration and conformal.

    Parameters
    ----------
    tracks : DataFrame
        The frame that `rows` are positions of.
    rows : ndarray of int
        The training part of an outer fold.
    share : float in (0, 1), default=0.2
        Of the artists, about this share is set aside.

    Returns
    -------
    Fold
        `train` and `test` are positions in `tracks`, all of them among `rows`.
    """
    n_parts = max(round(1 / share), 2)
    dealt = _deal(tracks["artist"].iloc[rows], n_parts, random_state)
    return _one(tracks, rows, dealt == 0)


def some_artists(
    tracks: pd.DataFrame, rows: Rows, *, share: float = 0.25, random_state: int = 0
) -> Rows:
    """Draw a share of the artists among some rows; return those of the rows that are theirs.

    With a quarter and a fifth as shares, they are a quarter of what `inner_fold` sets aside with
    the same seed, and a quarter of the rest.
    """
    return rows[_deal(tracks["artist"].iloc[rows], round(1 / share), random_state) == 0]


def _deal(artists: pd.Series, n_parts: int, random_state: int) -> Rows:
    """Deal the artists out like cards; each track gets the number of its artist's part."""
    codes, names = pd.factorize(artists, sort=True)
    part = np.empty(len(names), dtype=np.int64)
    part[np.random.default_rng(random_state).permutation(len(names))] = (
        np.arange(len(names)) % n_parts
    )
    return part[codes]


def _grouped(tracks: pd.DataFrame, rows: Rows, part: Rows, n_folds: int) -> tuple[Fold, ...]:
    return tuple(_one(tracks, rows, part == number) for number in range(n_folds))


def _one(tracks: pd.DataFrame, rows: Rows, held_out: npt.NDArray[np.bool_]) -> Fold:
    test, rest = rows[held_out], rows[~held_out]
    listed: Sequence[Sequence[str]] = tracks["artists"].tolist()
    held = {artist for row in test for artist in listed[row]}
    kept = np.array([held.isdisjoint(listed[row]) for row in rest], dtype=bool)
    return Fold(rest[kept], test, int((~kept).sum()))
