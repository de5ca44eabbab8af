"""The demo's recordings: short pieces synthesised from a score, whose truth is written down.

Public names
------------
RECORDINGS              the 60 recordings, each with what is planted in it
samples(recording)      -> its sound, mono at `RATE`
write(folder)           -> a WAV file for each; made on demand, never stored with the code

Some are the same piece once more: faster, transposed or louder.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.demo import names
from data.jobs.progress import Progress

Floats = npt.NDArray[np.float64]
Mode = Literal["major", "minor"]
Version = Literal["original", "faster", "transposed", "louder"]
VERSIONS: tuple[Version, ...] = ("faster", "transposed", "louder")

RATE = 44_100
"""Samples a second."""
SECONDS = 20
N_PIECES = 36
FASTER, TRANSPOSED, LOUDER = 1.08, 1, 5.0
"""Tempo as a ratio, semitones, LU, against the original."""
FIRST_TITLE = 900_000
"""Titles and artists beyond those of the demo catalogue's usual size."""
SCALES: dict[Mode, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
}
PROGRESSIONS: dict[Mode, tuple[tuple[int, ...], ...]] = {
    "major": ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 4, 0), (0, 1, 4, 0), (0, 3, 0, 4)),
    "minor": ((0, 5, 2, 6), (0, 3, 4, 0), (0, 6, 5, 4), (0, 3, 6, 0), (0, 5, 3, 4)),
}
"""Degrees of the scale, a bar each."""


@dataclass(frozen=True, slots=True)
class Mood:
    """What a mood sounds like here."""

    tempos: tuple[int, int]
    """Beats a minute, lowest and highest."""
    share_major: float
    loudness: tuple[float, float]
    """LUFS."""
    brightness: float
    """How slowly partials fade: amplitude of the n-th is n^(-1 / brightness)."""
    drums: float
    """0 none, 1 as loud as the rest."""
    hiss: float


MOODS = {
    "calm": Mood((62, 84), 0.6, (-24.0, -19.0), 0.45, 0.0, 0.002),
    "bright": Mood((100, 132), 0.9, (-18.0, -14.5), 0.8, 0.5, 0.002),
    "dark": Mood((76, 100), 0.1, (-21.0, -17.0), 0.55, 0.35, 0.006),
    "driving": Mood((124, 168), 0.4, (-16.5, -14.0), 1.0, 0.9, 0.004),
}


@dataclass(frozen=True, slots=True)
class DemoRecording:
    """A recording and what is planted in it."""

    piece: int
    """Recordings of one piece share its notes."""
    version: Version
    artist: str
    track: str
    mood: str
    tempo: float
    """Beats a minute."""
    key: int
    """Pitch class of the tonic, 0 for C."""
    mode: Mode
    loudness: float
    """LUFS."""

    @property
    def file_name(self) -> str:
        """Artist and track, as a file is usually named."""
        return f"{self.artist} - {self.track}.wav"


def _planned() -> Iterator[DemoRecording]:
    artists = names.artists(np.arange(FIRST_TITLE, FIRST_TITLE + N_PIECES)).to_pylist()
    titles = names.titles(np.arange(FIRST_TITLE, FIRST_TITLE + N_PIECES)).to_pylist()
    for piece in range(N_PIECES):
        rng = np.random.default_rng([7, piece])
        mood = list(MOODS)[piece % len(MOODS)]
        feel = MOODS[mood]
        original = DemoRecording(
            piece=piece,
            version="original",
            artist=artists[piece],
            track=titles[piece],
            mood=mood,
            tempo=float(rng.integers(*feel.tempos, endpoint=True)),
            key=int(rng.integers(12)),
            mode="major" if rng.random() < feel.share_major else "minor",
            loudness=round(rng.uniform(*feel.loudness), 1),
        )
        yield original
        if piece < 24:
            yield _again(original, VERSIONS[piece % 3])


def _again(original: DemoRecording, version: Version) -> DemoRecording:
    again = replace(original, version=version, track=f"{original.track} ({version})")
    if version == "faster":
        return replace(again, tempo=original.tempo * FASTER)
    if version == "transposed":
        return replace(again, key=(original.key + TRANSPOSED) % 12)
    return replace(again, loudness=original.loudness + LOUDER)


RECORDINGS = tuple(_planned())
"""What is planted: 36 pieces, and 24 of them once more."""


def write(folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Write each recording as a WAV file (mono, 16 bit) named after artist and track.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    progress : callable, optional
        Called with the share done, 0 to 1, and a message.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, recording in enumerate(RECORDINGS):
        path = folder / recording.file_name
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((samples(recording) * 32767).round().astype("<i2").tobytes())
        paths.append(path)
        if progress:
            progress((number + 1) / len(RECORDINGS), f"{number + 1} demo recordings written")
    return paths


def samples(recording: DemoRecording) -> Floats:
    """Return a recording's sound, the same at every call.

    Returns
    -------
    ndarray of shape (RATE * SECONDS,)
        Between -1 and 1, at the loudness planted.
    """
    import pyloudnorm

    rng = np.random.default_rng([11, recording.piece])
    mix = np.zeros(RATE * SECONDS)
    feel = MOODS[recording.mood]
    _play_harmony(mix, recording, feel, rng)
    if feel.drums:
        _play_drums(mix, recording, feel, rng)
    mix += feel.hiss * rng.standard_normal(len(mix))
    # Peaks are rounded off, so that the loudest fits between -1 and 1.
    mix = np.tanh(1.5 * mix / np.sqrt((mix**2).mean()) / 3)
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(mix)
    mix *= 10 ** ((recording.loudness - loudness) / 20)
    return mix.clip(-1, 1)


def _play_harmony(
    mix: Floats, recording: DemoRecording, feel: Mood, rng: np.random.Generator
) -> None:
    """Add chords, a bass and a melody, bar by bar."""
    scale = SCALES[recording.mode]
    beat = 60 / recording.tempo
    progressions = PROGRESSIONS[recording.mode]
    progression = progressions[int(rng.integers(len(progressions)))]
    is_broken, octave = rng.random() < 0.5, int(rng.integers(2))
    rhythm = rng.random(8) < 0.6
    rhythm[0] = True
    melody = rng.integers(0, 7, (4, 8))
    tonic = 48 + recording.key
    for bar in range(int(SECONDS / (4 * beat)) + 1):
        degree = progression[bar % 4]
        at = bar * 4 * beat
        triad = [_pitch(scale, tonic, degree + step) for step in (0, 2, 4)]
        if is_broken:
            for step in range(8):
                pitch = triad[(0, 1, 2, 1)[step % 4]] + 12
                _note(mix, pitch, at + step * beat / 2, beat, 0.5, feel.brightness)
        else:
            for pitch in triad:
                _note(mix, pitch, at, 4 * beat, 0.35, feel.brightness)
        for half in (0, 2):
            _note(mix, triad[0] - 12, at + half * beat, 1.8 * beat, 0.8, 0.5)
        for eighth in np.flatnonzero(rhythm).tolist():
            # Strong beats take a note of the chord, the others any of the scale.
            free = melody[bar % 4, eighth]
            step = degree + (0, 2, 4)[free % 3] if eighth % 4 == 0 else int(free)
            pitch = _pitch(scale, tonic + 12 + 12 * octave, step)
            _note(mix, pitch, at + eighth * beat / 2, 0.45 * beat, 0.5, 1.3 * feel.brightness)


def _pitch(scale: tuple[int, ...], tonic: int, degree: int) -> int:
    return tonic + 12 * (degree // 7) + scale[degree % 7]


def _note(
    mix: Floats, pitch: int, at: float, seconds: float, gain: float, brightness: float
) -> None:
    """Add a note of up to ten partials with a soft attack and a decay."""
    first = round(at * RATE)
    length = min(round(seconds * RATE), len(mix) - first)
    if length <= 0:
        return
    time = np.arange(length) / RATE
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    partials = np.arange(1, 1 + min(10, int(8_000 / hertz)))
    weights = partials ** (-1 / brightness)
    tone = weights @ np.sin(2 * np.pi * hertz * partials[:, None] * time)
    shape = np.minimum(time / 0.01, 1) * np.exp(-1.5 * time / seconds)
    shape *= np.minimum((length / RATE - time) / 0.01, 1)
    mix[first : first + length] += gain * shape * tone


def _play_drums(
    mix: Floats, recording: DemoRecording, feel: Mood, rng: np.random.Generator
) -> None:
    """Add a kick on one and three, a snare on two and four, a hat on each eighth."""
    time = np.arange(int(0.25 * RATE)) / RATE
    kick = np.sin(2 * np.pi * (50 * time + 6 * (1 - np.exp(-30 * time)))) * np.exp(-14 * time)
    snare = rng.standard_normal(len(time)) * np.exp(-22 * time)
    hat = np.diff(rng.standard_normal(len(time) + 1)) * np.exp(-90 * time)
    eighth = 30 / recording.tempo
    for number in range(int(SECONDS / eighth)):
        first = round(number * eighth * RATE)
        struck = [(hat, 0.15), *(((kick, 1.2), (snare, 0.6))[number // 2 % 2],) * (number % 2 == 0)]
        for sound, gain in struck:
            length = min(len(sound), len(mix) - first)
            mix[first : first + length] += feel.drums * gain * sound[:length]
