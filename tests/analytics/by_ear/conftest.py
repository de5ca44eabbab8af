import wave
from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import hearing
from analytics.by_ear.heard import HeardSound
from data.demo import recordings

PIECES = ("original", "transposed")


def save(path: Path, samples: np.ndarray, rate: int = 44_100) -> Path:
    """Write a WAV file of 16 bit."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.asarray(samples) * 32767).round().astype("<i2").tobytes())
    return path


@pytest.fixture(scope="session")
def planted() -> list[recordings.DemoRecording]:
    """Two pieces, one of them in two keys."""
    return [recordings.RECORDINGS[number] for number in (2, 3, 4)]


@pytest.fixture(scope="session")
def sounds(planted: list[recordings.DemoRecording]) -> list[np.ndarray]:
    return [recordings.samples(one) for one in planted]


@pytest.fixture(scope="session")
def heards(
    planted: list[recordings.DemoRecording],
    sounds: list[np.ndarray],
    tmp_path_factory: pytest.TempPathFactory,
) -> list[HeardSound]:
    """The pieces, and last six seconds of the first with noise, heard in a process of its own."""
    folder = tmp_path_factory.mktemp("recordings")
    rng = np.random.default_rng(5)
    excerpt = sounds[0][5 * 44_100 : 11 * 44_100]
    noisy = excerpt + rng.standard_normal(len(excerpt)) * excerpt.std() * 10**-0.5
    parts = [*sounds, (noisy / np.abs(noisy).max())]
    paths = [save(folder / f"{number}.wav", part) for number, part in enumerate(parts)]
    heards = list(hearing.hear((path, path.name) for path in paths))
    assert all(isinstance(one, HeardSound) for one in heards), heards
    return heards
