"""Every track's point in arrays on disk, and the best of them by any score, read in blocks.

At ten million tracks a question reads 400 MB that the system keeps in memory, in a tenth of a
second of one core: the best so far tell which of a block's scores need no second look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analytics.similar.space import Soundscape
from data.jobs.progress import Progress, untold

BLOCK = 2**18
"""Tracks that are scored at a time."""

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """The tracks that have all features, one entry each, by their number."""

    numbers: npt.NDArray[np.uint64]
    """The track's id as a number, ascending."""
    lots: npt.NDArray[np.float64]
    """Where the standing artist falls by lot: the same for all tracks of one."""
    points: Singles
    """Shape (n, n_features): standard deviations from the mean."""
    lengths: Singles
    """Of each point from the mean; never 0."""
    clusters: npt.NDArray[np.int8]
    keys: npt.NDArray[np.int8]
    """Pitch class, 0 C to 11 B; -1 unknown."""
    minutes: Singles
    """NaN where unknown."""
    streams: Singles
    """-1 where unknown."""

    def __len__(self) -> int:
        return len(self.numbers)

    def rows_of(self, numbers: npt.NDArray[np.uint64]) -> Rows:
        """Return where tracks stand; those that are not there are left out."""
        at = np.searchsorted(self.numbers, numbers)
        inside = at < len(self.numbers)
        at, numbers = at[inside], numbers[inside]
        return at[self.numbers[at] == numbers].astype(np.int64)

    def ids(self, rows: Rows) -> list[str]:
        """Return the ids of tracks."""
        return [f"{int(number):016x}" for number in self.numbers[rows]]


NAMES = tuple(Places.__dataclass_fields__)
"""The arrays that an index is kept as."""


def number_of(track_ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Return ids as numbers; what is no id is left out."""
    found = []
    for track_id in track_ids:
        try:
            found.append(np.uint64(int(track_id, 16)))
        except (ValueError, OverflowError):
            continue
    return np.array(found, dtype=np.uint64)


def build(
    sound: Soundscape,
    batches: Iterable[pa.RecordBatch],
    n_tracks: int,
    progress: Progress = untold,
) -> dict[str, np.ndarray]:
    """Return the arrays of an index.

    Parameters
    ----------
    sound : Soundscape
    batches : iterable of RecordBatch
        From `data.reads.similar.sound`, `n_tracks` rows in all.
    """
    kinds = {
        "numbers": np.uint64,
        "lots": np.float64,
        "lengths": np.float32,
        "clusters": np.int8,
        "keys": np.int8,
        "minutes": np.float32,
        "streams": np.float32,
    }
    arrays: dict[str, np.ndarray] = {name: np.empty(n_tracks, kind) for name, kind in kinds.items()}
    arrays["points"] = np.empty((n_tracks, len(sound.features)), np.float32)
    begin = 0
    for batch in batches:
        rows = batch.to_pandas()
        part = slice(begin, begin + len(rows))
        points = sound.points(rows)
        arrays["points"][part] = points
        arrays["lengths"][part] = np.maximum(np.linalg.norm(points, axis=1), 1e-6)
        arrays["clusters"][part] = sound.cluster(points)
        arrays["numbers"][part] = rows["number"]
        arrays["lots"][part] = rows["lot"]
        arrays["keys"][part] = rows["key"].fillna(-1)
        arrays["minutes"][part] = rows["duration_ms"] / 60_000
        arrays["streams"][part] = rows["streams"].fillna(-1)
        begin = part.stop
        progress(0.3 + 0.7 * begin / max(n_tracks, 1), "placing every track")
    return arrays


def best(
    n_tracks: int, score: Callable[[slice], Singles], n_wanted: int, allowed: Mask | None = None
) -> tuple[Rows, Singles]:
    """Return the tracks of the highest scores, the highest first; of equal ones the first.

    Parameters
    ----------
    n_tracks : int
    score : callable
        Takes a slice of rows and returns a score for each; NaN or -inf leaves a track out.
    n_wanted : int > 0
    allowed : ndarray of shape (n_tracks,), bool, or None
        Tracks that may be returned; None: all.
    """
    rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
    least = np.float32(-np.inf)
    for begin in range(0, n_tracks, BLOCK):
        part = slice(begin, min(begin + BLOCK, n_tracks))
        scored = score(part)
        beats = scored > least
        if allowed is not None:
            beats &= allowed[part]
        found = np.flatnonzero(beats)
        rows = np.concatenate([rows, found + begin])
        scores = np.concatenate([scores, scored[found]])
        if len(rows) > n_wanted:
            first = np.argsort(-scores, kind="stable")[:n_wanted]
            rows, scores = rows[first], scores[first]
            least = scores[-1]
    order = np.argsort(-scores, kind="stable")
    return rows[order], scores[order]


def cosine(index: Places, point: npt.NDArray[np.floating]) -> Callable[[slice], Singles]:
    """Return what scores tracks by the cosine of their points with one.

    Parameters
    ----------
    point : ndarray of shape (n_features,)
    """
    unit = (point / max(float(np.linalg.norm(point)), 1e-6)).astype(np.float32)

    def score(part: slice) -> Singles:
        scores: Singles = index.points[part] @ unit
        scores /= index.lengths[part]
        return scores

    return score


def shown(index: Places, rows: Rows) -> pd.DataFrame:
    """Return track_id, lot, cluster of tracks, in the order of `rows`."""
    return pd.DataFrame(
        {
            "track_id": np.array(index.ids(rows), dtype=object),
            "lot": np.asarray(index.lots[rows]),
            "cluster": np.asarray(index.clusters[rows]),
        }
    )
