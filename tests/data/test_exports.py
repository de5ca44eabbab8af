"""CSV that leaves the app: safe in a spreadsheet, whole, and zipped where it is long."""

import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.exports import csv_file, defused, to_csv


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd",
        "-x",
        "@SUM(A1)",
        "\tx",
        "\r=1",
        "\n=1",
        "=",
        "-",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_what_would_run_as_a_formula_is_defused(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["-1.5", "+3", "1e6", "-12%", ".5", "-1.2E-3", "Ed Sheeran", ""])
def test_numbers_and_names_stay(text: str) -> None:
    assert defused(text) == text


def test_files_hold_safe_cells_and_headings() -> None:
    frame = pd.DataFrame(
        {"=name": ["=1", "a, b", None], "artists": [["=x", "y"], [], ["z"]], "n": [1, 2, -3]}
    )
    text = to_csv(frame).decode("utf-8-sig")
    read = pd.read_csv(io.StringIO(text))
    assert list(read.columns) == ["'=name", "artists", "n"]
    assert list(read["n"]) == [1, 2, -3]
    assert read["'=name"][0] == "'=1"
    assert read["artists"][0] == "'=x, y"


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5))
def test_no_cell_of_any_text_begins_a_formula(cells: list[str]) -> None:
    for cell in cells:
        safe = defused(cell)
        number = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?", safe)
        assert not safe.startswith(tuple("=@+-＝＠＋－\t\r\n")) or number


PARTS = [pd.DataFrame({"track": [f"={n}", "b"], "streams": [n, 2]}) for n in range(3)]


def test_parts_of_a_table_become_one_file() -> None:
    with csv_file(PARTS) as file:
        content = file.read()
    assert content == to_csv(pd.concat(PARTS))


def test_a_zip_file_holds_the_same_under_its_name() -> None:
    with csv_file(PARTS, zipped_as="tracks.csv") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read() or b""))
    assert archive.namelist() == ["tracks.csv"]
    assert archive.read("tracks.csv") == to_csv(pd.concat(PARTS))
