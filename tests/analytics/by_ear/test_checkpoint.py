"""Weights are read from a checkpoint as TensorFlow writes it, made here byte by byte."""

import struct
from pathlib import Path

import numpy as np
import pytest

from analytics.by_ear import checkpoint
from data.errors import BadFile


def number(value: int) -> bytes:
    text = b""
    while value >= 0x80:
        text += bytes([value & 0x7F | 0x80])
        value >>= 7
    return text + bytes([value])


def field(place: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return number(place << 3) + number(value)
    return number(place << 3 | 2) + number(len(value)) + value


def block(rows: list[tuple[bytes, bytes]]) -> bytes:
    """Return a block whose keys share their beginnings, as the table's do."""
    text, last = b"", b""
    for key, value in rows:
        n = 0
        while n < min(len(key), len(last)) and key[n] == last[n]:
            n += 1
        text += number(n) + number(len(key) - n) + number(len(value)) + key[n:] + value
        last = key
    return text + struct.pack("<II", 0, 1)


def written(folder: Path, tensors: dict[str, np.ndarray]) -> tuple[Path, Path]:
    rows, raw = [(b"", field(1, 1))], b""
    for name, values in sorted(tensors.items()):
        shape = b"".join(field(2, field(1, n)) for n in values.shape)
        kind = 1 if values.dtype == np.float32 else 9
        entry = field(1, kind) + field(2, shape) + field(4, len(raw)) + field(5, values.nbytes)
        rows.append((name.encode(), entry + number(6 << 3 | 5) + b"\0\0\0\0"))
        raw += values.tobytes()
    data = block(rows)
    places = block([(b"z", number(0) + number(len(data)))])
    table = data + b"\0" * 5 + places + b"\0" * 5
    handles = number(0) + number(0) + number(len(data) + 5) + number(len(places))
    index, numbers = folder / "x.index", folder / "x.data"
    index.write_bytes(table + handles.ljust(40, b"\0") + struct.pack("<Q", checkpoint.MAGIC))
    numbers.write_bytes(raw)
    return index, numbers


def test_tensors_come_back_by_name(tmp_path: Path) -> None:
    made = {
        "conv/kernel": np.arange(600, dtype=np.float32).reshape(3, 200),
        "conv/bias": np.float32([1.5, -2]),
        "step": np.array([7], dtype=np.int64),
    }
    found = checkpoint.read(*written(tmp_path, made))
    assert set(found) == {"conv/kernel", "conv/bias"}
    assert all(np.array_equal(found[name], made[name]) for name in found)


@pytest.mark.parametrize("damage", [slice(0, 20), slice(-30, None), slice(0, 0)])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, damage: slice) -> None:
    index, numbers = written(tmp_path, {"bias": np.ones(4, np.float32)})
    index.write_bytes(index.read_bytes()[damage])
    with pytest.raises(BadFile, match=r"x\.index is no checkpoint"):
        checkpoint.read(index, numbers)


def test_numbers_cut_short_are_refused(tmp_path: Path) -> None:
    index, numbers = written(tmp_path, {"bias": np.ones(4, np.float32)})
    numbers.write_bytes(b"\0" * 8)
    with pytest.raises(BadFile, match="cannot reshape"):
        checkpoint.read(index, numbers)
