from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import command, library
from tests.analytics.by_ear.conftest import save


def test_a_folder_is_heard_and_its_broken_file_named(
    tmp_path: Path,
    sounds: list[np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "sounds"
    folder.mkdir()
    save(folder / "a.wav", sounds[0][: 4 * 44_100])
    (folder / "b.mp3").write_bytes(b"no music")
    (folder / "notes.txt").write_text("not looked at")
    assert command.main([str(folder)]) == 1
    told = capsys.readouterr()
    assert "b.mp3" in told.err
    assert "1 added to the sound library, 0 there already, 1 could not be read" in told.out
    assert [one.name for one in library.everything()] == ["a.wav"]


def test_a_folder_without_sound_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path)]) == 2
    assert "no folder with sound files" in capsys.readouterr().err
