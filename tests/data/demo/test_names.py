"""Invented names: told apart, and the same for the same number."""

import numpy as np
import pyarrow as pa
import pytest

from data.demo import names
from data.demo.names import artists, titles


def test_names_stay_apart_in_ten_million_tracks() -> None:
    some = np.arange(0, 1_340_000, 4)
    assert len(set(artists(some).to_pylist())) == len(some)
    named = titles(np.arange(5_000_000, 5_100_000))
    assert len(set(named.to_pylist())) > 45_000
    last = titles(np.arange(10**7 - 13, 10**7)).to_pylist()
    assert len(set(last)) == 13


@pytest.mark.parametrize("make", [names.artists, names.titles, names.houses, names.people])
def test_a_name_is_that_of_its_number(make) -> None:
    numbers = np.array([3, 1_000_000, 7, 3])
    made = make(numbers).to_pylist()
    assert made[0] == made[3]
    assert len(set(made)) == 3
    assert make(numbers[::-1].copy()).to_pylist() == made[::-1]
    assert all(name and name == name.strip() for name in made)


def test_a_single_is_called_like_its_track() -> None:
    track = pa.array(["First Light", "Second Sight"])
    albums = names.albums(np.array([1, 1]), np.array([5, 6]), np.array([1, 0]), track)
    assert albums.to_pylist()[0] == "First Light"
    assert albums.to_pylist()[1] != "Second Sight"
