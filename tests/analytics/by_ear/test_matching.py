import numpy as np

from analytics.by_ear import matching
from analytics.by_ear.heard import HeardSound


def test_a_noisy_excerpt_finds_its_recording_and_place(heards: list[HeardSound]) -> None:
    *library, excerpt = heards
    found = matching.candidates(matching.index(one.pairs for one in library), excerpt.pairs)
    assert found[0].number == 0
    assert matching.is_found(found[:1])
    assert (found[0].tempo, found[0].semitones) == (1.0, 0.0)
    assert abs(found[0].begins_at - 5) < 0.2


def test_the_transposed_twin_is_found_with_its_key(heards: list[HeardSound]) -> None:
    original, twin, other, _ = heards
    known = matching.index([other.pairs, twin.pairs])
    found = matching.candidates(known, original.pairs)
    assert found[0].number == 1
    assert found[0].semitones == 1.0
    assert matching.is_found(found)


def test_what_is_not_in_the_library_is_not_found(heards: list[HeardSound]) -> None:
    *_, other, excerpt = heards
    rng = np.random.default_rng(3)
    strangers = [np.roll(other.pairs, 1 + n, axis=0).copy() for n in range(3)]
    for stranger in strangers:
        stranger[:, 0] = rng.permutation(stranger[:, 0])
    found = matching.candidates(matching.index([other.pairs, *strangers]), excerpt.pairs)
    assert not matching.is_found(found)


def test_an_empty_library_has_no_candidates(heards: list[HeardSound]) -> None:
    assert matching.candidates(matching.index([]), heards[0].pairs) == ()
    assert not matching.is_found(())
