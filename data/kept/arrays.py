"""Large arrays kept beside other answers: on disk, read page by page as they are needed.

A folder for each set of arrays, one npy file for each; the folder is put in place whole or not at
all. What is missing or damaged can be worked out again.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from data.settings import settings

MAX_SETS = 3
"""Sets of arrays that stay on disk: those of the versions asked for last."""


def folder(version: str, topic: str, key: str) -> Path:
    """Return where a set of arrays is kept: by data version, topic and what it depends on."""
    return _all() / f"{version}-{topic}-{key}"


def _all() -> Path:
    return settings().cache_dir / "arrays"


def load(where: Path, names: tuple[str, ...]) -> dict[str, np.ndarray] | None:
    """Map arrays of a folder into memory, read only; None where one is missing or damaged."""
    try:
        arrays = {
            name: np.load(where / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in names
        }
        where.touch()  # the sets that nobody asks for go first
    except (OSError, ValueError):
        return None
    return arrays


def store(where: Path, arrays: Mapping[str, np.ndarray]) -> bool:
    """Keep a set of arrays, and say whether it could be written.

    Parameters
    ----------
    where : Path
        From `folder`.
    arrays : mapping of a name to an array of numbers
    """
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=where.parent, prefix=".new-"))
        try:
            for name, array in arrays.items():
                np.save(fresh / f"{name}.npy", array, allow_pickle=False)
            shutil.rmtree(where, ignore_errors=True)
            fresh.rename(where)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        _prune()
    except OSError:  # a full or read-only disk costs speed, not the answer
        return False
    return True


def _prune() -> None:
    sets = [path for path in _all().iterdir() if not path.name.startswith(".")]
    for old in sorted(sets, key=lambda path: path.stat().st_mtime, reverse=True)[MAX_SETS:]:
        shutil.rmtree(old, ignore_errors=True)
