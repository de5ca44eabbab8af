import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.by_ear import key

C_MAJOR = np.array([5, 0, 3, 0, 4, 3, 0, 4.5, 0, 3, 0, 2])


def test_a_scale_is_named_with_its_relative_and_fifths() -> None:
    found = key.key(C_MAJOR)
    assert key.name(found.tonic, found.mode) == "C major"
    assert {key.name(*each) for each in found.alternates} == {
        *("A minor", "G major", "F major", "C minor")
    }


@given(st.integers(0, 11), st.sampled_from([0, 1]))
def test_another_key_moves_the_tonic(shift: int, mode: int) -> None:
    profile = np.array(key.PROFILES[mode])
    found = key.key(np.roll(profile, shift) * 3 + 1)
    assert (found.tonic, found.mode) == (shift, mode)
    assert found.certainty > 0.999
