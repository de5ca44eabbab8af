"""What the tests of the data layer share: small files in the original's columns."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import build, published
from data.reads import tracks as reads
from data.selection import Selection

ORIGINAL = [
    "",
    "Artist",
    "Url_spotify",
    "Track",
    "Album",
    "Album_type",
    "Uri",
    "Danceability",
    "Energy",
    "Key",
    "Loudness",
    "Speechiness",
    "Acousticness",
    "Instrumentalness",
    "Liveness",
    "Valence",
    "Tempo",
    "Duration_ms",
    "Url_youtube",
    "Title",
    "Channel",
    "Views",
    "Likes",
    "Comments",
    "Description",
    "Licensed",
    "official_video",
    "Stream",
]

CsvFile = Callable[..., Path]
"""What the fixture `csv_file` is."""

ROW = {
    "Artist": "Ada",
    "Track": "First Light",
    "Album": "Dawn",
    "Album_type": "album",
    "Danceability": "0.5",
    "Energy": "0.6",
    "Key": "5.0",
    "Loudness": "-7.1",
    "Speechiness": "0.05",
    "Acousticness": "0.1",
    "Instrumentalness": "0.0",
    "Liveness": "0.2",
    "Valence": "0.4",
    "Tempo": "120.5",
    "Duration_ms": "222640.0",
    "Title": "Ada - First Light",
    "Channel": "Ada",
    "Views": "1000.0",
    "Likes": "50.0",
    "Comments": "5.0",
    "Licensed": "True",
    "official_video": "True",
    "Stream": "2000.0",
}
"""A row that is accepted; tests change what they are about."""


def as_csv(rows: Iterable[Mapping[str, Any]], *, header: Iterable[str] = ORIGINAL) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def imported(*files: Path, **options: str) -> build.Draft:
    """Import files and publish them."""
    draft = build.prepare(files, **options)
    build.publish(draft)
    return draft


def tracks() -> pd.DataFrame:
    """Return the tracks of the version that readers see."""
    return reads.tracks(Selection(published.current_version()))


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of the test's own."""
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def csv_file(tmp_path: Path) -> CsvFile:
    """Write `ROW` with the changes given for each row; returns the file."""

    def write(*changes: Mapping[str, Any], name: str = "catalogue.csv") -> Path:
        path = tmp_path / name
        path.write_text(as_csv([ROW | dict(change) for change in changes]), encoding="utf-8")
        return path

    return write
