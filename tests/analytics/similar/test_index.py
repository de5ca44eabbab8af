"""The index: the nearest are scikit-learn's, in any size of block, within any limits."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from analytics.similar import index as indexes
from analytics.similar.index import Places, best, cosine, number_of


def test_the_nearest_are_scikit_learns(index: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = NearestNeighbors(metric="cosine", algorithm="brute").fit(np.asarray(index.points))
    asked = [0, 17, len(index) - 1]
    distances, rows = golden.kneighbors(index.points[asked], 12)
    for block in (64, 1_000, 10**6):
        monkeypatch.setattr(indexes, "BLOCK", block)
        for row, far, near in zip(asked, distances, rows, strict=True):
            found, scores = best(len(index), cosine(index, index.points[row]), 12)
            assert scores == pytest.approx(1 - far, abs=1e-5)
            assert set(found) == set(near)


def test_limits_are_kept_and_unknown_scores_left_out(index: Places) -> None:
    allowed = np.zeros(len(index), dtype=bool)
    allowed[[5, 40, 300]] = True
    found, scores = best(len(index), cosine(index, index.points[5]), 10, allowed)
    assert set(found) == {5, 40, 300}
    assert found[0] == 5 and scores[0] == pytest.approx(1, abs=1e-5)
    odd = np.array([np.nan, 1, -np.inf, 3, 2], dtype=np.float32)
    assert best(5, lambda part: odd[part], 9)[0].tolist() == [3, 4, 1]


def test_of_equal_scores_the_first_come_first() -> None:
    same = np.zeros(1_000, dtype=np.float32)
    assert best(1_000, lambda part: same[part], 4)[0].tolist() == [0, 1, 2, 3]


def test_tracks_are_found_by_their_ids_and_strangers_are_not(
    index: Places, known: pd.DataFrame
) -> None:
    ids = known["track_id"].iloc[[3, 9]].tolist()
    rows = index.rows_of(number_of(ids))
    assert index.ids(rows) == ids
    assert not len(index.rows_of(number_of(["", "no id", "0" * 16, "f" * 16, "1" * 40, "-1"])))
