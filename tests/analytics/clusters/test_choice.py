"""Aids to choosing: three blobs are three by every measure."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.choice import choose_number, measure_neighbours
from analytics.clusters.density import neighbour_distances, suggested_eps
from analytics.clusters.space import complete, scaled_space
from data.errors import NotEnoughData

BLOBS = ("energy", "valence", "tempo")


def test_every_measure_says_three(blobs: pd.DataFrame) -> None:
    said: list[float] = []
    numbers = choose_number(blobs, features=BLOBS, progress=lambda share, _: said.append(share))
    assert (numbers.elbow, numbers.best_silhouette, numbers.best_bic) == (3, 3, 3)
    assert numbers.curve.n_clusters.tolist() == list(range(2, 11))
    assert numbers.curve.inertia.is_monotonic_decreasing
    assert said == sorted(said) and len(said) == 9


def test_too_few_tracks_for_a_curve_are_refused(blobs: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="takes at least 40 tracks; here are 39"):
        choose_number(blobs.head(39), features=BLOBS)


def test_too_few_different_tracks_for_a_curve_are_refused(blobs: pd.DataFrame) -> None:
    alike = blobs.assign(energy=0.5, valence=0.5, tempo=(blobs.tempo > blobs.tempo.median()) * 9.0)
    with pytest.raises(NotEnoughData, match="of 600, only 2 do"):
        choose_number(alike, features=BLOBS)


def test_the_curve_of_neighbours_is_that_of_all_tracks(blobs: pd.DataFrame) -> None:
    neighbours = measure_neighbours(blobs, features=BLOBS)
    tracks = complete(blobs, BLOBS)
    distances = neighbour_distances(scaled_space(tracks, BLOBS).of(tracks))
    assert neighbours.eps == suggested_eps(distances)
    assert neighbours.curve.distance.is_monotonic_increasing
    assert neighbours.curve.distance.iloc[-1] == distances.max()
    assert neighbours.curve.share.iloc[-1] == 1.0
    assert (neighbours.n_neighbours, neighbours.n_tracks) == (6, 600)
    assert 0 < neighbours.eps < np.median(distances) * 3
