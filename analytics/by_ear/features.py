"""What a recording is: librosa's features, tempo, key, timbre and frames for comparing.

Public names
------------
NAMES                    the features, in the order in which they are shown
listen(sound, name)      -> HeardSound

Runs in the process that analyses: librosa and numba take seconds to load.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.by_ear import fingerprints
from analytics.by_ear.decode import RATE, Sound
from analytics.by_ear.heard import HeardSound
from analytics.by_ear.key import key
from analytics.by_ear.tempo import tempo
from data.jobs.progress import Progress

Floats = npt.NDArray[np.float32]

WINDOW, HOP = 2048, 512
ONSET_HOP = 256
N_MFCC = 20
FRAME_HOP = 8
"""Frames of the spectrogram that make one of those that are compared: 0.19 s."""
FRAMES_PER_SECOND = RATE / (HOP * FRAME_HOP)
N_PARTS = 600
"""Of the waveform's picture."""
LAGS = np.geomspace(0.1, 4.0, 48)
"""Seconds after which onsets are looked at for repeating."""
CURVES = ("spectral_centroid", "spectral_rolloff", "zero_crossing_rate", "rms", "chroma")
PARTS = ("harmonic", "percussive")
NAMES = (
    *(f"{name}_{part}" for name in CURVES for part in ("mean", "sd")),
    *(f"{name}_share" for name in PARTS),
    *(f"mfcc_{number}_{part}" for number in range(1, N_MFCC + 1) for part in ("mean", "sd")),
)


def listen(sound: Sound, name: str, progress: Progress) -> HeardSound:
    """Work out everything that is kept of a recording.

    Parameters
    ----------
    sound : Sound
    name : str
        What the file is called.
    progress : callable
        Called with a share and a text.
    """
    import librosa

    y = sound.samples
    progress(0.2, "spectrum")
    magnitude = np.abs(librosa.stft(y, n_fft=WINDOW, hop_length=HOP))
    mel = librosa.feature.melspectrogram(S=magnitude**2, sr=RATE)
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=N_MFCC)
    progress(0.4, "harmony")
    chroma = librosa.feature.chroma_cqt(y=y, sr=RATE, hop_length=HOP)
    chroma = chroma[:, : magnitude.shape[1]]
    progress(0.6, "harmonic and percussive parts")
    features = _features(y, magnitude, chroma, mfcc, librosa)
    progress(0.8, "tempo")
    onsets = librosa.onset.onset_strength(y=y, sr=RATE, hop_length=ONSET_HOP)
    progress(0.9, "fingerprint")
    return HeardSound(
        recording_id=hashlib.sha256(y.tobytes()).hexdigest()[:20],
        name=name,
        seconds=sound.seconds,
        rate=sound.rate,
        channels=sound.channels,
        loudness=sound.loudness,
        tempo=tempo(onsets, RATE / ONSET_HOP),
        key=key(chroma.mean(axis=1)),
        notes=sound.notes,
        features=features,
        envelope=_envelope(y),
        chroma=_in_frames(chroma, _unit).astype(np.float16),
        mfcc=_in_frames(mfcc[1:], _standardised).astype(np.float16),
        rhythm=_rhythm(onsets),
        timbre_mean=mfcc.mean(axis=1).astype(np.float32),
        timbre_cov=np.cov(mfcc).astype(np.float32),
        pairs=fingerprints.pairs(*fingerprints.peaks(y)),
    )


def _features(
    y: Floats, magnitude: Floats, chroma: Floats, mfcc: Floats, librosa: Any
) -> dict[str, float]:
    curves = {
        "spectral_centroid": librosa.feature.spectral_centroid(S=magnitude, sr=RATE),
        "spectral_rolloff": librosa.feature.spectral_rolloff(S=magnitude, sr=RATE),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(y),
        "rms": librosa.feature.rms(y=y),
        "chroma": chroma,
    }
    curves |= {f"mfcc_{number + 1}": curve for number, curve in enumerate(mfcc)}
    said = {f"{name}_mean": float(np.mean(curve)) for name, curve in curves.items()}
    said |= {f"{name}_sd": float(np.std(curve)) for name, curve in curves.items()}
    # Of every second frame: medians over time and pitch are what takes longest.
    harmonic, percussive = librosa.decompose.hpss(magnitude[:, ::2])
    energy = [float((part**2).sum()) for part in (harmonic, percussive)]
    total = max(sum(energy), 1e-12)
    said |= {f"{name}_share": part / total for name, part in zip(PARTS, energy, strict=True)}
    return {name: said[name] for name in NAMES}


def _in_frames(curves: Floats, scale: Callable[[Floats], Floats]) -> Floats:
    """Return means of `FRAME_HOP` frames, scaled: shape (n_frames, n_curves)."""
    n = curves.shape[1] // FRAME_HOP
    means = curves[:, : n * FRAME_HOP].reshape(len(curves), n, FRAME_HOP).mean(axis=2).T
    return scale(means)


def _unit(rows: Floats) -> Floats:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _standardised(rows: Floats) -> Floats:
    return (rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-6)


def _envelope(y: Floats) -> Floats:
    edges = np.linspace(0, len(y), N_PARTS, endpoint=False).astype(int)
    return np.maximum.reduceat(np.abs(y), edges).clip(0, 1).astype(np.float32)


def _rhythm(onsets: Floats) -> Floats:
    """Return how onsets repeat after lags from 0.1 to 4 s."""
    strength = onsets - onsets.mean()
    n = len(strength)
    repeats = np.fft.irfft(np.abs(np.fft.rfft(strength, 2 * n)) ** 2)[:n]
    repeats = repeats / max(float(repeats[0]), 1e-12)
    return np.interp(LAGS * RATE / ONSET_HOP, np.arange(n), repeats, right=0.0).astype(np.float32)
