"""A database in which a version is built, one `.sql` file after another, in bounded memory.

What needs an artist's tracks side by side is worked on slice by slice: artists are dealt to slices
by their lot, and each slice of a split model has files of its own.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.engine.warehouse import READER_MEMORY, SQL, connect, parquet
from data.errors import BadFile, CannotWrite
from data.published import Import, first_line

BUILDER_MEMORY = "3200MB"
"""Leaves room for Python beside the database in 4 GiB."""


@dataclass(frozen=True, slots=True)
class Step:
    """A model and how it is made."""

    model: str
    """Its file below `sql`, without the ending."""
    is_split: bool = False
    """Its rows go to the files of their slices, by the column `slice`."""
    each_slice: bool = False
    """It is made slice by slice, from those slices of the split models that it reads."""

    @property
    def name(self) -> str:
        """Name of the view that it becomes."""
        return self.model.rpartition("/")[2]

    def sql(self) -> str:
        """Return its query."""
        return (SQL / f"{self.model}.sql").read_text()


def _union(one: duckdb.DuckDBPyRelation, other: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    return one.union(other)


class Builder:
    """A database of its own in which a version is built, one `.sql` file after another."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.rows: list[duckdb.DuckDBPyRelation] = []
        self.genre_rows: list[duckdb.DuckDBPyRelation] = []
        self.sources: list[tuple[str, Path]] = []
        self._split: dict[Step, list[Path]] = {}
        self.connection = connect(memory=BUILDER_MEMORY, spill_to=directory / "spill")
        self.connection.execute("set preserve_insertion_order = false")
        # Rows that wait for the file of their slice: the usual half a million take twice the time.
        self.connection.execute("set partitioned_write_flush_threshold = 32768")
        self.connection.execute((SQL / "macros.sql").read_text())
        self.cut(1)

    def __enter__(self) -> "Builder":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def add_rows(
        self,
        known: Import,
        path: Path,
        columns: Mapping[str, str],
        ours: tuple[str, ...],
        is_genre_table: bool = False,
    ) -> None:
        """Take a Parquet file's columns as text, under our names, as one more import.

        Column names come from outside, so they go through expressions, never through SQL text.
        """
        number = len(self.sources)
        column, constant = duckdb.ColumnExpression, duckdb.ConstantExpression

        def text(name: str) -> duckdb.Expression:
            value = column(columns[name]) if name in columns else constant(None)
            return value.cast("VARCHAR").alias(name)

        try:
            rows = parquet(self.connection, path, file_row_number=True)
            line = column("line") if "line" in columns else column("file_row_number") + constant(1)
            (self.genre_rows if is_genre_table else self.rows).append(
                rows.project(
                    constant(number).alias("import_no"),
                    constant(known.captured_on).cast("DATE").alias("captured_on"),
                    constant(known.name).alias("file"),
                    line.cast("BIGINT").alias("line"),
                    *(text(name) for name in ("problem", *ours)),
                )
            )
        except duckdb.Error as error:
            raise BadFile(
                f"{known.name} is no readable Parquet file: {first_line(error)}"
            ) from error
        self.sources.append((known.name, path))

    def join_rows(self) -> None:
        """Make the rows of all imports the views `source_rows` and `genre_table_rows`."""
        kinds = {"source_rows": self.rows, "genre_table_rows": self.genre_rows}
        for name, rows in kinds.items():
            reduce(_union, rows or [self.rows[0].limit(0)]).create_view(name)

    def add_earlier(self, files: Sequence[Path]) -> None:
        """Make the tracks of the version before the view `earlier`; none where there is none."""
        if files:
            parquet(self.connection, *files).create_view("earlier")
        else:
            self.connection.execute("create view earlier as select * from tracks where false")

    def cut(self, n_slices: int) -> None:
        """Say into how many slices of whole artists what follows is cut."""
        self.n_slices = n_slices
        self.connection.execute("set variable n_slices = $n", {"n": n_slices})

    def write(self, step: Step) -> None:
        """Write a model's rows to Parquet files and make them a view of its name."""
        files: list[Path] = []
        for number in range(self.n_slices if step.each_slice else 1):
            if step.each_slice:
                self._turn_to(number)
            ending = f"-{number}" if number else ""
            files += self._copy(step, self.directory / f"{step.name}{ending}.parquet")
        if step.is_split:
            self._split[step] = files
        else:
            parquet(self.connection, *files).create_view(step.name)
        self._turn_to(None)

    def _copy(self, step: Step, path: Path) -> list[Path]:
        # The lowest level takes two thirds of the default's time for a tenth more room; looking for
        # dictionaries of more words a quarter more for none less.
        options = (
            "format parquet, compression zstd, compression_level 1, row_group_size 122880, "
            "dictionary_size_limit 10000"
        )
        if step.is_split:
            options += ", partition_by (slice), write_partition_columns true"
        with self._trouble_reported():
            self.connection.execute(
                f"copy ({step.sql()}) to $path ({options})", {"path": str(path)}
            )
        return list(path.glob("slice=*/*.parquet")) if step.is_split else [path]

    def _turn_to(self, number: int | None) -> None:
        """Let the views of split models show one slice, or all of them."""
        for step, files in self._split.items():
            own = [file for file in files if file.parent.name == f"slice={number}"]
            if shown := files if number is None else own:
                rows = parquet(self.connection, *shown)
            else:  # no row fell into this slice, so it has no file
                rows = self.connection.sql(step.sql()).limit(0)
            rows.create_view(step.name, replace=True)

    def fetch(self, sql: str, **values: Any) -> pd.DataFrame:
        """Return a query's rows."""
        with self._trouble_reported():
            return self.connection.execute(sql, values or None).df()

    @contextlib.contextmanager
    def _trouble_reported(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, OSError) as error:
            said = first_line(error)
            if damaged := self._damaged():
                raise BadFile(f"{damaged} is a damaged Parquet file: {said}") from error
            if isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException, OSError)):
                raise CannotWrite(
                    f"the new version could not be written: {said}",
                    hint="Free some disk space or move the data with CROSSFADE_DATA_DIR. "
                    "The catalogue that was published before still stands.",
                ) from error
            if isinstance(error, (duckdb.ConversionException, duckdb.OutOfRangeException)):
                names = ", ".join(name for name, _ in self.sources)
                raise BadFile(f"the numbers of {names} do not add up: {said}") from error
            raise

    def _damaged(self) -> str | None:
        """Return the name of the first file whose rows cannot be read, if there is one."""
        for name, path in self.sources:
            with connect(memory=READER_MEMORY, spill_to=self.directory / "spill") as connection:
                try:
                    for _ in parquet(connection, path).to_arrow_reader(10_000):
                        pass
                except (duckdb.Error, OSError):
                    return name
        return None
