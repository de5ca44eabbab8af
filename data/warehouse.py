"""The published catalogue and the only door to DuckDB.

A version is a directory of Parquet marts that never changes once it is there; the pointer file
`current` names the one that readers see. Every question runs on a cursor of its own.
"""

import contextlib
import hashlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from data.errors import DamagedWarehouse, NotEnoughMemory, NothingPublished
from data.selection import Selection
from data.settings import settings

MARTS = ("tracks", "artists", "track_artists", "snapshots", "rejects", "quality")
SQL = Path(__file__).parent / "sql"
VERSION = re.compile(r"\d{4,}-[0-9a-f]{8}")
# Leaves room for the app beside the database on a machine with 4 GiB to spare.
READER_MEMORY = "2GB"


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
    """What became of one file's rows: read = recordings + merged + rejected."""

    name: str
    captured_on: str
    rows_read: int
    recordings: int
    rows_merged: int
    rows_rejected: int
    ignored_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


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
        found = json.loads((settings().warehouse_dir / "current").read_text())
        if found["current"] not in found["published"] or not all(
            VERSION.fullmatch(version) for version in found["published"]
        ):
            raise ValueError("it names no version")
        return found
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
def _manifest(directory: Path) -> Manifest:
    try:
        return Manifest.from_json((directory / "version.json").read_text())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"version.json is not what was published: {error!r}") from error


def manifest(version: str) -> Manifest:
    """Return what a published version is made of and what it holds."""
    with _damage_reported(version):
        return _manifest(settings().warehouse_dir / version)


@contextlib.contextmanager
def _damage_reported(version: str) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise NotEnoughMemory(
            f"the answer does not fit into {READER_MEMORY}",
            hint="Narrow the filter, or ask again when fewer people are asking.",
        ) from error
    except duckdb.BinderException as error:
        raise DamagedWarehouse(
            f"version {version} does not hold what is asked for: {first_line(error)}",
            hint="An earlier Crossfade built it: run `python -m data.build --rebuild`.",
        ) from error
    except (duckdb.IOException, duckdb.InvalidInputException, OSError, ValueError) as error:
        raise DamagedWarehouse(
            f"version {version} cannot be read: {first_line(error)}",
            hint="Run `python -m data.build --rebuild`, or go back one version in the Data room.",
        ) from error


def first_line(error: Exception) -> str:
    """Return what an error says first, bounded."""
    return (str(error) or type(error).__name__).splitlines()[0][:300]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by their names without the ending; several at a time."""
    files = list(files)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {
            file.stem: found for file, found in zip(files, pool.map(sha256, files), strict=True)
        }


def mart_files(directory: Path, mart: str) -> list[Path]:
    """Return the files that a mart consists of."""
    names = [name for name in _manifest(directory).marts if name.partition("-")[0] == mart]
    if not names:
        raise ValueError(f"there is no mart {mart}")
    return [directory / f"{name}.parquet" for name in names]


_OPENING = threading.Lock()


def _cursor(version: str) -> duckdb.DuckDBPyConnection:
    """Open a version once, however many ask at the same time."""
    with _OPENING:
        return _reader(settings().warehouse_dir / version).cursor()


@lru_cache(maxsize=3)
def _reader(directory: Path) -> duckdb.DuckDBPyConnection:
    """Open a version: its marts as views, and no way out of its directory."""
    expected = _manifest(directory).marts
    found = digests(directory / f"{name}.parquet" for name in expected)
    for name in expected:
        if found[name] != expected[name]:
            raise ValueError(f"{name}.parquet was changed after it was published")
    connection = connect(memory=READER_MEMORY)
    connection.execute("set allowed_directories = $directories", {"directories": [str(directory)]})
    connection.execute((SQL / "macros.sql").read_text())
    for mart in MARTS:
        parquet(connection, *mart_files(directory, mart)).create_view(mart)
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def connect(*, memory: str, spill_to: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database that sees no Python variable and loads no extension."""
    connection = duckdb.connect(
        config={
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "memory_limit": memory,
            "temp_directory": str(spill_to or _spill()),
        }
    )
    return connection


def _spill() -> Path:
    """Return where a question too large for memory may write; asking alone makes no folder."""
    cache = settings().cache_dir
    return cache / "spill" if cache.is_dir() else Path(tempfile.gettempdir()) / "crossfade-spill"


def parquet(
    connection: duckdb.DuckDBPyConnection, *paths: Path, **options: Any
) -> duckdb.DuckDBPyRelation:
    """Return the rows of Parquet files."""
    names = [str(path) for path in paths]
    # A folder called `a=b` above a file would be taken for a column.
    return connection.read_parquet(names, hive_partitioning=False, **options)


@lru_cache(maxsize=512)
def _refuse_writing(sql: str) -> None:
    """Let only `select` through: the directory that may be read could be written to as well."""
    kinds = [statement.type for statement in duckdb.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise duckdb.PermissionException("a question is one `select`")


def _question(
    sql: str, scope: Selection | str, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Put the reader's selection in front of a query as the table `chosen`."""
    _refuse_writing(sql)
    if isinstance(scope, str) or "chosen" not in sql:
        return sql, dict(values)
    conditions, chosen_values = scope.conditions()
    where = " and ".join(conditions) or "true"
    body = sql.strip()
    rest = ", " + body[5:] if body[:5].lower() == "with " else " " + body
    return f"with chosen as (select * from tracks where {where}){rest}", {**chosen_values, **values}


def query(sql: str, scope: Selection | str, **values: Any) -> pd.DataFrame:
    """Ask a published version a question.

    Parameters
    ----------
    sql : str
        A `select` over `chosen` (the tracks in the reader's selection), `tracks`, `artists`,
        `track_artists`, `snapshots`, `rejects` and `quality`. Fixed text; whatever varies is a
        `$name`.
    scope : Selection or str
        The reader's selection, or a version where the question is not about chosen tracks.
    **values
        What each `$name` stands for.

    Raises
    ------
    DamagedWarehouse
        If a mart is missing or not the one that was published.
    """
    text, parameters = _question(sql, scope, values)
    version = scope if isinstance(scope, str) else scope.version
    with _damage_reported(version):
        reader = _cursor(version)
        return _plain(reader.execute(text, parameters or None).df())


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn pandas' nullable integers into floats with NaN, which every analysis understands."""
    nullable = [c for c, kind in frame.dtypes.items() if str(kind).startswith(("Int", "UInt"))]
    return frame.astype(dict.fromkeys(nullable, "float64"))


def batches(
    sql: str, scope: Selection | str, *, rows: int = 10_000, **values: Any
) -> Iterator[pa.RecordBatch]:
    """Ask a question whose answer may be long, and yield it in batches of `rows` rows."""
    text, parameters = _question(sql, scope, values)
    version = scope if isinstance(scope, str) else scope.version
    with _damage_reported(version):
        reader = _cursor(version)
        yield from reader.sql(text, params=parameters or None).to_arrow_reader(rows)
