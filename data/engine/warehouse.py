"""The only door to DuckDB for readers: a published version is asked questions, nothing else.

Every question runs on a cursor of its own.
"""

import contextlib
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from data import published
from data.errors import DamagedWarehouse, NotEnoughMemory
from data.selection import Selection
from data.settings import settings

SQL = Path(__file__).parent.parent / "sql"
# Leaves room for the app beside the database on a machine with 4 GiB to spare.
READER_MEMORY = "2GB"


@contextlib.contextmanager
def _damage_reported(version: str) -> Iterator[None]:
    try:
        with published.damage_reported(version):
            yield
    except duckdb.OutOfMemoryException as error:
        raise NotEnoughMemory(
            f"The answer needs more than the {READER_MEMORY} of memory that readers share.",
            hint="Narrow the filter, or try again when fewer people are reading.",
        ) from error
    except duckdb.BinderException as error:
        raise DamagedWarehouse(
            f"version {version} does not hold what is asked for: {published.first_line(error)}",
            hint="An earlier Crossfade built it: run `python -m data.build --rebuild`.",
        ) from error
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise published.damaged(version, error) from error


_OPENING = threading.Lock()


def _cursor(version: str) -> duckdb.DuckDBPyConnection:
    """Open a version once, however many ask at the same time."""
    with _OPENING:
        return reader(settings().warehouse_dir / version).cursor()


@lru_cache(maxsize=3)
def reader(directory: Path) -> duckdb.DuckDBPyConnection:
    """Open a version: its marts as views, and no way out of its directory."""
    published.check(directory)
    connection = connect(memory=READER_MEMORY)
    connection.execute("set allowed_directories = $directories", {"directories": [str(directory)]})
    connection.execute((SQL / "macros.sql").read_text())
    for mart in published.MARTS:
        parquet(connection, *published.mart_files(directory, mart)).create_view(mart)
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


_COMMENTS = re.compile(r"\A(\s*--.*\n)+")
"""What a question in a file of its own says of itself first."""


def _question(
    sql: str, scope: Selection | str, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Put the reader's selection in front of a query as the table `chosen`."""
    _refuse_writing(sql)
    if isinstance(scope, str) or "chosen" not in sql:
        return sql, dict(values)
    conditions, chosen_values = scope.conditions()
    where = " and ".join(conditions) or "true"
    body = _COMMENTS.sub("", sql).strip()
    rest = ", " + body[5:] if body[:5].lower() == "with " else " " + body
    return f"with chosen as (select * from tracks where {where}){rest}", {**chosen_values, **values}


def query(sql: str, scope: Selection | str, **values: Any) -> pd.DataFrame:
    """Ask a published version a question.

    Parameters
    ----------
    sql : str
        A `select` over `chosen` (the tracks in the reader's selection), `tracks`, `artists`,
        `track_artists`, `track_genres`, `genre_examples`, `snapshots`, `rejects` and `quality`.
        Fixed text; whatever varies is a `$name`.
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
        cursor = _cursor(version)
        return _plain(cursor.execute(text, parameters or None).df())


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
        cursor = _cursor(version)
        yield from cursor.sql(text, params=parameters or None).to_arrow_reader(rows)
