from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import table


def test_excerpts_are_found_again_however_they_are_changed(sounds: list[np.ndarray]) -> None:
    recordings = [sound[::2].astype(np.float32) for sound in (sounds[0], sounds[2])]
    measured = table.retrieval(recordings).set_index("condition")
    assert list(measured.index) == list(table.CONDITIONS)
    assert measured.loc["clean", "hits_at_1"] == 1
    assert measured["hits_at_1"].mean() > 0.8
    assert ((measured >= 0) & (measured <= 1)).all(axis=None)


def test_noise_is_as_loud_as_asked(sounds: list[np.ndarray]) -> None:
    samples = sounds[0].astype(np.float32)
    added = table.noisy(samples, 10) - samples
    assert np.mean(samples**2) / np.mean(added**2) == pytest.approx(10, rel=0.05)


def test_a_folder_without_sound_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert table.main([str(tmp_path)]) == 2
    assert "no folder with sound files" in capsys.readouterr().err
