"""The sound library: what was heard of recordings, in Parquet; never their sound.

Public functions and names
--------------------------
state()                   what changes when the library does
append(heards)            -> how many were new
everything()              -> the recordings in the order in which they were added
index()                   -> matching.Index of all of them
is_known(recording_id)    whether a recording is in it

Each addition is a file of its own, which appears whole or not at all.
"""

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.by_ear import matching
from analytics.by_ear.heard import ARRAYS, HeardSound, from_plain
from analytics.by_ear.matching import Index
from data.kept import files
from data.settings import settings

PLAIN = ("recording_id", "name", "seconds", "rate", "channels", "loudness", "notes", "features")
STANDS = "What the sound library held before still stands."
TAKEN = "Another process is adding to the sound library."


def folder() -> Path:
    """Return where the library lies."""
    return settings().data_dir / "sound"


def state() -> tuple[str, ...]:
    """Return the names of its files: an addition makes a new one."""
    return tuple(sorted(path.name for path in folder().glob("part-*.parquet")))


def append(heards: Sequence[HeardSound]) -> int:
    """Add recordings; those that are there already are passed over.

    Returns
    -------
    How many were new.

    Raises
    ------
    ReadOnly, BuildRunning, CannotWrite
        On a server that only shows, where another process is adding, or the disk takes no more.
    """
    files.refuse_read_only("Adding to the sound library")
    with files.writing(STANDS):
        folder().mkdir(parents=True, exist_ok=True)
        with files.lock(folder() / ".lock", taken=TAKEN):
            known = _ids()
            new = {one.recording_id: one for one in heards if one.recording_id not in known}
            if new:
                number = len(state())
                content = io.BytesIO()
                pq.write_table(
                    pa.Table.from_pylist([_row(one) for one in new.values()]),
                    content,
                    compression="zstd",
                )
                files.replace(folder() / f"part-{number:06d}.parquet", content.getvalue())
    return len(new)


def is_known(recording_id: str) -> bool:
    """Say whether a recording is in the library."""
    return recording_id in _ids()


def everything() -> list[HeardSound]:
    """Return all recordings; fingerprints apart, 20,000 of three minutes take about 1 GB."""
    return [_heard(row) for row in _rows()]


def index() -> Index:
    """Return the fingerprints of all recordings, read from disk as they are looked up.

    It is made anew where the library has changed, which takes a second for some thousand.
    """
    key = hashlib.sha256(json.dumps(state()).encode()).hexdigest()[:20]
    parent = settings().cache_dir / "sound_index"
    if not (parent / key).exists():
        with files.writing(STANDS):
            parent.mkdir(parents=True, exist_ok=True)
            with files.lock(parent / ".lock", taken=TAKEN):
                if not (parent / key).exists():
                    _write_index(parent, key)
    arrays = {
        name: np.load(parent / key / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        for name in ("starts", "recording", "step")
    }
    n = int(np.load(parent / key / "n.npy", allow_pickle=False))
    return Index(arrays["starts"], arrays["recording"], arrays["step"], n)


def _write_index(parent: Path, key: str) -> None:
    for left in parent.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
    made = matching.index(_array(row["pairs"]) for row in _rows(["pairs"]))
    fresh = Path(tempfile.mkdtemp(dir=parent))
    for name in ("starts", "recording", "step"):
        np.save(fresh / f"{name}.npy", getattr(made, name))
    np.save(fresh / "n.npy", made.n_recordings)
    fresh.rename(parent / key)


def _ids() -> set[str]:
    return {row["recording_id"] for row in _rows(["recording_id"])}


def _rows(columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    for name in state():
        for batch in pq.ParquetFile(folder() / name).iter_batches(256, columns=columns):
            yield from batch.to_pylist()


def _row(one: HeardSound) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in PLAIN}
    row |= {"notes": list(one.notes), "features": json.dumps(dict(one.features))}
    row |= {
        "tempo": one.tempo.bpm,
        "tempo_alternates": list(one.tempo.alternates),
        "tempo_certainty": one.tempo.certainty,
        "key": one.key.tonic,
        "mode": one.key.mode,
        "key_alternates": [list(each) for each in one.key.alternates],
        "key_certainty": one.key.certainty,
    }
    return row | {name: _bytes(getattr(one, name)) for name in ARRAYS}


def _heard(row: dict[str, Any]) -> HeardSound:
    plain = {name: row[name] for name in PLAIN}
    plain["features"] = json.loads(row["features"])
    plain["tempo"] = [row["tempo"], row["tempo_alternates"], row["tempo_certainty"]]
    plain["key"] = [row["key"], row["mode"], row["key_alternates"], row["key_certainty"]]
    return from_plain(plain, {name: _array(row[name]) for name in ARRAYS})


def _bytes(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _array(content: bytes) -> np.ndarray:
    array: np.ndarray = np.load(io.BytesIO(content), allow_pickle=False)
    return array
