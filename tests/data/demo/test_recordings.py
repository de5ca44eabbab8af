import numpy as np
import pyloudnorm

from data.demo import recordings
from data.demo.recordings import RECORDINGS


def test_sixty_recordings_with_names_of_their_own() -> None:
    assert len(RECORDINGS) == len({one.file_name for one in RECORDINGS}) == 60
    assert {one.mood for one in RECORDINGS} == set(recordings.MOODS)
    for one in RECORDINGS:
        original = next(each for each in RECORDINGS if each.piece == one.piece)
        assert original.version == "original"
        changed = {
            "original": original.tempo / one.tempo == 1,
            "faster": one.tempo > original.tempo,
            "transposed": (one.key - original.key) % 12 == recordings.TRANSPOSED,
            "louder": one.loudness > original.loudness,
        }
        assert changed[one.version]


def test_the_same_sound_every_time_at_the_loudness_planted() -> None:
    loudest = max(RECORDINGS, key=lambda one: one.loudness)
    sound = recordings.samples(loudest)
    assert np.array_equal(sound, recordings.samples(loudest))
    measured = pyloudnorm.Meter(recordings.RATE).integrated_loudness(sound)
    assert abs(measured - loudest.loudness) < 0.5
    assert np.abs(sound).max() <= 1
