"""Large arrays on disk: whole or not at all, mapped and not read, the oldest sets gone first."""

import os
from pathlib import Path

import numpy as np
import pytest

from data.kept import arrays


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    return arrays.folder("0001-12345678", "sound", "key")


def test_what_is_stored_is_mapped_and_takes_no_writing(where: Path) -> None:
    kept = {"points": np.arange(12, dtype=np.float32).reshape(4, 3), "keys": np.arange(4)}
    assert arrays.store(where, kept)
    loaded = arrays.load(where, ("points", "keys"))
    assert loaded is not None
    assert all(isinstance(array, np.memmap) for array in loaded.values())
    assert all(np.array_equal(loaded[name], kept[name]) for name in kept)
    with pytest.raises(ValueError, match="read-only"):
        loaded["keys"][0] = 1


def test_a_missing_or_damaged_array_is_a_miss(where: Path) -> None:
    assert arrays.load(where, ("points",)) is None
    arrays.store(where, {"points": np.ones(3)})
    assert arrays.load(where, ("points", "keys")) is None
    (where / "points.npy").write_bytes(b"\x93NUMPY\x01")
    assert arrays.load(where, ("points",)) is None


def test_a_set_is_replaced_whole_and_leaves_nothing_half_written(where: Path) -> None:
    arrays.store(where, {"points": np.ones(3), "old": np.ones(1)})
    arrays.store(where, {"points": np.zeros(3)})
    assert sorted(path.name for path in where.iterdir()) == ["points.npy"]
    assert [path.name for path in where.parent.iterdir()] == [where.name]


def test_a_disk_that_takes_no_writing_costs_no_answer(where: Path) -> None:
    where.parent.parent.mkdir(parents=True)
    where.parent.write_text("no folder")
    assert not arrays.store(where, {"points": np.ones(3)})


def test_only_the_sets_asked_for_last_stay(where: Path) -> None:
    for number in range(arrays.MAX_SETS + 2):
        one = arrays.folder(f"000{number}-12345678", "sound", "key")
        arrays.store(one, {"points": np.ones(1)})
        os.utime(one, (number, number))
    arrays.store(where, {"points": np.ones(1)})
    assert len(list(where.parent.iterdir())) == arrays.MAX_SETS
    assert where.exists()
