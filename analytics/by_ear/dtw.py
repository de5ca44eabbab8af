"""How two recordings run along each other, whatever the tempo and key: dynamic time warping.

Public names
------------
Alignment                   the path, its cost and the transposition
align(query, other)         -> Alignment: the query within the other
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.by_ear.heard import HeardSound

Floats = npt.NDArray[np.float32]

MAX_FRAMES = 330
"""Of the query: a minute; of a longer one its middle."""
TIMBRE = 0.5
"""Weight of timbre beside harmony."""


@dataclass(frozen=True, eq=False, slots=True)
class Alignment:
    """Where a query runs along another recording."""

    path: npt.NDArray[np.int64]
    """Frames of the query and of the other that sound alike; shape (n_steps, 2)."""
    cost: float
    """Mean distance along the path: 0 the same, about 1 unrelated."""
    semitones: int
    """By how much the query has to be transposed up, 0 to 11."""


def align(query: HeardSound, other: HeardSound) -> Alignment:
    """Find the stretch of another recording along which the query runs best, in all twelve keys.

    Notes
    -----
    Subsequence DTW with the steps (1, 1), (1, 2) and (2, 1): tempos of half to double (Müller
    2015, Fundamentals of Music Processing, section 7.2). Distance: timbre (MFCC less mean and
    level) and harmony (chroma), each one minus the cosine.
    """
    start = max((len(query.chroma) - MAX_FRAMES) // 2, 0)
    ours = slice(start, start + MAX_FRAMES)
    timbre = 1 - _unit(query.mfcc[ours]) @ _unit(other.mfcc).T
    chroma, theirs = _unit(query.chroma[ours]), _unit(other.chroma)
    costs = [
        TIMBRE * timbre + (1 - TIMBRE) * (1 - np.roll(chroma, shift, axis=1) @ theirs.T)
        for shift in range(12)
    ]
    ends = [_accumulated(cost) for cost in costs]
    semitones = int(np.argmin([total[-1].min() for total in ends]))
    path = _path(costs[semitones], ends[semitones])
    cost = float(costs[semitones][path[:, 0], path[:, 1]].mean())
    return Alignment(path + np.array([start, 0]), cost, semitones)


def _unit(rows: npt.NDArray[np.floating]) -> Floats:
    rows = rows.astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _accumulated(cost: Floats) -> Floats:
    """Return the least cost of a path that ends at each pair of frames."""
    n, m = cost.shape
    total = np.full((n + 2, m + 2), np.inf, np.float32)
    total[2, 2:] = cost[0]
    for row in range(1, n):
        before = total[row + 1, 1:-1], total[row + 1, :-2], total[row, 1:-1]
        total[row + 2, 2:] = cost[row] + np.minimum(np.minimum(before[0], before[1]), before[2])
    return total[2:, 2:]


def _path(cost: Floats, total: Floats) -> npt.NDArray[np.int64]:
    row, column = len(cost) - 1, int(total[-1].argmin())
    steps = [(row, column)]
    while row > 0:
        before = [
            (row - down, column - along)
            for down, along in ((1, 1), (1, 2), (2, 1))
            if row >= down and column >= along
        ]
        if not before:
            break
        row, column = min(before, key=lambda at: total[at])
        steps.append((row, column))
    return np.array(steps[::-1], dtype=np.int64)
