"""A file of any accepted kind gives the same rows; any other a sentence that says why."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.errors import BadFile
from data.imports import sources
from tests.data.conftest import ORIGINAL, ROW, as_csv

TWO = [ROW | {"Artist": "Beyoncé"}, ROW | {"Artist": "Sigur Rós", "Track": 'Say "hi",\nnow'}]


def rows_of(path: Path) -> pd.DataFrame:
    rows = sources.read_rows(path, path.with_suffix(".rows"))
    frame = pq.read_table(rows.path).to_pandas()
    return frame.rename(columns={theirs: ours for ours, theirs in rows.columns.items()})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    frame = pd.DataFrame(TWO)
    path = tmp_path / "file.csv"
    frame.to_csv(path, sep=delimiter, encoding=encoding, index=False)
    rows = rows_of(path)
    assert list(rows.artist) == ["Beyoncé", "Sigur Rós"]
    assert rows.track[1] == 'Say "hi",\nnow'
    assert list(rows.line) == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(tmp_path: Path, end: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(end.join(["artist,track,streams", "A,B,1", "", "C,D,2"]).encode())
    assert list(rows_of(path).line) == [2, 4]


def test_gzip_parquet_and_xlsx_give_what_the_csv_gives(tmp_path: Path) -> None:
    frame = pd.DataFrame(TWO)
    plain = tmp_path / "file.csv"
    frame.to_csv(plain, index=False)
    packed = tmp_path / "file.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    parquet = tmp_path / "file.parquet"
    frame.to_parquet(parquet)
    expected = rows_of(plain)
    pd.testing.assert_frame_equal(rows_of(packed), expected)
    assert list(rows_of(parquet).artist) == list(expected.artist)


def test_names_are_matched_whatever_their_case_and_the_rest_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(
        "ARTIST NAME,song,Stream,Duration_min,EnergyLiveness,most_playedon\na,b,1,2,3,4"
    )
    rows = sources.read_rows(path, tmp_path / "rows")
    assert {"artist", "track", "streams", "duration_minutes"} <= set(rows.columns)
    assert rows.ignored == ("EnergyLiveness", "most_playedon")
    assert "views" in rows.missing
    assert "duration_ms" not in rows.missing


def test_the_original_header_is_known_but_for_its_index_and_description(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(as_csv([ROW]))
    rows = sources.read_rows(path, tmp_path / "rows")
    assert rows.ignored == ("(no name)", "Description")
    assert rows.missing == ("mode", "genre")
    assert len(rows.columns) - 2 == len(ORIGINAL) - 2


def test_a_ragged_row_keeps_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("artist,track,streams\na,b,1\nc,d\ne,f,3,4\n")
    rows = rows_of(path)
    assert list(rows.problem.fillna("")) == [
        "",
        "row has 2 columns, the header 3",
        "row has 4 columns, the header 3",
    ]


def _xlsx_without_sheets(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def _cut(text: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text)


PARQUET = pa.BufferOutputStream()
pq.write_table(pa.table({"artist": ["a"], "track": ["b"], "streams": [1]}), PARQUET)
PARQUET_BYTES = PARQUET.getvalue().to_pybytes()

REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda path: None, "not there"),
    "a folder": (lambda path: path.mkdir(), "folder"),
    "empty": (_cut(b""), "empty"),
    "only spaces": (_cut(b" \n\n"), "empty"),
    "header only": (_cut(b"artist,track,streams\n"), "no rows"),
    "binary": (_cut(bytes(range(256)) * 8), "NUL"),
    "truncated gzip": (_cut(gzip.compress(b"artist,track,streams\n" * 999)[:40]), "gzip"),
    "truncated parquet": (_cut(PARQUET_BYTES[:-30]), "Parquet"),
    "not excel": (_cut(b"PK\x03\x04rubbish"), "Excel"),
    "no sheets": (_xlsx_without_sheets, "Excel"),
    "locked": (_cut(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "password"),
    "columns missing": (_cut(b"artist,title,energy\na,b,1\n"), "lacks the columns track, streams"),
    "two for one": (_cut(b"artist,track,stream,Streams\na,b,1,2\n"), "two columns for streams"),
    "open quote": (_cut(b'artist,track,streams\na,"b,1\nc,d,2\n'), "line"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_imported_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    make, words = REFUSED[kind]
    path = tmp_path / "strange.csv"
    make(path)
    with pytest.raises(BadFile, match=words) as refused:
        sources.read_rows(path, tmp_path / "rows")
    assert "strange.csv" in refused.value.message


def test_a_file_that_unpacks_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_UNPACKED_BYTES", 1_000_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"artist,track,streams\n" + b"a,b,1\n" * 1_000_000))
    with pytest.raises(BadFile, match="unpacks to more"):
        sources.read_rows(path, tmp_path / "rows")
