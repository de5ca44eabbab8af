"""The sheets of an Excel workbook, read in a process of its own.

A workbook of one kilobyte can name a cell so far out that the reader asks for terabytes and the
system ends its process. That must be no process of ours: this file is run as a program of its
own, with its memory and time bounded, and leaves each sheet as CSV.
"""

import csv
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMORY = 3 * 2**30
MAX_SECONDS = 600
MAX_SHEET_ROWS = 2**20
MAX_TEXT_CHARACTERS = 2**31

REFUSED, NOT_STORED = 3, 4
"""Exit statuses of the child; any other but 0 means that the workbook broke it."""


class BadWorkbook(Exception):
    """A file that is no workbook, or one that cannot be read."""


def sheets(path: Path, into: Path) -> list[Path]:
    """Leave each sheet of a workbook as CSV, and return them in order.

    Parameters
    ----------
    path : Path
        The workbook.
    into : Path
        An empty directory.

    Returns
    -------
    list of Path
        One UTF-8 CSV for each sheet with anything in it. A row's first cell is its number.

    Raises
    ------
    BadWorkbook
        If it cannot be read, or not within the limits.
    OSError
        If the sheets cannot be stored.
    """
    child = subprocess.run(
        [sys.executable, "-I", __file__, str(path), str(into)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    said = child.stderr.decode(errors="replace").strip()
    if child.returncode == REFUSED:
        raise BadWorkbook(said)
    if child.returncode == NOT_STORED:
        raise OSError(int(said), "the sheets of a workbook could not be stored")
    if child.returncode:
        raise BadWorkbook(
            f"it is damaged, or needs more than {MAX_MEMORY // 2**30} GiB of memory "
            f"or {MAX_SECONDS // 60} minutes"
        )
    return sorted(into.iterdir())


def _main(path: str, into: str) -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    try:
        _check_archive(path)
        _write(path, Path(into))
    except BadWorkbook as error:
        print(error, file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(error.errno or 0, file=sys.stderr)
        return NOT_STORED
    return 0


def _check_archive(path: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadWorkbook(f"it is a damaged Excel file or another archive: {error}") from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise BadWorkbook("it is a zip archive and no Excel (.xlsx) workbook")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise BadWorkbook(f"it unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MiB")


def _write(path: str, into: Path) -> None:
    n_characters = 0
    for number, rows in enumerate(_sheets(path)):
        with (into / f"{number:06d}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for line, row in rows:
                writer.writerow([line, *row])
                n_characters += sum(map(len, row))
                if n_characters > MAX_TEXT_CHARACTERS:
                    raise BadWorkbook(f"it holds more than {MAX_TEXT_CHARACTERS:,} characters")


def _sheets(path: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Yield the rows of each sheet that has any."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        workbook = CalamineWorkbook.from_path(path)
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                yield _rows(workbook.get_sheet_by_name(sheet.name))
    except CalamineError as error:
        raise BadWorkbook(f"it is a damaged or unknown Excel file: {error}") from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with anything in them, with the numbers that Excel shows."""
    if sheet.end is not None and sheet.end[0] >= MAX_SHEET_ROWS:
        raise BadWorkbook("it is a damaged Excel file: a row's number is beyond what Excel has")
    for line, row in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell) for cell in row]
        if any(texts):
            yield line, texts


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
