"""Real tracks nearest to an imagined one, and whether the data holds anything like it.

Public functions
----------------
space(tracks, random_state=0)        -> Space: where every track stands among all others
nearest(space, row, n=8)             -> DataFrame: the tracks most like one
strangeness(space, row)              -> share of real tracks that lie closer to their neighbours

Sound and the artist's standing are compared by rank: 0.1 apart means that a tenth of the
catalogue lies in between, whatever a feature's unit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

SOUND = tuple(name for name in AUDIO_FEATURES if name != "key")
STANDING = "back_streams_mean"
COLUMNS = (*SOUND, STANDING)
STANDING_WEIGHT = 3.0
"""The artist's standing counts as much as so many features of the sound."""
NEWCOMER = -0.5
"""Where artists without other tracks stand: apart from those with few streams."""
MIN_TRACKS = 30
N_CLOSE = 5
N_PROBED = 400

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Space:
    """Where each track stands among all others."""

    tracks: pd.DataFrame
    """What is shown of them: track_id, track, artist, streams, views."""
    ordered: tuple[Floats, ...]
    """The sorted known values of each of `COLUMNS`."""
    places: Floats
    """Shape (n_tracks, n_columns): ranks from 0 to 1, weighted."""
    gaps: Floats
    """Sorted mean distances of probed tracks to their `N_CLOSE` nearest."""


def space(tracks: pd.DataFrame, *, random_state: int = 0) -> Space:
    """Learn where tracks stand.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        track_id, track, artist, streams, views and `COLUMNS` (NaN where unknown).
    random_state : int, default=0
        Draws the tracks whose distance to their neighbours tells what is usual.

    Raises
    ------
    NotEnoughData
        With fewer than 30 tracks.
    """
    if len(tracks) < MIN_TRACKS:
        raise NotEnoughData(
            f"The catalogue has {len(tracks)} tracks; to look for similar ones takes {MIN_TRACKS}."
        )
    values = tracks[list(COLUMNS)].to_numpy(dtype=np.float64)
    ordered = tuple(np.sort(column[~np.isnan(column)]) for column in values.T)
    places = _places(values, ordered)
    rng = np.random.default_rng(random_state)
    probed = rng.choice(len(places), min(N_PROBED, len(places)), replace=False)
    gaps = np.sort([_gap(places, places[number], without=int(number)) for number in probed])
    shown = tracks[["track_id", "track", "artist", "streams", "views"]].reset_index(drop=True)
    return Space(shown, ordered, places, gaps)


def _places(values: Floats, ordered: tuple[Floats, ...]) -> Floats:
    """Return the rank of each value among the known ones, ties by half; unknown sound: middle."""
    places = np.full(values.shape, 0.5)
    for number, known in enumerate(ordered):
        column = values[:, number]
        ranks = np.searchsorted(known, column, "left") + np.searchsorted(known, column, "right")
        missing = NEWCOMER if COLUMNS[number] == STANDING else 0.5
        places[:, number] = np.where(np.isnan(column), missing, ranks / (2 * max(len(known), 1)))
    places[:, COLUMNS.index(STANDING)] *= np.sqrt(STANDING_WEIGHT)
    return places


def _distances(places: Floats, place: Floats) -> Floats:
    distances: Floats = np.sqrt(((places - place) ** 2).sum(axis=1))
    return distances


def _gap(places: Floats, place: Floats, *, without: int | None = None) -> float:
    distances = _distances(places, place)
    if without is not None:
        distances[without] = np.inf
    n = min(N_CLOSE, len(distances) - 1)
    return float(np.partition(distances, n)[:n].mean())


def nearest(known: Space, row: pd.DataFrame, *, n: int = 8) -> pd.DataFrame:
    """Return the tracks most like one, the most alike first; never the track itself.

    Parameters
    ----------
    known : Space
    row : DataFrame of one row
        `COLUMNS`, and `track_id` where it is a track of the catalogue.

    Returns
    -------
    DataFrame
        track_id, track, artist, streams, views, distance.
    """
    distances = _distances(known.places, _place(known, row))
    is_itself = (known.tracks["track_id"] == row["track_id"].iloc[0]).to_numpy()
    distances[is_itself] = np.inf
    order = np.argsort(distances, kind="stable")[: min(n, len(distances) - int(is_itself.any()))]
    return known.tracks.iloc[order].assign(distance=distances[order]).reset_index(drop=True)


def strangeness(known: Space, row: pd.DataFrame) -> float:
    """Return the share of real tracks that lie closer to their nearest neighbours than this one.

    Close to 1, the data holds hardly anything like it.
    """
    is_itself = (known.tracks["track_id"] == row["track_id"].iloc[0]).to_numpy()
    itself = int(np.flatnonzero(is_itself)[0]) if is_itself.any() else None
    gap = _gap(known.places, _place(known, row), without=itself)
    return float(np.searchsorted(known.gaps, gap) / len(known.gaps))


def _place(known: Space, row: pd.DataFrame) -> Floats:
    place: Floats = _places(row[list(COLUMNS)].to_numpy(dtype=np.float64), known.ordered)[0]
    return place
