"""A draft: what it accounts for, what it would change, and that none is left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from data import build, published
from data.errors import BadFile, NothingPublished
from data.imports import draft as drafts
from tests.data.conftest import ROW, CsvFile, imported

pytestmark = pytest.mark.usefixtures("data_dir")


def test_what_is_not_used_of_the_new_files_is_named(tmp_path: Path) -> None:
    for name in ("mood", "label", "year"):
        odd = pd.DataFrame([ROW | {name: "x", "Track": name}])
        odd.to_csv(tmp_path / f"{name}.csv", index=False)
    one = imported(tmp_path / "mood.csv")
    assert one.rows is not None
    assert one.rows.ignored_columns[-1] == "mood"
    two = imported(tmp_path / "label.csv", tmp_path / "year.csv")
    assert two.rows is not None
    assert {"label", "year"} <= set(two.rows.ignored_columns)
    assert "mood" not in two.rows.ignored_columns
    assert two.rows.recordings == 2


def test_changes_are_told_against_the_version_before(csv_file: CsvFile) -> None:
    first = imported(csv_file({"Stream": "100"}, {"Track": "Other", "Stream": "7"}, name="a.csv"))
    assert first.base is None
    assert first.changes == build.Changes(2, 0, 0, (None, 2), (None, 107), (None, 2000), (None, 0))
    counted_again = csv_file({"Stream": "150"}, {"Track": "New", "Stream": "1"}, name="b.csv")
    second = build.prepare([counted_again])
    assert second.base == published.current_version()
    assert second.changes == build.Changes(1, 1, 1, (2, 3), (107, 158), (2000, 3000), (0, 0))
    build.discard(second)


def test_a_draft_of_the_same_files_is_known(csv_file: CsvFile) -> None:
    file = csv_file({})
    imported(file)
    again = build.prepare([file])
    assert again.is_known
    assert again.rows is None
    assert again.skipped == ("catalogue.csv",)
    other = build.prepare([csv_file({"Track": "Other"}, name="other.csv")])
    assert not other.is_known


def test_a_file_without_a_good_row_names_its_first_reason(csv_file: CsvFile) -> None:
    with pytest.raises(BadFile, match=r"of 2 read.*line 2: streams -1 is negative"):
        build.prepare([csv_file({"Stream": "-1"}, {"Stream": "-2"})])


def test_there_is_nothing_to_build_from_nothing() -> None:
    with pytest.raises(NothingPublished, match="no file to build from"):
        build.prepare()


def test_what_failed_or_was_discarded_leaves_no_draft(csv_file: CsvFile, data_dir: Path) -> None:
    build.discard(build.prepare([csv_file({})]))
    with pytest.raises(BadFile):
        build.prepare([csv_file({"Stream": "-1"}, name="bad.csv")])
    assert list((data_dir / "warehouse").iterdir()) == []


def test_drafts_that_nobody_will_publish_are_cleared_away(data_dir: Path) -> None:
    """Those of a process that is gone, and those a day old; the rest may still be published."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    warehouse = data_dir / "warehouse"
    abandoned = warehouse / f".draft-{gone.pid}-abandoned"
    forgotten = warehouse / f".draft-{os.getpid()}-forgotten"
    for folder in (abandoned, forgotten):
        folder.mkdir(parents=True)
    day_ago = time.time() - drafts.LEFT_SECONDS - 1
    os.utime(forgotten, (day_ago, day_ago))
    fresh, again = drafts.directory(), drafts.directory()
    assert fresh.is_dir()
    assert again.is_dir()
    assert not abandoned.exists()
    assert not forgotten.exists()


def test_slices_change_nothing(csv_file: CsvFile, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"Artist": f"Artist {n % 5}", "Track": f"Track {n}"} for n in range(40)]
    whole = build.prepare([csv_file(*rows)]).manifest
    monkeypatch.setattr(drafts, "SLICE_ROWS", 8)
    cut = build.prepare([csv_file(*rows)]).manifest
    assert len(cut.marts) > len(whole.marts)
    assert (cut.recordings, cut.artists, cut.streams) == (40, 5, whole.streams)
