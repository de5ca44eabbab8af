"""The sheets of a workbook, read in a process of its own that nothing in the file can break."""

import csv
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.imports.workbook import BadWorkbook, sheets
from tests.data.file_makers import NAMES, cell, sheet, workbook, zipped


def read(folder: Path, content: bytes) -> list[list[list[str]]]:
    (folder / "book.xlsx").write_bytes(content)
    (folder / "into").mkdir()
    return [
        list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for path in sheets(folder / "book.xlsx", folder / "into")
    ]


def test_each_sheet_comes_with_the_numbers_of_its_rows(tmp_path: Path) -> None:
    first = sheet(NAMES, ["Ada", "First Light", 1, 2.5])
    second = sheet(["Notes"], first=7)
    assert read(tmp_path, workbook(first, second)) == [
        [["1", *NAMES], ["2", "Ada", "First Light", "1", "2.5"]],
        [["7", "Notes"]],
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rubbish", "damaged Excel file or another archive"),
        (zipped({"readme.txt": b"x"}), "no Excel"),
        (zipped({"xl/workbook.xml": b"x"}, claimed=600 * 2**20), "unpacks to more than 512 MiB"),
        (zipped({"xl/workbook.xml": b"<workbook"}), "damaged or unknown Excel file"),
        (
            workbook(
                f'<row r="1">{cell("A1", 1)}</row><row r="2000000">{cell("A2000000", 1)}</row>'
            ),
            "beyond what Excel has",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadWorkbook, match=said):
        read(tmp_path, content)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Let no file of this process, or of those that it starts, grow beyond a kilobyte."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_from_a_bad_file(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    content = workbook(sheet(NAMES, *(["Ada", "x" * 99, n, 1] for n in range(99))))
    (tmp_path / "book.xlsx").write_bytes(content)
    (tmp_path / "into").mkdir()
    request.getfixturevalue("full_disk")
    with pytest.raises(OSError, match="could not be stored"):
        sheets(tmp_path / "book.xlsx", tmp_path / "into")
