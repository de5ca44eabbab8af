"""A file of unreleased tracks, scored in one go and ranked."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics import kept
from data.errors import BadFile
from data.imports import sources, unreleased
from data.metrics import exact, percent, short
from data.selection import Selection
from pages.ui.wording import plain
from pages.what_if import answers as what_if
from pages.what_if import answers_scenarios as scenarios
from pages.what_if.answers import Models

MAX_BYTES = 20 * 2**20
TABLE = {
    "rank": "Rank",
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams expected",
    "low": "Low",
    "high": "High",
    "hit": "Chance of a hit",
    "stands": "Ahead of",
    "known": "Known",
}
REJECTED = {"line": "Line", "artist": "Artist", "track": "Track", "reasons": "Why"}


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """The tracks of a file, the most promising first, and what could not be read."""

    table: pd.DataFrame
    """rank, line, track, artist, back_n_tracks (the artist's tracks in the catalogue), streams,
    low, high, probability, percentile, feature_set."""
    rejected: pd.DataFrame
    ignored_columns: tuple[str, ...]


def scored(selection: Selection, content: bytes, name: str, champions: Models) -> Scored:
    """Score a file as it was uploaded.

    Raises
    ------
    BadFile
        If it cannot be read; in the words of an import.
    """
    if len(content) > MAX_BYTES:
        raise BadFile(
            f"{name} is larger than {MAX_BYTES // 2**20} MiB",
            hint=f"At most {unreleased.MAX_TRACKS:,} tracks are scored in one go.",
        )
    return _scored(
        Selection(selection.version), content=content, name=name, _champions=champions,
        run_ids=champions.run_ids,
    )  # fmt: skip


@kept.in_memory
def _scored(
    selection: Selection, *, content: bytes, name: str, run_ids: tuple[str, ...], _champions: Models
) -> Scored:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        read = unreleased.read(path, selection.version, name=name)
    rows = scenarios.with_video(selection, read.tracks)
    table = rows[["line", "track", "artist", "back_n_tracks"]].join(
        what_if.predicted(selection, rows, _champions)
    )
    table = table.sort_values("streams", ascending=False, kind="stable", ignore_index=True)
    table.insert(0, "rank", table.index + 1)
    return Scored(table, read.rejected, read.ignored_columns)


def shown(found: Scored) -> pd.DataFrame:
    """Return the ranking as a table in words."""
    return what_if.in_table(found.table)


def verdict(found: Scored) -> str:
    """Say what came out; Markdown."""
    first = found.table.iloc[0]
    new = int((found.table["back_n_tracks"] == 0).sum())
    text = (
        f"**{exact(len(found.table))} tracks scored.** Ahead of all: {plain(first['track'])} by "
        f"{plain(first['artist'])}, **{short(first['streams'])}** streams [{short(first['low'])}, "
        f"{short(first['high'])}], chance of a hit {percent(first['probability'], 0)}."
    )
    if new:
        text += f" {exact(new)} by artists that the catalogue does not know: counted as newcomers."
    return text


def template() -> pd.DataFrame:
    """Return an empty file of the right columns, with one example."""
    example = {
        "artist": "An artist",
        "track": "A title",
        "album_type": "single",
        "danceability": 0.7,
        "energy": 0.6,
        "key": 5,
        "loudness": -6.5,
        "speechiness": 0.05,
        "acousticness": 0.2,
        "instrumentalness": 0,
        "liveness": 0.12,
        "valence": 0.5,
        "tempo": 120,
        "duration_ms": 200_000,
        "has_official_video": "yes",
        "is_licensed": "yes",
        "views": None,
    }
    return pd.DataFrame([example])[[name for name in sources.COLUMNS if name in example]]
