"""What tests of genres share: made-up examples whose sound tells a known part of their genre."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from analytics.genres import models

GENRES = ("ambient", "dance", "folk", "metal")
CENTRES = {
    "ambient": (0.2, 0.2, -20, 0.7),
    "dance": (0.8, 0.7, -6, 0.1),
    "folk": (0.5, 0.3, -12, 0.8),
    "metal": (0.4, 0.9, -4, 0.05),
}


def made(n_artists: int = 80, per_artist: int = 4, seed: int = 0) -> pd.DataFrame:
    """Return examples: an artist keeps to a genre, one track in four sounds like any other."""
    rng = np.random.default_rng(seed)
    artist = np.repeat(np.arange(n_artists), per_artist)
    genre = np.array(GENRES)[np.arange(n_artists) % len(GENRES)][artist]
    n = len(genre)
    sounds = np.where(rng.random(n) < 0.25, rng.choice(GENRES, n), genre)
    centre = np.array([CENTRES[name] for name in sounds])
    noise = rng.normal(size=(n, 4)) * [0.08, 0.08, 2, 0.1]
    danceability, energy, loudness, acousticness = (centre + noise).T
    return pd.DataFrame(
        {
            "recording": [f"r{seed}-{i}" for i in range(n)],
            "artist": [f"artist {seed}-{i}" for i in artist],
            "track": [f"track {i}" for i in range(n)],
            "genre": genre,
            "danceability": danceability.clip(0, 1),
            "energy": energy.clip(0, 1),
            "loudness": loudness,
            "acousticness": acousticness.clip(0, 1),
            "speechiness": rng.random(n) / 10,
            "instrumentalness": rng.random(n),
            "liveness": rng.random(n),
            "valence": rng.random(n),
            "tempo": rng.uniform(70, 180, n),
            "duration_ms": rng.uniform(120_000, 300_000, n),
            "key": rng.integers(0, 12, n).astype(float),
            "mode": rng.integers(0, 2, n).astype(float),
        }
    )


@pytest.fixture(scope="session", autouse=True)
def _small_models() -> Iterator[None]:
    """Grow few trees: what is tested does not need more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "FOREST", models.FOREST | {"n_estimators": 20})
        patch.setattr(models, "ROUNDS", dict.fromkeys(models.ROUNDS, 20))
        yield


@pytest.fixture(scope="session")
def examples() -> pd.DataFrame:
    return made()


@pytest.fixture(scope="session")
def strangers() -> pd.DataFrame:
    """Return tracks of the same kinds by artists that no example is by."""
    return made(24, 2, seed=9)


@pytest.fixture(scope="session")
def labeller(examples: pd.DataFrame):
    from analytics.genres import labelling

    return labelling.prepare(examples)


@pytest.fixture(scope="session")
def judgement(examples: pd.DataFrame):
    from analytics.genres import judging

    return judging.judge(examples, names=("forest", "logistic"))
