"""The demo's genres: what is planted in them, recovered by hand."""

import numpy as np
import pandas as pd
import pytest

from data.demo import catalogue as demo
from data.demo.genres import GENRES, chances, make_genres
from data.demo.tracks import make_artists, make_tracks

N = 20_000


@pytest.fixture(scope="module")
def made() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Artist, genre and chances of the tracks of a large chunk."""
    rng = np.random.default_rng(5)
    tracks = make_tracks(rng, make_artists(rng, N, 0), np.arange(N))
    return tracks.artist, make_genres(rng, tracks.artist, tracks.scores), chances(tracks.scores)


def test_genres_fall_by_their_chances(made: tuple[np.ndarray, ...]) -> None:
    _, genre, chance = made
    assert len(GENRES) == 28
    assert np.allclose(chance.sum(axis=1), 1)
    of_each = np.bincount(genre, minlength=28) / N
    assert np.abs(of_each - chance.mean(axis=0)).max() < 0.015
    is_best = chance.argmax(axis=1) == genre
    assert is_best.mean() == pytest.approx(chance.max(axis=1).mean(), abs=0.02)
    assert 0.40 < is_best.mean() < 0.48
    assert of_each.max() < 0.22


def test_artists_have_genres_of_their_own(made: tuple[np.ndarray, ...]) -> None:
    artist, genre, chance = made
    same_artist = artist[1:] == artist[:-1]
    same_genre = genre[1:] == genre[:-1]
    by_sound = (chance[1:] * chance[:-1]).sum(axis=1)
    assert same_genre[same_artist].mean() > by_sound[same_artist].mean() + 0.10
    assert same_genre[~same_artist].mean() == pytest.approx(by_sound[~same_artist].mean(), abs=0.02)


def test_most_tracks_of_the_file_have_one(tmp_path) -> None:
    demo.write(tmp_path / "demo.parquet", n_tracks=1_000)
    genres = pd.read_parquet(tmp_path / "demo.parquet")["genres"]
    assert 0.01 < genres.isna().mean() < 0.06
    assert set(genres.dropna()) <= set(GENRES)
