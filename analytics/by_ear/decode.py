"""A sound file of any kind, decoded within limits; runs in the process that analyses.

Public names
------------
Sound                  what was decoded
decode(path)           -> Sound

What a header claims is never believed: samples are counted as they come out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from data.errors import BadFile

Floats = npt.NDArray[np.float32]

RATE = 22_050
"""Samples a second of what is analysed."""
LOUDNESS_RATE = 48_000
"""Samples a second at which loudness is measured, where the file has more."""
MAX_SECONDS = 600
MIN_SECONDS = 3.0
MAX_BYTES = 50 * 2**20
MAX_CHANNELS = 8
SILENCE = 1e-4
"""Highest sample of a silent file: 80 dB below full scale."""
KINDS = ("wav", "mp3", "flac", "ogg", "opus", "m4a")
FORMATS = ["wav", "mp3", "flac", "ogg", "mov", "aac", "matroska"]
"""What FFmpeg may take a file for; Chromium records WAV or WebM. Playlists are not among them."""
NARROW_RATE = 16_000
HINT = (
    f"WAV, MP3, FLAC, OGG, OPUS and M4A are read, {MIN_SECONDS:g} seconds to "
    f"{MAX_SECONDS // 60} minutes and up to {MAX_BYTES // 2**20} MiB."
)


@dataclass(frozen=True, eq=False, slots=True)
class Sound:
    """A decoded file."""

    samples: Floats
    """Mono at `RATE`, shape (n_samples,)."""
    loudness: float
    """Integrated loudness in LUFS (ITU-R BS.1770-4)."""
    channels: int
    rate: int
    """Samples a second in the file."""
    notes: tuple[str, ...]
    """What a reader has to know of the file, a sentence each."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE


def decode(path: Path, name: str) -> Sound:
    """Decode a file.

    Parameters
    ----------
    path : Path
    name : str
        What to call the file in messages.

    Raises
    ------
    BadFile
        If it is no sound file, damaged beyond reading, silent, or beyond a limit.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        _refuse(f"{name} has {size / 2**20:,.0f} MiB, more than {MAX_BYTES // 2**20} MiB")
    import av

    try:
        with av.open(str(path), format=_kind(path, name), metadata_errors="ignore") as container:
            return _decoded(container, name)
    except (av.FFmpegError, ValueError) as error:
        raise BadFile(
            f"{name} is no sound file that can be read, or is damaged ({error})"[:300], hint=HINT
        ) from error


def _kind(path: Path, name: str) -> str:
    """Return FFmpeg's name for a file, by its first bytes rather than its name."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] in (b"RIFF", b"RF64"):
        return "wav"
    if head[4:8] == b"ftyp":
        return "mov"
    for mark, kind in ((b"fLaC", "flac"), (b"OggS", "ogg"), (b"\x1aE\xdf\xa3", "matroska")):
        if head.startswith(mark):
            return kind
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "aac"
    return _refuse(f"{name} is no sound file of a kind that is read")


def _refuse(message: str) -> Any:
    raise BadFile(f"{message}.", hint=HINT)


def _decoded(container: Any, name: str) -> Sound:
    for stream in container.streams.video:
        if "attached_pic" not in stream.disposition.name:
            _refuse(f"{name} is a video; only sound files are read")
    if not container.streams.audio:
        _refuse(f"{name} holds no sound")
    stream = container.streams.audio[0]
    rate, channels = stream.rate, stream.channels
    if not 0 < channels <= MAX_CHANNELS:
        _refuse(f"{name} has {channels} channels, more than {MAX_CHANNELS}")
    damaged: list[str] = []
    mono, full = _resampled(container, stream, name, damaged)
    seconds = len(mono) / RATE
    if seconds < MIN_SECONDS:
        _refuse(f"{name} lasts {seconds:.1f} s; at least {MIN_SECONDS:g} s are needed")
    loudness = _loudness(full, min(rate, LOUDNESS_RATE))
    if np.abs(mono).max() < SILENCE or not np.isfinite(loudness):
        _refuse(f"{name} is silent: nothing reaches 80 dB below full scale")
    notes = list(damaged)
    claimed = float(stream.duration * stream.time_base) if stream.duration else seconds
    if claimed > 1.05 * seconds + 1 and not damaged:
        notes.append(f"It is cut off: it says {claimed:,.0f} s and holds {seconds:,.0f} s.")
    if rate < NARROW_RATE:
        notes.append(f"It has {rate:,} samples a second: nothing above {rate / 2000:g} kHz is in.")
    return Sound(mono, loudness, channels, rate, tuple(notes))


def _resampled(container: Any, stream: Any, name: str, damaged: list[str]) -> tuple[Floats, Floats]:
    """Return mono samples at `RATE`, and up to two channels of shape (n, channels)."""
    import av

    layout = "mono" if stream.channels == 1 else "stereo"
    mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    full = av.AudioResampler(format="flt", layout=layout, rate=min(stream.rate, LOUDNESS_RATE))
    monos: list[Floats] = []
    fulls: list[Floats] = []
    n = 0
    for frame in _frames(container, stream, damaged):
        frame.pts = None  # gaps are not filled, however long a header says they are
        for part in mono.resample(frame):
            monos.append(part.to_ndarray()[0])
            n += len(monos[-1])
        fulls += [part.to_ndarray()[0] for part in full.resample(frame)]
        if n > MAX_SECONDS * RATE:
            _refuse(f"{name} lasts longer than {MAX_SECONDS // 60} minutes")
    if not monos:
        _refuse(f"{name} holds no sound")
    monos += [part.to_ndarray()[0] for part in mono.resample(None)]
    fulls += [part.to_ndarray()[0] for part in full.resample(None)]
    channels = 1 if layout == "mono" else 2
    # Both are new: a view would keep the decoder's buffers.
    return np.nan_to_num(np.concatenate(monos)), np.nan_to_num(
        np.concatenate(fulls).reshape(-1, channels)
    )


def _frames(container: Any, stream: Any, damaged: list[str]) -> Iterator[Any]:
    """Yield what can be decoded; a damaged packet is passed over and noted once."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except av.EOFError:
            return
        except av.InvalidDataError:
            if damaged:
                continue
            damaged.append("It is damaged: what could not be decoded is left out.")


def _loudness(samples: Floats, rate: int) -> float:
    import pyloudnorm

    return float(pyloudnorm.Meter(rate).integrated_loudness(samples))
