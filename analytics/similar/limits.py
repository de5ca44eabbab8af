"""What found tracks must keep to, as a mask over the index: ranges, tempo, key, mood, artist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.similar import index as indexes
from analytics.similar.index import Mask, Places, Rows
from analytics.similar.moods import Moods
from analytics.similar.space import Soundscape
from analytics.similar.vocabulary import Wish, written


@dataclass(frozen=True, slots=True)
class Limits:
    """What found tracks must keep to, beside the filter that all pages share."""

    wishes: tuple[Wish, ...] = ()
    genres: tuple[str, ...] = ()
    """Tracks of any of these."""
    moods: tuple[int, ...] = ()
    tempo: float | None = None
    """At most so many BPM from that of the tracks asked about."""
    same_key: bool = False
    other_artists: bool = False
    """Leave out whoever made what is asked about."""
    n: int = 10
    """How many are wanted."""


def keeping(
    limits: Limits, sound: Soundscape, index: Places, asked: Rows, moods: Moods | None = None
) -> list[Mask]:
    """Return what each limit allows; genres aside, which the index does not know.

    Parameters
    ----------
    asked : ndarray of int
        Rows of the tracks asked about, which are never found themselves; of a point none, and
        limits that need a track do not hold.
    moods : Moods or None
        Where `limits.moods` names some.
    """
    masks = [shortfall(sound, index, wish) <= 0 for wish in limits.wishes]
    if moods is not None and limits.moods:
        masks.append(np.isin(moods.of(index.points, sound), limits.moods))
    if not len(asked):
        return masks
    if limits.tempo is not None and "tempo" in sound.features:
        at = sound.features.index("tempo")
        tempo = index.points[:, at] * sound.space.spread[at] + sound.space.centre[at]
        masks.append(np.abs(tempo - tempo[asked].mean()) <= limits.tempo)
    if limits.same_key:
        masks.append(np.isin(index.keys, np.unique(index.keys[asked])))
    if limits.other_artists:
        masks.append(~np.isin(index.lots, np.unique(index.lots[asked])))
    others = np.ones(len(index), dtype=bool)
    others[asked] = False
    return [*masks, others]


def shortfall(sound: Soundscape, index: Places, wish: Wish) -> npt.NDArray[np.float32]:
    """Return by how much each track misses a wish; infinite where its value is unknown.

    Returns
    -------
    ndarray of shape (n_tracks,)
        0 within the range; else standard deviations, minutes for the duration; of another key
        infinite.
    """
    if wish.feature == "key":
        return np.where(index.keys == wish.low, np.float32(0), np.float32(np.inf))
    low, high = wish.low, wish.high
    if wish.feature == "minutes":
        values = np.asarray(index.minutes)
    elif wish.feature in sound.features:
        at = sound.features.index(wish.feature)
        values = np.asarray(index.points[:, at])
        low, high = (
            (bound - sound.space.centre[at]) / sound.space.spread[at] for bound in (low, high)
        )
    else:
        return np.full(len(index), np.inf, dtype=np.float32)
    missing = np.maximum(np.float32(low) - values, values - np.float32(high))
    missing = np.maximum(missing, np.float32(0))
    return np.where(np.isnan(missing), np.float32(np.inf), missing)


def missed(sound: Soundscape, index: Places, wishes: tuple[Wish, ...], row: int) -> str:
    """Say which wishes a track misses."""
    one = Places(**{name: getattr(index, name)[row : row + 1] for name in indexes.NAMES})
    said = [written(wish) for wish in wishes if shortfall(sound, one, wish)[0] > 0]
    return f"all but {', '.join(said)}" if said else "fits in everything"
