"""Rows of text become values, or are rejected with every reason; none is lost."""

from pathlib import Path

import pandas as pd
import pytest

from data import published
from data.engine import warehouse
from tests.data.conftest import ROW, CsvFile, as_csv, imported, tracks

pytestmark = pytest.mark.usefixtures("data_dir")


def rejects() -> pd.DataFrame:
    return warehouse.query("select * from rejects order by line", published.current_version())


def test_a_row_is_rejected_with_its_line_and_reason(csv_file: CsvFile) -> None:
    bad = [
        ("Artist", " ", "artist is missing"),
        ("Track", "", "track is missing"),
        ("Stream", "-5", "streams -5 is negative"),
        ("Views", "many", 'views "many" is no number'),
        ("Likes", "inf", 'likes "inf" is no number'),
        ("Comments", "1.5", "comments 1.5 is no whole number"),
        ("Stream", "1e300", "streams 1e300 is above 9,000,000,000,000,000"),
        ("Energy", "1.2", "energy 1.2 is outside 0 to 1"),
        ("Valence", "-0.1", "valence -0.1 is outside 0 to 1"),
        ("Energy", "0,705", 'energy "0,705" is no number'),
        ("Duration_ms", "0", "duration_ms 0 is not above 0"),
        ("Tempo", "fast", 'tempo "fast" is no number'),
    ]
    imported(csv_file({}, *({"Track": "Other", column: value} for column, value, _ in bad)))
    found = rejects()
    assert list(found.reasons) == [reason for _, _, reason in bad]
    assert list(found.line) == list(range(3, 3 + len(bad)))
    assert set(found.file) == {"catalogue.csv"}
    assert len(tracks()) == 1


def test_every_reason_is_given_and_the_row_is_kept(csv_file: CsvFile) -> None:
    imported(csv_file({}, {"Artist": "", "Stream": "-1", "Energy": "2"}))
    (row,) = rejects().itertuples()
    assert row.reasons == ("artist is missing; energy 2 is outside 0 to 1; streams -1 is negative")
    assert '"streams":"-1"' in row.row


def test_numbers_as_people_write_them(csv_file: CsvFile) -> None:
    written = {"222640.0": 222640, "390,470,936": 390470936, "1.2e6": 1200000, " 7 ": 7}
    imported(csv_file(*({"Track": text, "Stream": text} for text in written)))
    found = tracks().set_index("track").streams
    assert {text: found[text.strip()] for text in written} == written


def test_flags_as_people_write_them(csv_file: CsvFile) -> None:
    written = {"True": True, "1": True, "YES": True, "False": False, "0.0": False, "no": False}
    imported(csv_file(*({"Track": text, "official_video": text} for text in written)))
    assert tracks().set_index("track").has_official_video.to_dict() == written


def test_null_words_are_nulls_in_numbers_and_words_in_titles(csv_file: CsvFile) -> None:
    imported(csv_file({"Track": "None", "Views": "NaN", "Licensed": ""}))
    (track,) = tracks().itertuples()
    assert track.track == "None"
    assert pd.isna(track.views)
    assert pd.isna(track.is_licensed)


def test_minutes_become_milliseconds(tmp_path: Path) -> None:
    path = tmp_path / "derived.csv"
    path.write_text("Artist,Track,Duration_min,Stream\na,b,2.5,1\n")
    imported(path)
    assert list(tracks().duration_ms) == [150_000]


def test_rows_read_are_kept_merged_or_rejected(csv_file: CsvFile) -> None:
    made = imported(csv_file({}, {}, {"Stream": "x"}, {"Track": "Other"})).manifest
    assert made.rows_read == made.recordings + made.rows_merged + made.rows_rejected == 4


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    names = [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "=cmd()",
        "'; drop table--",
        "🎵",
    ]
    path = tmp_path / "hostile.csv"
    path.write_text(as_csv([ROW | {"Track": name} for name in names]), encoding="utf-8")
    imported(path)
    assert sorted(tracks().track) == sorted(names)
