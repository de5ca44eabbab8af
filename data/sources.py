"""A file of any accepted kind -> its rows as text, under our column names."""

import codecs
import csv
import gzip
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import BadFile, CannotWrite

MAX_UNPACKED_BYTES = 8 * 2**30
MAX_WORKBOOK_BYTES = 512 * 2**20
MAX_FIELD_CHARACTERS = 1_000_000
BATCH_ROWS = 50_000

ALIASES: dict[str, tuple[str, ...]] = {
    "artist": ("artists", "artist_name", "performer"),
    "track": ("track_name", "song", "song_name", "name"),
    "album": ("album_name",),
    "album_type": ("release_type",),
    "spotify_uri": ("uri", "track_uri"),
    "spotify_url": ("url_spotify",),
    "youtube_url": ("url_youtube", "video_url"),
    "video_title": ("title", "youtube_title"),
    "channel": ("channel_title", "youtube_channel"),
    "danceability": (),
    "energy": (),
    "key": (),
    "loudness": (),
    "speechiness": (),
    "acousticness": (),
    "instrumentalness": (),
    "liveness": (),
    "valence": (),
    "tempo": ("bpm",),
    "duration_ms": ("duration_milliseconds",),
    "duration_minutes": ("duration_min", "duration_mins"),
    "streams": ("stream", "spotify_streams", "stream_count"),
    "views": ("view", "youtube_views", "view_count"),
    "likes": ("youtube_likes", "like_count"),
    "comments": ("youtube_comments", "comment_count"),
    "is_licensed": ("licensed",),
    "has_official_video": ("official_video", "is_official_video"),
}
"""Our columns, each with the other names it is known by (case, spaces and `_` do not matter)."""

COLUMNS = tuple(ALIASES)


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_OURS = {_squeezed(alias): ours for ours, other in ALIASES.items() for alias in (ours, *other)}


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
    def missing(self) -> tuple[str, ...]:
        """Our columns that the file does not have."""
        lacking = [name for name in COLUMNS if name not in self.columns]
        has_duration = {"duration_ms", "duration_minutes"} & set(self.columns)
        return tuple(n for n in lacking if not (has_duration and n.startswith("duration")))


def read_rows(path: Path, into: Path, *, name: str | None = None) -> Rows:
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

    Raises
    ------
    BadFile
        If the file as a whole cannot be imported. The message says why and where.
    """
    name = name or path.name
    with _file_trouble_reported(name):
        kind = _kind(path, name)
        if kind == "parquet":
            schema = pq.read_schema(path)
            columns, ignored = _matched(schema.names, name)
            if pq.read_metadata(path).num_rows == 0:
                raise BadFile(f"{name} has a header and no rows")
            return Rows(path, columns, ignored)
        rows = _xlsx_rows(path, name) if kind == "xlsx" else _text_rows(path, name, kind)
        return _stored(rows, into, name)


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
    except pa.ArrowException as error:
        raise BadFile(f"{name} is a damaged or truncated Parquet file: {error}") from error
    except OSError as error:
        raise CannotWrite(f"{name} could not be read or stored: {error}") from error


def _kind(path: Path, name: str) -> str:
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


def _matched(header: Sequence[str], name: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Map our columns to the file's, and list the file's that are not used."""
    columns: dict[str, str] = {}
    ignored = []
    for column in header:
        ours = _OURS.get(_squeezed(column))
        if ours is None:
            ignored.append(column)
        elif ours in columns:
            raise BadFile(
                f"{name} has two columns for {ours}: {columns[ours]!r} and {column!r}",
                hint="Remove or rename one of them.",
            )
        else:
            columns[ours] = column
    lacking = [needed for needed in ("artist", "track") if needed not in columns]
    if not {"streams", "views"} & set(columns):
        lacking.append("streams or views")
    if lacking:
        raise BadFile(
            f"{name} lacks the columns {', '.join(lacking)}; "
            f"found: {', '.join(map(repr, header[:40])) or 'none'}",
            hint="Needed: artist, track, and streams or views. Other names for them: "
            + "; ".join(
                f"{n}: {', '.join(ALIASES[n])}" for n in ("artist", "track", "streams", "views")
            ),
        )
    return columns, tuple(ignored)


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
    """UTF-8 or UTF-16 by mark, UTF-8 by trial, else CP1252, else Latin-1."""
    blocks = _blocks(path, name, kind)
    first = next(blocks, b"")
    if not first.strip():
        raise BadFile(f"{name} is empty")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in first[:4096]:
        raise BadFile(
            f"{name} is no text: it has NUL bytes", hint="CSV, Parquet and XLSX are read."
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
    rest = ""
    for block in _blocks(path, name, kind):
        text = rest + decoder.decode(block)
        # A carriage return at the end may be half of \r\n, so it waits for the next block.
        keep = len(text) - 1 if text.endswith("\r") else len(text)
        cut = max(text.rfind("\n", 0, keep), text.rfind("\r", 0, keep)) + 1
        yield from _split(text[:cut])
        rest = text[cut:]
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
    start = "".join(itertools.islice(_lines(path, name, kind, encoding), 20))
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    reader = csv.reader(
        _lines(path, name, kind, encoding), delimiter=_delimiter(start), strict=True
    )
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
    except UnicodeDecodeError as error:
        raise BadFile(f"{name} is no valid {encoding} text: {error}") from error


def _delimiter(start: str) -> str:
    """Return the delimiter under which the header names most of our columns."""

    def known(delimiter: str) -> int:
        try:
            header = next(csv.reader(start.splitlines(keepends=True), delimiter=delimiter), [])
        except csv.Error:
            return 0
        return len({_squeezed(column) for column in header} & set(_OURS))

    return max((",", ";", "\t", "|"), key=known)


def _xlsx_rows(path: Path, name: str) -> Iterator[Row]:
    """Yield the rows of the first sheet that has the needed columns, else of the first one."""
    import python_calamine

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_WORKBOOK_BYTES:
                limit = MAX_WORKBOOK_BYTES // 2**20
                raise BadFile(f"{name} unpacks to more than {limit} MiB", hint="Save it as CSV.")
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [workbook.get_sheet_by_name(sheet).to_python() for sheet in workbook.sheet_names]
    except (zipfile.BadZipFile, python_calamine.CalamineError) as error:
        raise BadFile(f"{name} is a damaged or unknown Excel file: {error}") from error
    filled = [sheet for sheet in sheets if sheet]
    if not filled:
        raise BadFile(f"{name} has no sheet with rows")
    for sheet in filled:
        try:
            _matched([_text(cell) for cell in sheet[0]], name)
        except BadFile:
            continue
        break
    else:
        sheet = filled[0]
    for line, row in enumerate(sheet, start=1):
        texts = [_text(cell) for cell in row]
        if any(texts):
            yield line, texts


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)


def _stored(rows: Iterable[Row], into: Path, name: str) -> Rows:
    """Write rows of text to Parquet in batches, with the line each came from."""
    rows = iter(rows)
    _, header = next(rows, (0, []))
    header = [column.strip().lstrip("\ufeff") for column in header]
    columns, ignored = _matched(header, name)
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
