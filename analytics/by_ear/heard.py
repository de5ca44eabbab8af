"""What is kept of a recording once it has been heard: numbers, never its sound.

Public names
------------
HeardSound                   one recording
to_bytes(heard)         -> bytes, and from_bytes(content) back: arrays without pickle
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.by_ear.key import Key
from analytics.by_ear.tempo import Tempo

Array = npt.NDArray[Any]

ARRAYS = (*("envelope", "chroma", "mfcc", "rhythm", "timbre_mean", "timbre_cov", "pairs"),)


@dataclass(frozen=True, eq=False, slots=True)
class HeardSound:
    """A recording as it was heard."""

    recording_id: str
    """Hash of its decoded samples: the same sound under two names is one recording."""
    name: str
    seconds: float
    rate: int
    """Samples a second in the file."""
    channels: int
    loudness: float
    """LUFS."""
    tempo: Tempo
    key: Key
    notes: tuple[str, ...]
    features: Mapping[str, float]
    """librosa's features: mean and standard deviation over time, see `features.NAMES`."""
    envelope: Array
    """Highest sample of each of equally long parts, 0 to 1: the waveform's picture."""
    chroma: Array
    """Shape (n_frames, 12): how much each pitch class sounds; each row of length 1 or 0."""
    mfcc: Array
    """Shape (n_frames, 19): timbre without its level, less its mean, in standard deviations."""
    rhythm: Array
    """How onsets repeat after lags on a logarithmic scale; shape (n_lags,)."""
    timbre_mean: Array
    """Mean of 20 MFCC; shape (20,)."""
    timbre_cov: Array
    """Their covariance; shape (20, 20)."""
    pairs: Array
    """Pairs of peaks, see `fingerprints.pairs`; shape (n_pairs, 4), int16."""


def to_bytes(heard: HeardSound) -> bytes:
    """Return what `from_bytes` reads."""
    plain = {
        "recording_id": heard.recording_id,
        "name": heard.name,
        "seconds": heard.seconds,
        "rate": heard.rate,
        "channels": heard.channels,
        "loudness": heard.loudness,
        "tempo": [heard.tempo.bpm, heard.tempo.alternates, heard.tempo.certainty],
        "key": [heard.key.tonic, heard.key.mode, heard.key.alternates, heard.key.certainty],
        "notes": heard.notes,
        "features": dict(heard.features),
    }
    file = io.BytesIO()
    arrays = {name: getattr(heard, name) for name in ARRAYS}
    np.savez(file, plain=np.frombuffer(json.dumps(plain).encode(), np.uint8), **arrays)
    return file.getvalue()


def from_bytes(content: bytes) -> HeardSound:
    """Read what was heard."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        plain = json.loads(arrays["plain"].tobytes())
        return from_plain(plain, {name: arrays[name] for name in ARRAYS})


def from_plain(plain: Mapping[str, Any], arrays: Mapping[str, Array]) -> HeardSound:
    """Put numbers and arrays together."""
    bpm, others, repeats = plain["tempo"]
    tonic, mode, near, fit = plain["key"]
    return HeardSound(
        recording_id=plain["recording_id"],
        name=plain["name"],
        seconds=plain["seconds"],
        rate=plain["rate"],
        channels=plain["channels"],
        loudness=plain["loudness"],
        tempo=Tempo(bpm, tuple(others), repeats),
        key=Key(tonic, mode, tuple((int(a), int(b)) for a, b in near), fit),
        notes=tuple(plain["notes"]),
        features=plain["features"],
        **arrays,
    )
