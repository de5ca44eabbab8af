"""Rows of one recording are one track, whoever lists it and whenever it was counted."""

import pytest

from data import build, published
from data.engine import warehouse
from tests.data.conftest import CsvFile, imported, tracks

pytestmark = pytest.mark.usefixtures("data_dir")


def test_a_recording_is_one_track_whoever_lists_it(csv_file: CsvFile) -> None:
    draft = imported(
        csv_file(
            {"Stream": "5", "Title": "early"},
            {"Artist": "Bob", "Track": " first LIGHT ", "Stream": "9", "Title": "late"},
            {"Track": "Other", "Stream": ""},
        )
    )
    one = tracks().set_index("track").loc["first LIGHT"]
    assert (one.artist, one.streams, one.video_title) == ("Bob", 9, "late")
    assert list(one.artists) == ["Ada", "Bob"]
    rows = draft.rows
    assert rows is not None
    assert (rows.rows_read, rows.recordings, rows.rows_merged, rows.rows_rejected) == (
        3,
        2,
        1,
        0,
    )


def test_ties_go_to_the_first_row(csv_file: CsvFile) -> None:
    imported(csv_file({"Artist": "Ada"}, {"Artist": "Bob"}))
    assert list(tracks().artist) == ["Ada"]


def test_without_audio_features_artist_and_title_are_the_key(csv_file: CsvFile) -> None:
    imported(csv_file({"Energy": ""}, {"Energy": "", "Artist": "Bob"}, {"Energy": ""}))
    assert sorted(tracks().artist) == ["Ada", "Bob"]


def test_the_key_is_taken_before_implausible_values_become_null(csv_file: CsvFile) -> None:
    draft = imported(csv_file({"Tempo": "0"}, {"Tempo": "0", "Artist": "Bob"}, {"Loudness": "1"}))
    assert len(tracks()) == 2
    assert tracks()[["tempo", "loudness"]].isna().sum().to_list() == [1, 1]
    assert (draft.manifest.tempo_zero, draft.manifest.loudness_above_zero) == (2, 1)


def test_captures_accumulate_and_the_latest_shows(csv_file: CsvFile) -> None:
    imported(csv_file({"Stream": "100"}, name="old.csv"), captured_on="2026-01-31")
    draft = imported(csv_file({"Stream": "90"}, {"Track": "New"}, name="new.csv"))
    assert (draft.changes.new, draft.changes.updated) == (1, 1)
    assert tracks().set_index("track").streams["First Light"] == 90
    history = warehouse.query(
        "select * from snapshots order by captured_on, streams", published.current_version()
    )
    assert list(history.streams) == [100, 90, 2000]


def test_a_known_file_is_skipped_unless_dated_anew(csv_file: CsvFile) -> None:
    file = csv_file({})
    imported(file, captured_on="2026-01-31")
    assert build.prepare([file]).skipped == ("catalogue.csv",)
    assert build.prepare([file], captured_on="2026-01-31").skipped == ("catalogue.csv",)
    assert build.prepare([file], captured_on="2026-02-28").skipped == ()
