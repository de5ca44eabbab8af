import librosa
import numpy as np
import pytest

from analytics.by_ear import dtw
from analytics.by_ear.heard import HeardSound


def test_the_path_is_librosas(heards: list[HeardSound]) -> None:
    """`librosa.sequence.dtw(subseq=True)` on the same distances and steps."""
    query, other = heards[3], heards[0]
    found = dtw.align(query, other)

    def unit(rows: np.ndarray) -> np.ndarray:
        rows = rows.astype(np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)

    chroma = np.roll(unit(query.chroma), found.semitones, axis=1) @ unit(other.chroma).T
    cost = 1 - 0.5 * (unit(query.mfcc) @ unit(other.mfcc).T) - 0.5 * chroma
    steps = np.array([[1, 1], [1, 2], [2, 1]])
    _, path = librosa.sequence.dtw(
        C=cost.astype(np.float64), step_sizes_sigma=steps, subseq=True, backtrack=True
    )
    assert found.cost == pytest.approx(cost[path[:, 0], path[:, 1]].mean(), abs=0.02)
    assert np.array_equal(found.path, path[::-1])


def test_the_transposed_twin_lies_a_semitone_above(heards: list[HeardSound]) -> None:
    twin = dtw.align(heards[0], heards[1])
    assert twin.semitones == 1
    assert twin.cost < dtw.align(heards[0], heards[2]).cost
