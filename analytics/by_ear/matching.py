"""Which of ours is this? An excerpt looked up among the fingerprints of a library.

Public names
------------
Index                        fingerprints of recordings, looked up by hash
index(pairs)                 -> Index
Candidate                    a recording that an excerpt may come from
candidates(index, pairs)     -> the likeliest, best first
is_found(candidates)         whether the first of them is the one, or none is

First as it is; unless that is decisive, in other tempos and keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.by_ear import fingerprints
from analytics.by_ear.fingerprints import FRAMES_PER_SECOND, FRAMES_PER_STEP, MAX_SHIFT, N_KEYS

Whole = npt.NDArray[np.int64]

MAX_PAIRS = 4_000
"""Of an excerpt: half a minute of its middle says enough."""
MAX_POSTINGS = 3_000_000
"""Looked at for each tempo; of more, those of the rarest hashes."""
MAX_STEPS = 2**15
N_SHIFTS = 32
DECISIVE = 3.0
"""Times the runner-up's score at which an excerpt is looked up no further."""
FOUND = 1.5
"""Times the runner-up's score from which on an excerpt is said to be the recording."""
LEAST = 0.4
"""Score below which nothing is said to be found, however far behind the others are."""
CLEAR = 1.2
"""Score that only the same notes reach: found, though another version of it comes close."""
STEPS_PER_SECOND = FRAMES_PER_SECOND / FRAMES_PER_STEP


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """Hashes of recordings in the order of their keys."""

    starts: Whole
    """Where the postings of each key begin; shape (N_KEYS + 1,)."""
    recording: npt.NDArray[np.uint32]
    step: npt.NDArray[np.uint16]
    n_recordings: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that an excerpt may come from."""

    number: int
    """In the library."""
    score: float
    """Hashes that agree in time, tempo and key, rare ones counting more, as a share of the root
    of their number: by chance about 0.4."""
    tempo: float
    """By what the excerpt's times have to be multiplied: 0.92 where it is played faster."""
    semitones: float
    """By how much the excerpt is lower than the recording."""
    begins_at: float
    """Seconds in the recording at which the excerpt begins."""


def index(recordings: Iterable[npt.NDArray[np.int16]]) -> Index:
    """Make an index of the pairs of recordings, in order."""
    keys, owners, steps = [], [], []
    n = 0
    for paired in recordings:
        key, step = fingerprints.hashes(paired)
        keys.append(key.astype(np.uint32))
        steps.append(step.astype(np.uint16))
        owners.append(np.full(len(key), n, np.uint32))
        n += 1
    key = np.concatenate(keys) if keys else np.zeros(0, np.uint32)
    order = np.argsort(key, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=N_KEYS))])
    return Index(
        starts.astype(np.int64),
        np.concatenate([np.zeros(0, np.uint32), *owners])[order],
        np.concatenate([np.zeros(0, np.uint16), *steps])[order],
        n,
    )


def candidates(
    known: Index, paired: npt.NDArray[np.int16], *, n: int = 10, decisive: float = DECISIVE
) -> tuple[Candidate, ...]:
    """Look an excerpt up.

    Parameters
    ----------
    known : Index
    paired : ndarray of shape (n_pairs, 4)
        Of the excerpt.
    n : int, default=10
        Recordings to return at most.
    decisive : float, default=3
        Times the runner-up's score at which no other tempo or key is tried.

    Returns
    -------
    tuple of Candidate
        Each recording once, the best first; recordings with no hash in common are left out.
    """
    at = max((len(paired) - MAX_PAIRS) // 2, 0)
    paired = paired[at : at + MAX_PAIRS]
    best = _votes(known, paired, tempo=1.0, max_shift=0)
    if _lead(best) < decisive:
        tries = [_votes(known, paired, tempo=tempo) for tempo in fingerprints.TEMPOS]
        best = _best_of_each(np.concatenate(tries))
    return tuple(
        Candidate(int(row[0]), float(row[1]), float(row[2]), row[3] / 3, float(row[4]))
        for row in best[:n].tolist()
    )


def is_found(found: Sequence[Candidate]) -> bool:
    """Say whether the first candidate is the recording, rather than the best of strangers."""
    if not found or found[0].score < LEAST:
        return False
    if len(found) == 1 or found[0].score >= CLEAR:
        return True
    return found[0].score >= FOUND * found[1].score


def _lead(best: npt.NDArray[np.float64]) -> float:
    if len(best) == 0 or best[0, 1] < LEAST:
        return 0.0
    return float(best[0, 1] / max(best[1, 1] if len(best) > 1 else 0.0, LEAST))


def _votes(
    known: Index, paired: npt.NDArray[np.int16], *, tempo: float, max_shift: int = MAX_SHIFT
) -> npt.NDArray[np.float64]:
    """Return rows of recording, score, tempo, shift, beginning in seconds; best first."""
    key, step = fingerprints.hashes(paired, tempo=tempo)
    first, last = known.starts[key - max_shift], known.starts[key + max_shift + 1]
    rarest = np.argsort(last - first, kind="stable")
    rarest = rarest[np.cumsum((last - first)[rarest]) <= MAX_POSTINGS]
    key, step, first = key[rarest], step[rarest], first[rarest]
    count = last[rarest] - first
    asked = np.repeat(np.arange(len(key)), count)
    posting = np.arange(len(asked)) + np.repeat(first - (np.cumsum(count) - count), count)
    # Postings lie in the order of keys, so a posting's key is where it lies.
    theirs = np.searchsorted(known.starts, posting, side="right") - 1
    shift = theirs - key[asked] + MAX_SHIFT
    since = known.step[posting].astype(np.int64) - step[asked] + MAX_STEPS // 2
    cell = (known.recording[posting].astype(np.int64) * N_SHIFTS + shift) * MAX_STEPS + since
    often = known.starts[theirs + 1] - known.starts[theirs]
    total = np.log(max(len(known.recording), 2))
    weight = (1 - np.log(often) / total) ** 3 / np.sqrt(max(len(paired), 1))
    return _counted(cell, weight, tempo)


def _counted(cell: Whole, weight: npt.NDArray[np.float64], tempo: float) -> npt.NDArray[np.float64]:
    order = np.argsort(cell)
    cell, weight = cell[order], weight[order]
    begins = np.flatnonzero(np.diff(cell, prepend=-1))
    if not len(begins):
        return np.empty((0, 5))
    score = np.add.reduceat(weight, begins)
    cell = cell[begins]
    # Rounding puts what belongs together into neighbouring steps.
    beside = np.flatnonzero(np.diff(cell) == 1)
    joined = score.copy()
    joined[beside] += score[beside + 1]
    since = (cell % MAX_STEPS - MAX_STEPS // 2) / STEPS_PER_SECOND
    shift = cell // MAX_STEPS % N_SHIFTS - MAX_SHIFT
    owner = cell // (MAX_STEPS * N_SHIFTS)
    tempos = np.full(len(cell), tempo)
    return _best_of_each(np.column_stack([owner, joined, tempos, shift, since]))


def _best_of_each(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the best row of each recording, best first."""
    rows = rows[np.argsort(-rows[:, 1], kind="stable")]
    _, first = np.unique(rows[:, 0], return_index=True)
    best: npt.NDArray[np.float64] = rows[np.sort(first)]
    return best
