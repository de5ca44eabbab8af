import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from analytics.by_ear import decode
from data.errors import BadFile
from tests.analytics.by_ear.conftest import save

SECONDS = 4


def tone(seconds: float = SECONDS, rate: int = 48_000, level: float = -20.0) -> np.ndarray:
    return 10 ** (level / 20) * np.sin(2 * np.pi * 997 * np.arange(int(seconds * rate)) / rate)


def encoded(codec: str, kind: str, samples: np.ndarray, rate: int = 48_000) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        made = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), "fltp", "mono")
        made.sample_rate = rate
        resampler = av.AudioResampler(
            format=stream.format.name, layout="mono", rate=rate, frame_size=stream.frame_size
        )
        for frame in [*resampler.resample(made), *resampler.resample(None)]:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(
    ("codec", "kind"),
    [
        ("pcm_s24le", "wav"),
        ("libmp3lame", "mp3"),
        ("flac", "flac"),
        ("libopus", "ogg"),
        ("libopus", "webm"),
        ("aac", "ipod"),
    ],
)
def test_each_kind_is_decoded(tmp_path: Path, codec: str, kind: str) -> None:
    path = tmp_path / "any name"
    path.write_bytes(encoded(codec, kind, tone()))
    sound = decode.decode(path, "demo")
    assert sound.seconds == pytest.approx(SECONDS, abs=0.1)
    assert (sound.rate, sound.channels) == (48_000, 1)


def test_a_sine_has_the_loudness_of_the_standard(tmp_path: Path) -> None:
    """ITU-R BS.1770-4: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS."""
    sound = decode.decode(save(tmp_path / "sine.wav", tone(10), 48_000), "sine.wav")
    assert sound.loudness == pytest.approx(-23.01, abs=0.1)


def test_a_recording_of_8_khz_is_read_with_a_note(tmp_path: Path) -> None:
    sound = decode.decode(save(tmp_path / "phone.wav", tone(4, 8_000), 8_000), "phone.wav")
    assert "8,000" in sound.notes[0]


def test_high_resolution_is_read(tmp_path: Path) -> None:
    path = tmp_path / "master.wav"
    path.write_bytes(encoded("pcm_s24le", "wav", tone(4, 192_000), 192_000))
    assert decode.decode(path, "master.wav").rate == 192_000


def refused(path: Path) -> str:
    with pytest.raises(BadFile) as error:
        decode.decode(path, path.name)
    assert path.name in error.value.message
    return error.value.message


def test_what_is_too_short_or_silent_is_refused(tmp_path: Path) -> None:
    assert "0.2 s" in refused(save(tmp_path / "short.wav", tone(0.2), 48_000))
    assert "silent" in refused(save(tmp_path / "silence.wav", np.zeros(200_000), 48_000))
    (tmp_path / "nothing.wav").write_bytes(b"")
    refused(tmp_path / "nothing.wav")


def test_what_is_too_long_is_refused_however_small_it_is(tmp_path: Path) -> None:
    """Silence packs well: eleven minutes of FLAC in a few kilobytes."""
    path = tmp_path / "bomb.flac"
    path.write_bytes(encoded("flac", "flac", np.zeros(11 * 60 * 8_000), 8_000))
    assert path.stat().st_size < 200_000
    assert "longer than 10 minutes" in refused(path)


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.wav"
    with path.open("wb") as file:
        file.truncate(decode.MAX_BYTES + 1)
    assert "50 MiB" in refused(path)


def test_a_header_is_not_believed(tmp_path: Path) -> None:
    path = save(tmp_path / "claims.wav", tone(), 48_000)
    content = bytearray(path.read_bytes())
    content[40:44] = struct.pack("<I", 0xFFFFFF00)
    path.write_bytes(content)
    assert decode.decode(path, path.name).seconds == pytest.approx(SECONDS, abs=0.1)


def test_a_cut_off_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp3"
    content = encoded("libmp3lame", "mp3", tone(10))
    path.write_bytes(content[: len(content) // 2])
    sound = decode.decode(path, path.name)
    assert 4 < sound.seconds < 6
    assert sound.notes


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "renamed.mp3").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    refused(tmp_path / "renamed.mp3")
    path = tmp_path / "film.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 32
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    assert "video" in refused(path)
