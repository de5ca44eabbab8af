"""What is published: the pointer to the current version, and each version's manifest and hashes.

A version is a directory of Parquet marts that never changes once it is there; the pointer file
`current` names the one that readers see.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.errors import DamagedWarehouse, NothingPublished
from data.settings import settings

MARTS = (
    "tracks",
    "artists",
    "track_artists",
    "track_genres",
    "genre_examples",
    "snapshots",
    "rejects",
    "quality",
)
VERSION = re.compile(r"\d{4,}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Import:
    """A raw file as it was imported: content hash, the name it came with, its capture date."""

    sha256: str
    suffix: str
    name: str
    captured_on: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class FileRows:
    """What became of one file's rows: read = recordings + merged + rejected.

    Of a genre table, `recordings` are the rows that name a genre of one, or of an artist.
    """

    name: str
    captured_on: str
    rows_read: int
    recordings: int
    rows_merged: int
    rows_rejected: int
    ignored_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    is_genre_table: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of and what it holds.

    `imports` lists every file known, of the demo and real ones; `files` those this version
    was built from. `marts` maps the Parquet files of the marts, without their ending, to their
    SHA-256: `tracks`, and in a large catalogue `tracks-1`, `tracks-2`, ...
    """

    version: str
    is_demo: bool
    built_at: str
    captures: tuple[str, ...]
    rows_read: int
    rows_merged: int
    rows_rejected: int
    recordings: int
    artists: int
    streams: int
    views: int
    tempo_zero: int
    loudness_above_zero: int
    data_quality_score: float
    missing_columns: tuple[str, ...]
    files: tuple[FileRows, ...]
    imports: tuple[Import, ...]
    marts: dict[str, str]
    tracks_with_genre: int = 0

    @property
    def has_history(self) -> bool:
        """Whether there are several captures, so that something can have grown."""
        return len(self.captures) > 1

    @property
    def catalogue(self) -> str:
        """Which of the two that never mix it is of: 'demo' or 'real'."""
        return "demo" if self.is_demo else "real"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read back what `json.dumps(asdict(manifest))` wrote."""
        values = json.loads(text)
        values["files"] = tuple(_frozen(FileRows, file) for file in values["files"])
        values["imports"] = tuple(_frozen(Import, known) for known in values["imports"])
        return _frozen(cls, values)


def _frozen(kind: type, values: Mapping[str, Any]) -> Any:
    names = {field.name for field in fields(kind)}
    return kind(
        **{k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in names}
    )


def pointer() -> dict[str, Any]:
    """Read the pointer: the current version and the last published ones, oldest first."""
    try:
        names = json.loads((settings().warehouse_dir / "current").read_text())
        if names["current"] not in names["published"] or not all(
            VERSION.fullmatch(version) for version in names["published"]
        ):
            raise ValueError("it names no version")
        return names
    except FileNotFoundError:
        raise NothingPublished(
            f"nothing has been imported into {settings().warehouse_dir}",
            hint="Run `python -m data.build FILE`, or with `--demo` for the demo catalogue.",
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DamagedWarehouse(
            f"{settings().warehouse_dir / 'current'} cannot be read: {error!r}",
            hint="Run `python -m data.build --rebuild`.",
        ) from error


def current_version() -> str:
    """Return the name of the version that readers see."""
    return pointer()["current"]


@lru_cache(maxsize=16)
def read_manifest(directory: Path) -> Manifest:
    """Return the manifest in a version's directory."""
    try:
        return Manifest.from_json((directory / "version.json").read_text())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"version.json is not what was published: {error!r}") from error


def manifest(version: str) -> Manifest:
    """Return what a published version is made of and what it holds.

    Raises
    ------
    DamagedWarehouse
        If it cannot be read.
    """
    with damage_reported(version):
        return read_manifest(settings().warehouse_dir / version)


@contextlib.contextmanager
def damage_reported(version: str) -> Iterator[None]:
    """Say plainly that a version's files cannot be read."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise damaged(version, error) from error


def damaged(version: str, error: Exception) -> DamagedWarehouse:
    """Return what to say of a version that cannot be read."""
    return DamagedWarehouse(
        f"version {version} cannot be read: {first_line(error)}",
        hint="Run `python -m data.build --rebuild`, or go back one version in the Data room.",
    )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by their names without the ending; several at a time."""
    files = list(files)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {
            file.stem: digest for file, digest in zip(files, pool.map(sha256, files), strict=True)
        }


def check(directory: Path) -> None:
    """Hold a version's marts against the hashes that it was published with.

    Raises
    ------
    OSError, ValueError
        If one is missing, or was changed since.
    """
    expected = read_manifest(directory).marts
    actual = digests(directory / f"{name}.parquet" for name in expected)
    for name in expected:
        if actual[name] != expected[name]:
            raise ValueError(f"{name}.parquet was changed after it was published")


def mart_files(directory: Path, mart: str) -> list[Path]:
    """Return the files that a mart consists of."""
    names = [name for name in read_manifest(directory).marts if name.partition("-")[0] == mart]
    if not names:
        raise ValueError(f"there is no mart {mart}")
    return [directory / f"{name}.parquet" for name in names]


def first_line(error: Exception) -> str:
    """Return what an error says first, bounded."""
    return (str(error) or type(error).__name__).splitlines()[0][:300]
