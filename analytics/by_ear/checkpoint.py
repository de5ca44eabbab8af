"""Reads the weights in a TensorFlow checkpoint without TensorFlow.

A checkpoint of the second version is a table of names (LevelDB's format: blocks of keys that share
their beginnings) with the shape and place of each tensor, and one file of raw numbers.
Source: `tensorflow/core/util/tensor_bundle` and `tensorflow/core/protobuf/tensor_bundle.proto`.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.errors import BadFile

FOOTER_BYTES = 48
MAGIC = 0xDB4775248B80FB57
FLOAT = 1
"""TensorFlow's number of the type `float32`."""
SHAPE, OFFSET, SIZE = 2, 4, 5
"""Fields of an entry that say where its tensor is."""


def read(index: Path, numbers: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return the tensors of single-precision numbers in a checkpoint, by name.

    Parameters
    ----------
    index, numbers : Path
        The checkpoint's table and its one file of numbers.

    Raises
    ------
    BadFile
        If they are not what a checkpoint consists of.
    """
    table, raw = index.read_bytes(), numbers.read_bytes()
    try:
        return {name: _tensor(entry, raw) for name, entry in _entries(table) if _is_float(entry)}
    except (IndexError, ValueError, struct.error) as error:
        raise BadFile(f"{index} is no checkpoint that can be read: {error}") from error


def _entries(table: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each tensor and what the table says of it."""
    footer = table[-FOOTER_BYTES:]
    if struct.unpack("<Q", footer[-8:])[0] != MAGIC:
        raise ValueError("it does not end as one")
    place = 0
    for _ in range(2):  # of the index of indices, which stays unused
        _, place = _number(footer, place)
    for _, handle in _block(table, *_handle(footer[place:])):
        for name, entry in _block(table, *_handle(handle)):
            if name:  # the one without a name is about the checkpoint itself
                yield name.decode(), entry


def _handle(text: bytes) -> tuple[int, int]:
    """Return offset and size of a block."""
    offset, place = _number(text, 0)
    return offset, _number(text, place)[0]


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of a block; each key leaves out what it shares with the last."""
    if table[offset + size] != 0:
        raise ValueError("its table is compressed")
    block = table[offset : offset + size]
    n_restarts = struct.unpack("<I", block[-4:])[0]
    place, key = 0, b""
    while place < size - 4 - 4 * n_restarts:
        n_shared, place = _number(block, place)
        n_own, place = _number(block, place)
        n_value, place = _number(block, place)
        key = key[:n_shared] + block[place : place + n_own]
        place += n_own
        yield key, block[place : place + n_value]
        place += n_value


def _number(text: bytes, place: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first; return it and the place after it."""
    value = shift = 0
    while True:
        byte = text[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field of a protocol buffer."""
    place = 0
    while place < len(message):
        tag, place = _number(message, place)
        field, kind = tag >> 3, tag & 7
        if kind == 0:
            value, place = _number(message, place)
            yield field, value
            continue
        if kind == 2:
            size, place = _number(message, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"it has a field of the unknown kind {kind}")
        yield field, message[place : place + size]
        place += size


def _is_float(entry: bytes) -> bool:
    return dict(_fields(entry)).get(1) == FLOAT


def _tensor(entry: bytes, raw: bytes) -> npt.NDArray[np.float32]:
    said = dict(_fields(entry))
    shape = said.get(SHAPE, b"")
    assert isinstance(shape, bytes)
    sizes = [dict(_fields(axis)).get(1, 0) for _, axis in _fields(shape) if isinstance(axis, bytes)]
    offset, size = int(said.get(OFFSET, 0)), int(said.get(SIZE, 0))
    return np.frombuffer(raw[offset : offset + size], "<f4").reshape([int(n) for n in sizes])
