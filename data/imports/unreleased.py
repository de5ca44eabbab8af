"""A file of tracks that are not out yet, read like an import, and kept nowhere.

The same reader, the same columns, the same checks and words for what is wrong with a row.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.engine.builder import Builder
from data.engine.warehouse import SQL
from data.errors import BadFile
from data.imports import sources
from data.published import Import
from data.reads import what_if as reads_what_if

MAX_TRACKS = 1_000


@dataclass(frozen=True, eq=False, slots=True)
class Unreleased:
    """The tracks of a file, as rows of the mart, and the rows that could not be read."""

    tracks: pd.DataFrame
    """Columns of the mart `tracks`, and `line` in the file; in the file's order."""
    rejected: pd.DataFrame
    """line, artist, track, reasons."""
    ignored_columns: tuple[str, ...]


def read(path: Path, version: str, *, name: str) -> Unreleased:
    """Read a file of up to `MAX_TRACKS` tracks and look up their artists' other tracks.

    Parameters
    ----------
    path : Path
        What `data.imports.sources.read_rows` takes.
    version : str
        The catalogue in which the artists are looked up.
    name : str
        What to call the file in messages.

    Raises
    ------
    BadFile
        If the file cannot be read, has too many rows, or none that can be used.
    """
    with tempfile.TemporaryDirectory() as scratch, Builder(Path(scratch)) as builder:
        into = Path(scratch) / "rows.parquet"
        rows = sources.read_rows(path, into, name=name, is_released=False)
        known = Import(sha256="", suffix="", name=name, captured_on="1970-01-01", is_demo=False)
        builder.add_rows(known, rows.path, rows.columns, sources.COLUMNS)
        builder.join_rows()
        n_rows = int(builder.fetch("select count(*) as n from source_rows")["n"].iloc[0])
        if n_rows > MAX_TRACKS:
            raise BadFile(
                f"{name} has {n_rows:,} rows; at most {MAX_TRACKS:,} tracks are scored in one go",
                hint="Split the file.",
            )
        typed = builder.fetch(
            f"select * from ({(SQL / 'staging/stg_rows.sql').read_text()}) order by line"
        )
    nullable = [name for name, kind in typed.dtypes.items() if str(kind).startswith("Int")]
    typed = typed.astype(dict.fromkeys(nullable, "float64"))
    is_bad = typed["reasons"].map(len) > 0
    if is_bad.all():
        first = typed.iloc[0]
        raise BadFile(
            f"no row of {name} can be used, of {n_rows:,} read; "
            f"the first, line {first['line']}: {'; '.join(first['reasons'])}"
        )
    rejected = typed.loc[is_bad, ["line", "artist", "track", "reasons"]]
    return Unreleased(
        _with_back_catalogue(typed[~is_bad].reset_index(drop=True), version),
        rejected.assign(reasons=rejected["reasons"].map("; ".join)).reset_index(drop=True),
        rows.ignored,
    )


def _with_back_catalogue(typed: pd.DataFrame, version: str) -> pd.DataFrame:
    """Add what the catalogue says of the artists; a row's own counts stay as they are."""
    asked = typed[["track_id", "artist", "album", "track", "channel"]]
    known = reads_what_if.back_catalogue(version, asked.assign(row_no=range(len(typed))))
    return pd.concat([typed, known.drop(columns="row_no")], axis=1)
