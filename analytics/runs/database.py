"""MLflow's database, read without importing MLflow, which takes seconds that a page has not.

Public functions
----------------
database()             -> where it is
query(sql, **values)   -> its rows, kept until something is written there
change(statements)     -> None: all of them or none
state()                -> what changes with whatever is written there
with_models            -> decorator: an answer kept until something is written there, or another
                          catalogue is published
in_words()             -> context in which what is wrong with it is said plainly
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from analytics import kept
from analytics.runs import catalogues
from data.errors import BuildRunning, CannotWrite, CrossfadeError, ModelRefused
from data.settings import settings

PATIENCE = 10.0
"""Seconds that a reader waits for another process to let go of the database."""
HEADER = 100
"""Bytes at the start of a database of SQLite; a count of its transactions is among them."""
AGAIN = "Train the models again: python -m analytics.train"

State = tuple[Path, int, bytes]
"""The database, when it was written last, and the start of its file."""


def database() -> Path:
    """Return where MLflow's database is."""
    return settings().mlruns_dir / "mlflow.db"


def query(sql: str, **values: Any) -> list[sqlite3.Row]:
    """Ask MLflow's database; no rows where there is none yet.

    The answer is remembered until something is written there, by whichever process.
    """
    return list(_rows(state(), sql, tuple(values.items())))


def state() -> State | None:
    """Return what changes with whatever is written to MLflow's database; None without one."""
    path = database()
    try:
        with path.open("rb") as file:
            return path, os.fstat(file.fileno()).st_mtime_ns, file.read(HEADER)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from error


def _answering() -> tuple[State | None, str]:
    return state(), catalogues.current()


with_models = kept.while_same(_answering)


@lru_cache(maxsize=256)
def _rows(
    state: State | None, sql: str, values: tuple[tuple[str, Any], ...]
) -> tuple[sqlite3.Row, ...]:
    if state is None:
        return ()
    # A killed writer leaves a journal, which only a connection that may write can undo.
    uri = f"{state[0].as_uri()}?mode={'ro' if settings().read_only else 'rw'}"
    try:
        with in_words(), closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
            connection.row_factory = sqlite3.Row
            return tuple(connection.execute(sql, dict(values)))
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):  # MLflow is creating the database right now
            return ()
        raise


def change(statements: Iterable[tuple[str, Mapping[str, object]]]) -> None:
    """Write to MLflow's database: all statements, each with its values, or none of them.

    MLflow's client makes one change at a time, and a process killed in between would leave half.
    """
    patience = 6 * PATIENCE  # all of a training may hang on this
    with closing(sqlite3.connect(database(), timeout=patience)) as connection, connection:
        for sql, values in statements:
            connection.execute(sql, values)


@contextmanager
def in_words() -> Iterator[None]:
    """Say plainly what is wrong with MLflow's database, whoever wrapped SQLite's own error.

    Raises
    ------
    BuildRunning, CannotWrite, ModelRefused
        If another process keeps it locked, it takes no writing, or it cannot be read.
    """
    try:
        yield
    except CrossfadeError:
        raise
    except Exception as error:
        if (told := _told(error)) is None:
            raise
        raise told from error


def _told(error: BaseException | None) -> CrossfadeError | None:
    """Return words for the error of SQLite behind an error; None where there is none."""
    while error is not None and not isinstance(error, sqlite3.DatabaseError):
        error = error.__cause__ or error.__context__
    kind = getattr(error, "sqlite_errorname", "")
    if error is None or kind == "SQLITE_ERROR" or isinstance(error, sqlite3.ProgrammingError):
        return None
    if kind.startswith("SQLITE_BUSY"):
        said = "Another process holds the log of models locked."
        return BuildRunning(said, hint="Try again when it is done.")
    if kind.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")):
        said = f"The log of models {database()} takes no writing: {error}."
        return CannotWrite(said, hint="What stood before still stands.")
    return _unreadable(error)


def _unreadable(error: BaseException) -> ModelRefused:
    said = f"The log of models {database()} cannot be read: {error}."
    return ModelRefused(said, hint=f"Put a copy back, or move it away. {AGAIN}")
