"""A file of any accepted kind -> its rows as text, under our column names."""

import codecs
import csv
import gzip
import itertools
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import BadFile, CannotWrite
from data.imports import workbook
from data.imports.columns import COLUMNS, is_genre_table, matched, n_known, shown

MAX_UNPACKED_BYTES = 8 * 2**30
MAX_ROWS = 200_000_000
MAX_FIELD_CHARACTERS = 1_000_000
BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows, ready for the builder.

    `path` is a Parquet file and `columns` maps our names to its columns; a file that was text
    has `line` and `problem` (why the row could not be split into columns) too.
    """

    path: Path
    columns: dict[str, str]
    ignored: tuple[str, ...]

    @property
    def is_genre_table(self) -> bool:
        """Whether it says of genres alone, and nothing of streams and views."""
        return is_genre_table(self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns that the file does not have."""
        if self.is_genre_table:
            return ()
        lacking = [name for name in COLUMNS if name not in self.columns]
        has_duration = {"duration_ms", "duration_minutes"} & set(self.columns)
        return tuple(n for n in lacking if not (has_duration and n.startswith("duration")))


def read_rows(path: Path, into: Path, *, name: str | None = None, is_released: bool = True) -> Rows:
    """Read a file and leave its rows as text in Parquet.

    Parameters
    ----------
    path : Path
        CSV (any of , ; tab |, UTF-8, UTF-16 or CP1252/Latin-1, or gzipped), Parquet or XLSX. The
        content decides, not the file's name.
    into : Path
        Where to write the rows of a CSV or XLSX; a Parquet file is used as it is.
    name : str, optional
        What to call the file in messages.
    is_released : bool, default=True
        Whether it has to have streams or views.

    Raises
    ------
    BadFile
        If the file as a whole cannot be imported. The message says why and where.
    """
    name = name or path.name
    with _file_trouble_reported(name):
        kind = _kind(path, name)
        if kind == "parquet":
            return _parquet(path, name, is_released)
        if kind == "xlsx":
            with tempfile.TemporaryDirectory(dir=into.parent) as scratch:
                rows = _xlsx_rows(path, Path(scratch), name, is_released)
                return _stored(rows, into, name, is_released)
        return _stored(_text_rows(path, name, kind), into, name, is_released)


@contextmanager
def _file_trouble_reported(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise BadFile(f"{name} is not there", hint="Check the path.") from error
    except IsADirectoryError as error:
        raise BadFile(f"{name} is a folder, not a file") from error
    except PermissionError as error:
        raise BadFile(f"{name} may not be read by this user") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(f"{name} is a damaged or truncated gzip file: {error}") from error
    except workbook.BadWorkbook as error:
        raise BadFile(f"{name} cannot be read: {error}", hint="Save it as CSV.") from error
    except OSError as error:
        raise CannotWrite(f"{name} could not be read or stored: {error}") from error


def _kind(path: Path, name: str) -> str:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise BadFile(f"{name} is no ordinary file")
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise BadFile(f"{name} is empty")
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:4] == b"PK\x03\x04":
        return "xlsx"
    if start[:2] == b"\x1f\x8b":
        return "gzip"
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadFile(
            f"{name} is a password-locked or an old (.xls) Excel file",
            hint="Save it without a password as .xlsx or CSV.",
        )
    return "text"


def _parquet(path: Path, name: str, is_released: bool) -> Rows:
    """Check what a Parquet file says of itself; its rows are read where they are."""
    try:
        made = pq.read_metadata(path)
        schema = made.schema.to_arrow_schema()
        n_bytes = sum(made.row_group(n).total_byte_size for n in range(made.num_row_groups))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        said = str(error).splitlines()[0][:200]
        raise BadFile(f"{name} is a damaged or truncated Parquet file: {said}") from error
    columns, ignored = matched(schema.names, name, is_released=is_released)
    if taken := {n for n in schema.names if n.lower() == "file_row_number"}:
        raise BadFile(f"{name}: a column may not be called {shown(sorted(taken))}; rename it")
    for ours, theirs in columns.items():
        kind = schema.field(theirs).type
        if ours == "genre" and pa.types.is_list(kind):
            continue
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise BadFile(
                f"{name}: the column {shown([theirs])} holds {kind}, not a text or number",
                hint="Store one text or number in each row.",
            )
    if made.num_rows == 0:
        raise BadFile(f"{name} has a header and no rows")
    if made.num_rows > MAX_ROWS or n_bytes > MAX_UNPACKED_BYTES:
        raise BadFile(
            f"{name} has {made.num_rows:,} rows that unpack to {n_bytes / 2**30:.1f} GiB; the "
            f"limits are {MAX_ROWS:,} rows and {MAX_UNPACKED_BYTES // 2**30} GiB",
            hint="Split it into smaller files.",
        )
    return Rows(path, columns, ignored)


class _Bounded:
    """A binary stream that refuses to unpack more than `MAX_UNPACKED_BYTES`."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, name: str) -> None:
        self.file, self.name, self.n_bytes = file, name, 0

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.n_bytes += len(block)
        if self.n_bytes > MAX_UNPACKED_BYTES:
            raise BadFile(
                f"{self.name} unpacks to more than {MAX_UNPACKED_BYTES // 2**30} GiB",
                hint="Split it into smaller files.",
            )
        return block


def _blocks(path: Path, name: str, kind: str) -> Iterator[bytes]:
    with gzip.open(path) if kind == "gzip" else path.open("rb") as file:
        bounded = _Bounded(file, name)
        while block := bounded.read(1 << 20):
            yield block


def _encoding(path: Path, name: str, kind: str) -> str:
    """UTF-8, -16 or -32 by mark, UTF-8 by trial, else CP1252, else Latin-1."""
    blocks = _blocks(path, name, kind)
    first = next(blocks, b"")
    if not first.strip():
        raise BadFile(f"{name} is empty")
    if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\0" in first[:4096]:
        raise BadFile(
            f"{name} is not a text file: it has NUL bytes", hint="Use CSV, Parquet or XLSX."
        )
    possible = {e: codecs.getincrementaldecoder(e)() for e in ("utf-8-sig", "cp1252")}
    for block in itertools.chain([first], blocks):
        for encoding, decoder in list(possible.items()):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                del possible[encoding]
    for encoding, decoder in list(possible.items()):
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            del possible[encoding]
    return next(iter(possible), "latin-1")


def _lines(path: Path, name: str, kind: str, encoding: str) -> Iterator[str]:
    """Yield a text file's lines with their ends: line feed, carriage return or both."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, n_lines = "", 0
    for block in _blocks(path, name, kind):
        fresh = decoder.decode(block)
        if "\0" in fresh:
            line = n_lines + len(_split(fresh[: fresh.index("\0") + 1]))
            raise BadFile(
                f"{name} is damaged: there is a NUL character at line {line:,}",
                hint="Fetch or export it again.",
            )
        text = rest + fresh
        # A carriage return at the end may be half of \r\n, so it waits for the next block.
        keep = len(text) - 1 if text.endswith("\r") else len(text)
        cut = max(text.rfind("\n", 0, keep), text.rfind("\r", 0, keep)) + 1
        lines = _split(text[:cut])
        yield from lines
        rest, n_lines = text[cut:], n_lines + len(lines)
        if len(rest) > 64 * MAX_FIELD_CHARACTERS:
            raise BadFile(
                f"{name} has a line of more than {64 * MAX_FIELD_CHARACTERS:,} characters"
            )
    rest += decoder.decode(b"", final=True)
    yield from _split(rest)


def _split(text: str) -> list[str]:
    # str.splitlines would also split at form feeds and line separators inside a field.
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$", text)


Row = tuple[int, list[str]]


def _text_rows(path: Path, name: str, kind: str) -> Iterator[Row]:
    encoding = _encoding(path, name, kind)
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        start = "".join(itertools.islice(_lines(path, name, kind, encoding), 20))
        lines = _lines(path, name, kind, encoding)
        yield from _parsed(lines, _delimiter(start), name)
    except UnicodeDecodeError as error:
        raise BadFile(f"{name} is no valid {encoding} text: {error}"[:300]) from error


def _parsed(lines: Iterator[str], delimiter: str, name: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        line = 1
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            f"{name}, line {reader.line_num}: {error}",
            hint='A quote (") opened in this or an earlier line is not closed as CSV wants it.',
        ) from error


def _delimiter(start: str) -> str:
    """Return the delimiter under which the header names most of our columns."""

    def known(delimiter: str) -> int:
        try:
            return n_known(next(csv.reader(start.splitlines(keepends=True), delimiter=delimiter)))
        except (csv.Error, StopIteration):
            return 0

    return max((",", ";", "\t", "|"), key=known)


def _xlsx_rows(path: Path, scratch: Path, name: str, is_released: bool) -> Iterator[Row]:
    """Yield the rows of the first sheet that has the needed columns, else of the first one."""
    sheets = [s for s in workbook.sheets(path, scratch) if s.stat().st_size]
    if not sheets:
        raise BadFile(f"{name} has no sheet with rows")
    for sheet in sheets:
        try:
            header = [cell.strip() for cell in next(_sheet_rows(sheet))[1]]
            matched(header, name, is_released=is_released)
        except BadFile:
            continue
        break
    else:
        sheet = sheets[0]
    yield from _sheet_rows(sheet)


def _sheet_rows(sheet: Path) -> Iterator[Row]:
    with sheet.open(encoding="utf-8", newline="") as file:
        for line, *cells in csv.reader(file):
            yield int(line), cells


def _stored(rows: Iterable[Row], into: Path, name: str, is_released: bool) -> Rows:
    """Write rows of text to Parquet in batches, with the line each came from."""
    rows = iter(rows)
    _, header = next(rows, (0, []))
    header = [column.strip().lstrip("\ufeff") for column in header]
    columns, ignored = matched(header, name, is_released=is_released)
    places = {ours: header.index(theirs) for ours, theirs in columns.items()}
    schema = pa.schema(
        [("line", pa.int64()), ("problem", pa.string()), *((n, pa.string()) for n in places)]
    )
    n_rows = 0
    with pq.ParquetWriter(into, schema, compression="lz4") as writer:
        while batch := list(itertools.islice(rows, BATCH_ROWS)):
            n_rows += len(batch)
            writer.write_batch(_batch(batch, places, len(header), schema))
    if not n_rows:
        raise BadFile(f"{name} has a header and no rows")
    return Rows(into, {"line": "line", "problem": "problem", **{n: n for n in places}}, ignored)


def _batch(
    rows: list[Row], places: dict[str, int], width: int, schema: pa.Schema
) -> pa.RecordBatch:
    problems = [
        None if len(row) == width else f"row has {len(row)} columns, the header {width}"
        for _, row in rows
    ]
    take: Callable[[int], list[str | None]] = lambda place: [  # noqa: E731
        (row[place] or None) if place < len(row) else None for _, row in rows
    ]
    arrays = [[line for line, _ in rows], problems, *(take(place) for place in places.values())]
    return pa.record_batch(
        [pa.array(a, type=f.type) for a, f in zip(arrays, schema, strict=True)], schema=schema
    )
