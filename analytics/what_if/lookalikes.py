"""Real tracks nearest to an imagined one, and whether the data holds anything like it.

Public functions
----------------
space(tracks, random_state=0)        -> Space: where every track stands among all others
nearest(space, row, n=8)             -> DataFrame: the tracks most like one
strangeness(space, row)              -> share of real tracks that lie closer to their neighbours

Sound and the artist's standing are compared by rank: 0.1 apart means that a tenth of the
catalogue lies in between, whatever a feature's unit. A track without a value that others have is
like none of them: who does not know how it sounds cannot say. scikit-learn finds the nearest.
"""

from dataclasses import dataclass
from typing import Any

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
    search: Any
    """scikit-learn's NearestNeighbors of `places`."""
    gaps: Floats
    """Sorted mean distances of probed tracks to their `N_CLOSE` nearest."""


def space(tracks: pd.DataFrame, *, random_state: int = 0) -> Space:
    """Learn where tracks stand that have all the audio features that the catalogue knows at all.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        track_id, track, artist, streams, views and `COLUMNS` (NaN where unknown).
    random_state : int, default=0
        Chooses the tracks whose distance to their neighbours tells what is usual.

    Raises
    ------
    NotEnoughData
        With fewer than 30 such tracks.
    """
    heard = [name for name in SOUND if tracks[name].notna().any()]
    tracks = tracks.dropna(subset=heard) if heard else tracks.head(0)
    if len(tracks) < MIN_TRACKS:
        raise NotEnoughData(
            f"To look for similar tracks takes {MIN_TRACKS} with all their audio features; the "
            f"catalogue has {len(tracks)}."
        )
    from sklearn.neighbors import NearestNeighbors

    values = tracks[list(COLUMNS)].to_numpy(dtype=np.float64)
    ordered = tuple(np.sort(column[~np.isnan(column)]) for column in values.T)
    places = _places(values, ordered)
    # Of 13 columns a tree is no quicker: 400 probes of 15,600 tracks take 80 ms, 190 with one.
    search = NearestNeighbors(algorithm="brute").fit(places)
    rng = np.random.default_rng(random_state)
    probed = rng.choice(len(places), min(N_PROBED, len(places)), replace=False)
    distances, _ = search.kneighbors(places[probed], N_CLOSE + 1)
    gaps = np.sort(distances[:, 1:].mean(axis=1))  # the first is the track itself
    shown = tracks[["track_id", "track", "artist", "streams", "views"]].reset_index(drop=True)
    return Space(shown, ordered, places, search, gaps)


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
    distances, numbers = _close(known, row, n)
    return known.tracks.iloc[numbers].assign(distance=distances).reset_index(drop=True)


def strangeness(known: Space, row: pd.DataFrame) -> float:
    """Return the share of real tracks that lie closer to their nearest neighbours than this one.

    Close to 1, the data holds hardly anything like it.
    """
    gap = _close(known, row, N_CLOSE)[0].mean()
    return float(np.searchsorted(known.gaps, gap) / len(known.gaps))


def _close(known: Space, row: pd.DataFrame, n: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return distances and numbers of the nearest tracks other than the row's own."""
    place = _places(row[list(COLUMNS)].to_numpy(dtype=np.float64), known.ordered)
    distances, numbers = known.search.kneighbors(place, min(n + 1, len(known.tracks)))
    is_other = known.tracks["track_id"].to_numpy()[numbers[0]] != row["track_id"].iloc[0]
    return distances[0][is_other][:n], numbers[0][is_other][:n]
