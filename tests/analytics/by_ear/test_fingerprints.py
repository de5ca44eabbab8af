import numpy as np

from analytics.by_ear import fingerprints

RATE = fingerprints.RATE


def chirps(factor: float = 1.0, seconds: float = 5.0) -> np.ndarray:
    """Return notes of a quarter of a second, each at some frequency."""
    rng = np.random.default_rng(4)
    notes = 300 * 2 ** (rng.integers(0, 36, int(4 * seconds)) / 12) * factor
    time = np.arange(RATE // 4) / RATE
    return np.concatenate([np.sin(2 * np.pi * hertz * time) * np.exp(-5 * time) for hertz in notes])


def test_a_tone_is_a_peak_at_its_pitch() -> None:
    sound = np.zeros(3 * RATE)
    sound[RATE : 2 * RATE] = np.sin(2 * np.pi * 800 * np.arange(RATE) / RATE)
    _, pitch = fingerprints.peaks(sound.astype(np.float32))
    two_octaves = 2 * 12 * fingerprints.BINS_PER_SEMITONE
    assert np.abs(pitch - two_octaves).min() <= 1


def test_another_key_adds_the_same_to_hashes() -> None:
    keys = [
        fingerprints.hashes(fingerprints.pairs(*fingerprints.peaks(chirps(factor))))[0]
        for factor in (1.0, 2 ** (1 / 12))
    ]
    same = [len(np.intersect1d(keys[0] + shift, keys[1])) for shift in range(7)]
    assert np.argmax(same) == fingerprints.BINS_PER_SEMITONE


def test_pairs_keep_to_their_limits() -> None:
    pitch, leap, frame, apart = fingerprints.pairs(*fingerprints.peaks(chirps())).T
    assert len(pitch) > 50
    assert ((pitch >= 0) & (pitch < fingerprints.N_BINS)).all()
    assert (np.abs(leap) <= fingerprints.MAX_LEAP).all()
    assert ((apart >= fingerprints.FROM_FRAME) & (apart <= fingerprints.TO_FRAME)).all()
    assert (frame >= 0).all()
    key, _ = fingerprints.hashes(fingerprints.pairs(*fingerprints.peaks(chirps())))
    assert ((key - fingerprints.MAX_SHIFT >= 0) & (key < fingerprints.N_KEYS)).all()
