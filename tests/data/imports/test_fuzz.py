"""Good files with something broken in them: read in full, or refused by name; never a traceback.

Each mutated file follows from its number alone: `mutated(n)` makes it again.
"""

import csv
import gzip
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data import build
from data.engine.builder import Builder
from data.engine.warehouse import SQL
from data.errors import BadFile, CrossfadeError
from data.imports import sources
from data.published import Import
from tests.data.conftest import ORIGINAL, ROW, as_csv
from tests.data.file_makers import NAMES, ONE, cell, parquet, sheet, tracks, workbook, zipped

N_FILES = 10_000
NAME = "mutated.data"
STG_ROWS = (SQL / "staging/stg_rows.sql").read_text()

LINES = as_csv([ROW | {"Track": f"Träck {n}", "Stream": str(n)} for n in range(20)])
TEXTS = [
    LINES.encode(),
    ("\ufeff" + LINES).encode(),
    LINES.encode("cp1252"),
    LINES.encode("utf-16"),
    LINES.replace(",", ";").encode(),
    ONE.encode() * 3,
    b'artist\ttrack\tviews\r\n"A ""x"""\t"b\r\nc"\t1,000\r\n' * 2,
]
PARQUETS = [
    parquet(tracks(40), compression=packing, use_dictionary=dictionary, row_group_size=size)
    for packing, dictionary, size in (
        ("snappy", True, 40),
        ("zstd", True, 9),
        ("gzip", False, 40),
        ("none", True, 40),
        ("none", False, 7),
    )
] + [
    parquet(
        tracks(
            40,
            artist=[None, "Ada"] * 20,
            danceability=[0.5, None] * 20,
            nested=[{"a": [1, None]}, None] * 20,
            has_official_video=[True, None] * 20,
        ),
        data_page_version="2.0",
    )
]
SHEETS = [
    sheet(NAMES, *(["Ada", f"Track {n}", n, 2.5] for n in range(9))),
    sheet(["Notes"]) + f'<row r="3">{cell("B3", "artist")}{cell("D3", 7, "n")}</row>',
]
WORDS = [
    *(b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"NaN", b"-inf", b"1e999", b"-1", b"0", b"=1+1", b"9" * 40, "İ🎵\u202e".encode(), b" " * 99),
    *(b"artist", b"Stream", b"PAR1", b"PK\x03\x04", b"\x1f\x8b", b"<", b"</c>", b'r="XFD1048576"'),
]


def broken(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with one to twenty things wrong."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 20))):
        place = rng.randrange(len(data) + 1)
        length = rng.choice((1, 2, 4, 16, 200))
        match rng.randrange(7):
            case 0:
                data[place : place + 1] = rng.randbytes(1)
            case 1:
                data[place:place] = rng.choice(WORDS)
            case 2:
                del data[place : place + length]
            case 3:
                data[place:place] = data[place : place + length]
            case 4:
                data[place : place + length] = rng.randbytes(length)
            case 5:
                data[place : place + length] = rng.choice(WORDS)
            case 6 if rng.random() < 0.3:
                del data[place:]
    return bytes(data)


def broken_gzip(rng: random.Random) -> bytes:
    text = rng.choice(TEXTS)
    if rng.random() < 0.5:
        return gzip.compress(broken(text, rng))
    return broken(gzip.compress(text), rng)


def broken_parquet(rng: random.Random) -> bytes:
    content = broken(rng.choice(PARQUETS), rng)
    # Most keep their ends, to come past the first look.
    return b"PAR1" + content[4:-4] + b"PAR1" if rng.random() < 0.8 else content


def broken_workbook(rng: random.Random) -> bytes:
    if rng.random() < 0.3:
        return broken(workbook(*SHEETS), rng)
    rows = broken(SHEETS[0].encode(), rng).decode(errors="replace")
    if rng.random() < 0.8:
        return workbook(rows, *SHEETS)
    return zipped({"xl/workbook.xml": broken(b"<workbook><sheets/></workbook>", rng)})


KINDS: list[Callable[[random.Random], bytes]] = [
    *[lambda rng: broken(rng.choice(TEXTS), rng)] * 11,
    *[broken_gzip] * 3,
    *[broken_parquet] * 10,
    broken_workbook,
]


def mutated(number: int) -> bytes:
    rng = random.Random(number)
    return KINDS[number % len(KINDS)](rng)


def outcome(path: Path, number: int) -> str:
    """Read a file as an import does, up to its typed rows."""
    into = path.with_name("rows.parquet")
    try:
        rows = sources.read_rows(path, into, name=NAME)
        if rows.path == path or number % 20 == 0:
            with Builder(path.parent) as builder:
                known = Import("", "", NAME, "2026-01-31", is_demo=False)
                builder.add_rows(known, rows.path, rows.columns, sources.COLUMNS)
                builder.join_rows()
                builder.fetch(STG_ROWS)
    except BadFile as error:
        assert NAME in error.message, error
        return "refused"
    return "read"


@pytest.mark.proof
def test_mutated_files_are_read_or_refused(
    tmp_path: Path, proof_count: Callable[[int], int]
) -> None:
    outcomes: Counter[str] = Counter()
    path = tmp_path / NAME
    for number in range(proof_count(N_FILES)):
        path.write_bytes(mutated(number))
        try:
            outcomes[outcome(path, number)] += 1
        except Exception as error:
            raise AssertionError(f"mutated({number}) ends in a traceback") from error
    assert min(outcomes["read"], outcomes["refused"]) > outcomes.total() / 5, outcomes


@pytest.fixture
def small_catalogue(data_dir: Path, csv_file: Callable[..., Path]) -> Path:
    build.publish(build.prepare([csv_file({})]))
    return data_dir


@pytest.mark.proof
def test_mutated_files_are_published_or_change_nothing(
    small_catalogue: Path, tmp_path: Path, proof_count: Callable[[int], int]
) -> None:
    pointer = small_catalogue / "warehouse" / "current"
    path = tmp_path / NAME
    said = set()
    for number in range(proof_count(N_FILES // 50)):
        path.write_bytes(mutated(number))
        before = pointer.read_bytes()
        try:
            draft = build.prepare([path])
        except CrossfadeError as error:
            said.add("refused")
            assert NAME in str(error)
        else:
            said.add("published")
            rows = draft.rows
            assert rows is not None
            assert rows.rows_read == rows.recordings + rows.rows_merged + rows.rows_rejected
            assert min(rows.recordings, rows.rows_merged + 1, rows.rows_rejected + 1) > 0
            build.discard(draft)
        assert pointer.read_bytes() == before
        assert not list((small_catalogue / "warehouse").glob(".draft-*"))
    assert said == {"published", "refused"}


def strange_rows() -> Iterator[list[str]]:
    """Yield rows of honest width whose cells are anything at all."""
    rng = random.Random(5)
    cells = ["", "Ada", "1", "0.5", "-1", "nan", "True", *(w.decode("latin-1") for w in WORDS)]
    for _ in range(400):
        yield [rng.choice(cells).replace("\0", "") for _ in ORIGINAL]


@pytest.mark.usefixtures("data_dir")
def test_cells_of_anything_are_accounted_for(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([ORIGINAL, *([ROW.get(c, "") for c in ORIGINAL],), *strange_rows()])
    path.write_bytes(text.getvalue().encode())
    rows = build.prepare([path]).rows
    assert rows is not None
    assert rows.rows_read == 401 == rows.recordings + rows.rows_merged + rows.rows_rejected
