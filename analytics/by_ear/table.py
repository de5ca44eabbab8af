"""`python -m analytics.by_ear.table FOLDER`: how often excerpts of 6 s find their recording again.

Each recording of a folder gives one excerpt, which is changed as life changes it: noise, a phone,
a low bit rate, another tempo or key. The table says how often it comes first, and is said to be
found; and how often an excerpt whose recording is left out of the library is taken for another one.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.by_ear import decode, fingerprints, matching
from analytics.by_ear.command import sounds
from analytics.by_ear.decode import RATE
from data.errors import BadFile, CrossfadeError

Floats = npt.NDArray[np.float32]

SECONDS = 6
PHONE_HZ = (300, 3400)
LOW_BIT_RATE = 32_000


def noisy(samples: Floats, decibels: float) -> Floats:
    """Add white noise that many decibels below the sound, the same at every call."""
    noise = np.random.default_rng(0).standard_normal(len(samples))
    gain = np.sqrt((samples**2).mean()) * 10 ** (-decibels / 20)
    return (samples + gain * noise).astype(np.float32)


def by_phone(samples: Floats) -> Floats:
    """Leave 300 to 3,400 Hz, in eight bits of a logarithmic scale (mu-law), with noise."""
    from scipy.signal import butter, sosfilt

    band = sosfilt(butter(4, PHONE_HZ, "bandpass", fs=RATE, output="sos"), samples)
    band = band / max(float(np.abs(band).max()), 1e-9)
    coded = np.sign(band) * np.log1p(255 * np.abs(band)) / np.log(256)
    coded = np.round(coded * 127) / 127
    return noisy((np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32), 15)


def low_mp3(samples: Floats) -> Floats:
    """Send a sound through MP3 at 32 kbit/s."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = LOW_BIT_RATE
        frame = av.AudioFrame.from_ndarray(samples[None].clip(-1, 1), "fltp", "mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, mode="r") as container:
        parts = [part.to_ndarray()[0] for part in container.decode(audio=0)]
    return np.concatenate(parts).astype(np.float32)


def slower(samples: Floats) -> Floats:
    """Play 8 % slower in the same key."""
    import librosa

    stretched: Floats = librosa.effects.time_stretch(samples, rate=0.92)
    return stretched[: len(samples)]


def higher(samples: Floats) -> Floats:
    """Play a semitone higher at the same tempo."""
    import librosa

    shifted: Floats = librosa.effects.pitch_shift(samples, sr=RATE, n_steps=1)
    return shifted


CONDITIONS: dict[str, Callable[[Floats], Floats]] = {
    "clean": lambda samples: samples,
    "noise 10 dB": lambda samples: noisy(samples, 10),
    "noise 0 dB": lambda samples: noisy(samples, 0),
    "phone": by_phone,
    "low MP3": low_mp3,
    "tempo -8 %": slower,
    "+1 semitone": higher,
}


def retrieval(recordings: Sequence[Floats]) -> pd.DataFrame:
    """Look an excerpt of each recording up among all of them, in each condition.

    Parameters
    ----------
    recordings : sequence of ndarray
        Mono at `decode.RATE`, longer than `SECONDS`.

    Returns
    -------
    DataFrame of shape (n_conditions, 4)
        condition; hits_at_1, found (shares of excerpts whose recording comes first, and is said
        to be the one), false_accepts (share taken for another one where their own is left out).
    """
    paired = [_pairs(samples) for samples in recordings]
    known = matching.index(paired)
    rng = np.random.default_rng(0)
    starts = [int(rng.integers(len(samples) - SECONDS * RATE)) for samples in recordings]
    rows = []
    for name, change in CONDITIONS.items():
        seen = []
        for number, (samples, start) in enumerate(zip(recordings, starts, strict=True)):
            asked = _pairs(change(samples[start : start + SECONDS * RATE]))
            seen.append(_seen(known, asked, number))
        rows.append((name, *np.mean(seen, axis=0)))
    return pd.DataFrame(rows, columns=["condition", "hits_at_1", "found", "false_accepts"])


def _seen(known: matching.Index, asked: npt.NDArray[np.int16], number: int) -> list[bool]:
    """Return whether it comes first, is found, and is taken for another one without its own."""
    best = matching.candidates(known, asked)
    is_first = bool(best) and best[0].number == number
    others = list(matching.candidates(known, asked, decisive=np.inf))
    others = [one for one in others if one.number != number]
    return [is_first, is_first and matching.is_found(best), matching.is_found(others)]


def _pairs(samples: Floats) -> npt.NDArray[np.int16]:
    return fingerprints.pairs(*fingerprints.peaks(samples))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; status 2 and a sentence where there is nothing to measure on."""
    parser = argparse.ArgumentParser(
        prog="python -m analytics.by_ear.table",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    try:
        recordings = _decoded(sounds(parser.parse_args(arguments).folder))
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(recordings)} recordings, excerpts of {SECONDS} s")
    print(retrieval(recordings).round(3).to_string(index=False))
    return 0


def _decoded(paths: Sequence[Path]) -> list[Floats]:
    recordings = []
    for path in paths:
        try:
            samples = decode.decode(path, path.name).samples
        except BadFile as error:
            print(error.message, file=sys.stderr)
            continue
        if len(samples) > SECONDS * RATE:
            recordings.append(samples)
    if len(recordings) < 2:
        raise BadFile(f"At least two files longer than {SECONDS} s are needed.")
    return recordings


if __name__ == "__main__":
    sys.exit(main())
