"""Results kept on disk between runs: dataclasses as JSON, frames as Arrow, arrays as npy.

One zip file per result, written whole or not at all. Nothing is unpickled: what is read back is
built from the type that the caller expects, never from what the file says it is. A file that is
missing, damaged or of another shape is a miss.
"""

import dataclasses
import io
import json
import shutil
import types
import typing
import zipfile
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from data.kept import files
from data.settings import settings

T = TypeVar("T")

MAX_VERSIONS = 6
MAX_FILES = 400


def path(version: str, topic: str, key: str) -> Path:
    """Return where a result is kept: by data version, topic and a hash of its options."""
    return _results() / version / f"{topic}-{key}.zip"


def _results() -> Path:
    return settings().cache_dir / "results"


def load(file: Path, kind: type[T]) -> T | None:
    """Read a result back as `kind`, or None where there is none that fits."""
    try:
        with zipfile.ZipFile(file) as archive:
            value = json.loads(archive.read("value.json"))
            decoded: T = _decode(value, kind, archive)
            return decoded
    except Exception:  # whatever is wrong with the file, the result can be computed again
        return None


def store(file: Path, value: object) -> bool:
    """Keep a result of any type that `load` can read; say whether it could be written.

    Parameters
    ----------
    file : Path
        From `path`.
    value : dataclass instance, dict, tuple, list, DataFrame, ndarray or scalar
        May be nested.

    Raises
    ------
    TypeError
        If a part of it is of no such type; nothing is written then.
    """
    packed = _pack(value)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        files.replace(file, packed)
        if file.parent.parent == _results():  # never clear away what others keep elsewhere
            _prune(file.parent)
    except OSError:  # a full or read-only disk costs speed, not the answer
        return False
    return True


def _pack(value: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("value.json", json.dumps(_encode(value, archive)))
    return buffer.getvalue()


def _encode(value: Any, archive: zipfile.ZipFile) -> Any:
    """Return a JSON tree for a value; frames and arrays become members named in it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.generic):
        return value.item()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_encode(getattr(value, f.name), archive) for f in dataclasses.fields(value)]
    if isinstance(value, (tuple, list)):
        return [_encode(item, archive) for item in value]
    if isinstance(value, dict):
        return [[_encode(k, archive), _encode(v, archive)] for k, v in value.items()]
    if isinstance(value, pd.DataFrame):
        return _add(archive, "arrow", _arrow(value))
    if isinstance(value, pd.Series):
        return _add(
            archive, "arrow", _arrow(value.to_frame("value" if value.name is None else None))
        )
    if isinstance(value, np.ndarray):
        buffer = io.BytesIO()
        np.save(buffer, value, allow_pickle=False)
        return _add(archive, "npy", buffer.getvalue())
    raise TypeError(f"{type(value).__name__} cannot be kept on disk")


def _add(archive: zipfile.ZipFile, kind: str, content: bytes) -> str:
    name = f"{len(archive.namelist())}.{kind}"
    archive.writestr(name, content)
    return name


def _arrow(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _frame(content: bytes) -> pd.DataFrame:
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all().to_pandas()


def _decode(value: Any, kind: Any, archive: zipfile.ZipFile) -> Any:
    """Build a value of type `kind` from its JSON tree; raise where it does not fit."""
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(value, kind, archive)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(value, arguments, archive)
    if origin is Literal:
        return _require(value, value in arguments)
    base = origin or kind
    if base in (tuple, list):
        return _decode_items(value, base, arguments, archive)
    if base is dict:
        key, item = arguments
        return {_decode(k, key, archive): _decode(v, item, archive) for k, v in value}
    if base is pd.DataFrame:
        return _frame(archive.read(value))
    if base is pd.Series:
        return _frame(archive.read(value)).iloc[:, 0]
    if base is np.ndarray:
        return np.load(io.BytesIO(archive.read(value)), allow_pickle=False)
    return _decode_scalar(value, base)


def _decode_dataclass(value: Any, kind: Any, archive: zipfile.ZipFile) -> Any:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    parts = {
        field.name: _decode(part, hints[field.name], archive)
        for field, part in zip(fields, value, strict=True)
    }
    return kind(**parts)


def _decode_union(value: Any, kinds: tuple[Any, ...], archive: zipfile.ZipFile) -> Any:
    if value is None:
        return _require(value, type(None) in kinds)
    for kind in kinds:
        if kind is not type(None):
            try:
                return _decode(value, kind, archive)
            except (TypeError, ValueError, KeyError):
                continue
    raise ValueError("no type of the union fits")


def _decode_items(value: Any, base: Any, kinds: tuple[Any, ...], archive: zipfile.ZipFile) -> Any:
    _require(value, isinstance(value, list))
    if base is tuple and (len(kinds) != 2 or kinds[1] is not Ellipsis):
        return tuple(_decode(v, k, archive) for v, k in zip(value, kinds, strict=True))
    return base(_decode(item, kinds[0], archive) for item in value)


def _decode_scalar(value: Any, kind: Any) -> Any:
    if kind in (object, Any):
        return _require(value, value is None or isinstance(value, (bool, int, float, str)))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _require(value, type(value) is kind)


def _require(value: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError(f"unexpected {type(value).__name__}")
    return value


def _prune(folder: Path) -> None:
    """Keep the newest results of this version, and the newest versions."""
    for old in _newest_first(folder.iterdir())[MAX_FILES:]:
        old.unlink(missing_ok=True)
    for version in _newest_first(folder.parent.iterdir())[MAX_VERSIONS:]:
        shutil.rmtree(version, ignore_errors=True)


def _newest_first(paths: typing.Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda p: p.stat().st_mtime, reverse=True)
