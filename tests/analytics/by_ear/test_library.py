from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import heard as one_heard
from analytics.by_ear import library, matching
from analytics.by_ear.heard import HeardSound
from data.errors import ReadOnly


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))


def test_what_was_added_comes_back_once(heards: list[HeardSound]) -> None:
    assert library.everything() == []
    before = library.state()
    assert library.append(heards[:2]) == 2
    assert library.append(heards[1:3]) == 1
    assert library.state() != before
    again = library.everything()
    assert [one.name for one in again] == [one.name for one in heards[:3]]
    assert one_heard.to_bytes(again[2]) == one_heard.to_bytes(heards[2])
    assert library.is_known(heards[0].recording_id)


def test_the_index_follows_the_library(heards: list[HeardSound]) -> None:
    library.append(heards[2:3])
    assert library.index().n_recordings == 1
    library.append(heards[:1])
    known = library.index()
    found = matching.candidates(known, heards[3].pairs)
    assert (known.n_recordings, found[0].number) == (2, 1)


def test_an_addition_cut_short_leaves_the_library_whole(heards: list[HeardSound]) -> None:
    library.append(heards[:1])
    (library.folder() / ".part-000001.parquet-xyz").write_bytes(b"half a fi")
    assert len(library.everything()) == 1
    assert library.append(heards[1:2]) == 1
    assert len(library.everything()) == 2


def test_no_sound_is_kept(heards: list[HeardSound], sounds: list[np.ndarray]) -> None:
    library.append(heards[:1])
    [part] = library.folder().glob("*.parquet")
    assert part.stat().st_size < 0.15 * 2 * len(sounds[0])


def test_a_server_that_only_shows_adds_nothing(
    heards: list[HeardSound], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    with pytest.raises(ReadOnly):
        library.append(heards[:1])
    assert library.state() == ()
