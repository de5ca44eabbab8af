"""What can be asked of the data itself, without a page."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.data_room import answers
from data import build, published
from data.reads import data_room as reads_data_room
from data.selection import Selection
from tests.data.conftest import ROW, as_csv


def test_the_room_holds_what_the_page_shows(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    room = answers.data_room(everything)
    assert room.n_outliers == demo_tracks["is_outlier"].sum()
    assert len(room.rejects) <= answers.PAGE_ROWS
    pd.testing.assert_frame_equal(room.quality, reads_data_room.quality(everything.version))
    assert answers.data_room(everything) is room


def test_a_filter_chooses_outliers_but_not_rows(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    singles = Selection(everything.version, album_types=("single",))
    room = answers.data_room(singles)
    flagged = demo_tracks[(demo_tracks["album_type"] == "single") & demo_tracks["is_outlier"]]
    assert room.n_outliers == len(flagged)
    pd.testing.assert_frame_equal(room.quality, answers.data_room(everything).quality)
    assert len(answers.all_outliers(singles)) == len(flagged)


@pytest.mark.parametrize("direction", ["view-heavy", "stream-heavy"])
def test_a_page_of_outliers_leans_one_way(everything: Selection, direction: str) -> None:
    page = answers.outliers(everything, direction=direction)
    every = answers.all_outliers(everything)
    leaning = every[every["outlier_reason"] == direction].head(answers.PAGE_ROWS)
    pd.testing.assert_frame_equal(page, leaning.reset_index(drop=True))


def test_every_rejected_row_can_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    bad = [ROW | {"Track": f"T{n}", "Stream": "x"} for n in range(answers.PAGE_ROWS + 5)]
    (tmp_path / "bad.csv").write_text(as_csv([ROW, *bad]))
    assert build.main([str(tmp_path / "bad.csv")]) == 0
    chosen = Selection(published.current_version())
    assert len(answers.data_room(chosen).rejects) == answers.PAGE_ROWS
    assert len(answers.all_rejects(chosen)) == answers.PAGE_ROWS + 5


def test_going_back_leads_to_the_version_before(demo_copy: Path) -> None:
    first = Selection(published.current_version())
    assert answers.earlier(first) is None
    assert build.main(["--rebuild"]) == 0
    second = Selection(published.current_version())
    assert answers.earlier(second) == first.version
    build.rollback()
    assert answers.earlier(Selection(published.current_version())) is None
    assert answers.earlier(Selection("0099-00000000")) is None
