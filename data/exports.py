"""What leaves the app as CSV: text that a spreadsheet would run as a formula is defused.

pandas writes cells as they are, and a track may be called `=HYPERLINK(...)`.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any

import numpy as np
import pandas as pd

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Full-width signs too: spreadsheets of East Asia read them as the others."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as UTF-8 CSV in which no text can run as a formula.

    Text that begins with = + - @ (full-width too), a tab or a line break gets a leading
    apostrophe, unless it is a number.
    """
    safe = frame.rename(columns=defused)
    texts = [n for n, dtype in enumerate(safe.dtypes) if not pd.api.types.is_numeric_dtype(dtype)]
    for n in texts:
        safe.isetitem(n, list(safe.iloc[:, n].map(defused, na_action="ignore")))
    return safe.to_csv(index=False).encode("utf-8-sig")


def defused(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers and dates stay."""
    if isinstance(value, (list, tuple, np.ndarray)):
        value = ", ".join(map(str, value))
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return "'" + value if value.startswith(_FORMULA) else value


def csv_file(parts: Iterable[pd.DataFrame], *, zipped_as: str | None = None) -> RawIOBase:
    """Write the parts of a long table to a file on disk and return it, opened at its start.

    Parameters
    ----------
    parts : iterable of DataFrame
        Batches of rows with the same columns, so that memory stays bounded.
    zipped_as : str, optional
        Write a zip file that holds the CSV under this name.

    Returns
    -------
    file
        It has no name and is gone once it is closed: whoever asked reads and closes it.
    """
    file: RawIOBase = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    if zipped_as is None:
        file.writelines(_lines(parts))
    else:
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(zipped_as, "w", force_zip64=True) as member,
        ):
            member.writelines(_lines(parts))
    file.seek(0)
    return file


def _lines(parts: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    for number, part in enumerate(parts):
        text = to_csv(part)
        yield text if number == 0 else text.split(b"\n", 1)[1]
