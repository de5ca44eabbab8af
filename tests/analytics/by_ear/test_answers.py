import io
import wave
from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import answers, library
from analytics.by_ear.heard import HeardSound
from data import published
from data.jobs.progress import untold
from data.selection import Selection


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    return tmp_path


def wav(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(44_100)
        made.writeframes((samples * 32767).astype("<i2").tobytes())
    return file.getvalue()


def test_uploads_are_heard_and_leave_nothing(place: Path, sounds: list[np.ndarray]) -> None:
    uploads = [("demo.wav", wav(sounds[0][: 4 * 44_100])), ("notes.wav", b"no music")]
    heard = answers.hear(uploads, untold)
    assert [one.name for one in heard.heards] == ["demo.wav"]
    assert "notes.wav" in heard.refused[0]
    assert [path for path in place.rglob("*") if path.is_file() and path.name != ".lock"] == []


def test_an_empty_library_finds_nothing(place: Path, heards: list[HeardSound]) -> None:
    found = answers.matches(heards[0])
    assert (found.n_recordings, found.is_found, len(found.table)) == (0, False, 0)
    assert len(answers.alike(heards[0])) == 0


def test_what_is_kept_is_found(place: Path, heards: list[HeardSound]) -> None:
    library.append(heards[1:3])
    assert answers.keep(heards[0]) and not answers.keep(heards[0])
    assert answers.is_kept(heards[0]) and answers.n_recordings() == 3
    found = answers.matches(heards[3])
    assert found.is_found
    assert found.table.iloc[0]["recording_id"] == heards[0].recording_id
    near = answers.alike(heards[0])
    assert near.iloc[0]["recording_id"] == heards[1].recording_id
    assert answers.alignment(heards[0], near.iloc[0]["recording_id"]).semitones == 1


def test_what_is_left_open_widens_what_may_come(
    trained_demo: Path, heards: list[HeardSound]
) -> None:
    selection = Selection(published.current_version())
    open_ = answers.become(selection, heards[0])
    assert 0 < open_.low < open_.streams < open_.high
    assert 0 <= open_.probability <= 1
    assert open_.open == answers.OPEN
    set_ = answers.become(selection, heards[0], sound=(("danceability", 0.9), ("energy", 0.8)))
    assert "danceability" not in set_.open
    assert set_.streams != open_.streams
