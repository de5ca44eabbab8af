"""Genres reach tracks from the catalogue's files, from genre tables, and through artists."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import published
from data.engine import warehouse
from data.errors import BadFile
from data.reads import filters, tracks
from data.selection import Selection
from tests.data.conftest import ORIGINAL, ROW, CsvFile, as_csv, imported

pytestmark = pytest.mark.usefixtures("data_dir")
Table = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Write a genre table of the rows given."""

    def write(*rows: dict[str, object], name: str = "genres.csv") -> Path:
        path = tmp_path / name
        pd.DataFrame(rows).to_csv(path, index=False)
        return path

    return write


def ask(sql: str) -> pd.DataFrame:
    return warehouse.query(sql, published.current_version())


def genres() -> dict[str, dict[str, str]]:
    """Return, of each track by title, its genres with who says so."""
    rows = ask(
        "select track, genre, source from track_genres join tracks using (track_id) order by 2"
    )
    return {t: dict(zip(g.genre, g.source, strict=True)) for t, g in rows.groupby("track")}


def test_a_catalogue_names_one_genre_or_many(tmp_path: Path) -> None:
    named = {
        "One": "Deep House",
        "Many": "pop; Rock|pop",
        "Listed": "['k-pop', 'R&B']",
        "None": "",
        "Null": "nan",
    }
    rows = [ROW | {"Track": track, "Genres": text} for track, text in named.items()]
    path = tmp_path / "catalogue.csv"
    path.write_text(as_csv(rows, header=[*ORIGINAL, "Genres"]))
    imported(path)
    assert genres() == {
        "One": {"deep house": "catalogue"},
        "Many": {"pop": "catalogue", "rock": "catalogue"},
        "Listed": {"k-pop": "catalogue", "r&b": "catalogue"},
    }
    assert filters.genres(published.current_version())[0] in ("deep house", "k-pop", "pop", "rock")
    chosen = Selection(published.current_version(), genres=("pop", "k-pop"))
    assert tracks.n_tracks(chosen) == 2


def test_a_table_finds_tracks_by_link_title_and_sound(csv_file: CsvFile, table: Table) -> None:
    catalogue = csv_file(
        {"Track": "By link", "Uri": "spotify:track:4uLU6hMCjMI75M1A2tKUQC"},
        {"Track": "By title - Remastered 2011", "Artist": "Beyoncé"},
        {"Track": "By sound", "Energy": "0.123"},
        {"Track": "Not found"},
    )
    sound = {column.lower(): ROW[column] for column in ORIGINAL[7:17]}
    imported(
        catalogue, table({"track_id": "4uLU6hMCjMI75M1A2tKUQC", "track_genre": "folk"}, name="a")
    )
    imported(
        table({"artists": "Nobody;beyonce", "track_name": "by TITLE", "genre": "soul"}, name="b")
    )
    imported(table(sound | {"energy": "0.123", "track": "By sound", "genre": "ska"}, name="c"))
    assert genres() == {
        "By link": {"folk": "table"},
        "By title - Remastered 2011": {"soul": "table"},
        "By sound": {"ska": "table"},
    }


def test_artists_genres_count_where_nothing_else_is_said(csv_file: CsvFile, table: Table) -> None:
    rows = ({"artist": "Ada", "genres": "['indie', 'folk']"}, {"artist": "Bo", "genres": "[]"})
    imported(csv_file({}), table(*rows))
    assert genres() == {"First Light": {"folk": "artist", "indie": "artist"}}
    assert list(ask("select reasons from rejects").reasons) == ["genre is missing"]
    imported(table({"artist": "Ada", "track": "First Light", "genre": "jazz"}, name="tracks.csv"))
    assert genres() == {"First Light": {"jazz": "table"}}


def test_rows_of_a_genre_table_are_all_accounted_for(csv_file: CsvFile, table: Table) -> None:
    catalogue = imported(csv_file({})).manifest
    row = {"artist": "Ada", "track": "First Light", "genre": "jazz", "energy": 0.5}
    draft = imported(table(row, row, row | {"track": "Other"}, row | {"energy": 2}))
    assert draft.rows is not None and draft.rows.is_genre_table
    counts = (draft.rows.rows_read, draft.rows.recordings, draft.rows.rows_merged)
    assert (*counts, draft.rows.rows_rejected) == (4, 2, 1, 1)
    assert list(ask("select line from rejects").line) == [5]
    made = draft.manifest
    assert (made.rows_read, made.recordings) == (catalogue.rows_read, catalogue.recordings)
    assert made.missing_columns == catalogue.missing_columns
    assert draft.changes.tracks_with_genre == (0, 1)
    assert draft.changes.unchanged == draft.changes.recordings[1]


def test_what_is_learned_from_goes_by_sound(csv_file: CsvFile, table: Table) -> None:
    sound = {column.lower(): ROW[column] for column in ORIGINAL[7:17]} | {"mode": 1}
    again = [sound | {"genre": genre} for genre in ("house", "techno", "house")]
    imported(csv_file({}), table(*again, sound | {"genre": "idm", "energy": 0.9, "tempo": 0}))
    found = ask("select * from genre_examples order by energy, genre")
    assert list(found.genre) == ["house", "techno", "idm"]
    assert found.recording.nunique() == 2
    assert set(found.file) == {"genres.csv"} and set(found["mode"]) == {1}
    assert found.tempo.isna().tolist() == [False, False, True]


def test_a_table_needs_a_catalogue_and_something_to_know_tracks_by(
    csv_file: CsvFile, table: Table
) -> None:
    with pytest.raises(BadFile, match="there is no catalogue yet to add them to"):
        imported(table({"artist": "Ada", "genre": "jazz"}))
    imported(csv_file({}))
    with pytest.raises(BadFile, match="not which tracks they belong to; found: 'genre', 'mood'"):
        imported(table({"genre": "jazz", "mood": "blue"}))
    with pytest.raises(BadFile, match="line 2: genre is missing"):
        imported(table({"artist": "Ada", "genre": None}))
