"""What the Data room asks of a version, against the rows that went in."""

import pandas as pd
import pytest

from data import published
from data.reads import data_room as reads_data_room
from data.selection import Selection
from tests.data.conftest import CsvFile, imported


def test_quality_counts_what_is_filled_and_valid(data_dir, csv_file: CsvFile) -> None:
    imported(csv_file({}, {"Track": "Other", "Energy": ""}, {"Track": "Bad", "Energy": "7"}))
    quality = reads_data_room.quality(published.current_version()).set_index("column")
    energy = quality.loc["energy"]
    assert (energy["n_rows"], energy["n_filled"], energy["n_valid"]) == (3, 2, 1)
    assert energy["filled_share"] == pytest.approx(2 / 3)
    assert energy["valid_share"] == pytest.approx(1 / 3)
    assert quality["valid_share"].is_monotonic_increasing


def test_reasons_of_one_kind_are_counted_together(data_dir, csv_file: CsvFile) -> None:
    bad = [{"Track": f"T{n}", "Stream": f"-{n}", "Energy": "7"} for n in range(1, 4)]
    imported(csv_file({}, *bad))
    version = published.current_version()
    reasons = reads_data_room.reasons(version)
    assert dict(zip(reasons["reason"], reasons["n_rows"], strict=True)) == {
        "streams is negative": 3,
        "energy is outside 0 to 1": 3,
    }
    rejects = reads_data_room.rejects(version)
    assert rejects["line"].tolist() == [3, 4, 5]
    assert reads_data_room.rejects(version, limit=2)["line"].tolist() == [3, 4]


def test_outliers_come_furthest_first_by_direction(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    flagged = demo_tracks[demo_tracks["is_outlier"]]
    counts = reads_data_room.outlier_counts(everything).set_index("outlier_reason")["n_tracks"]
    assert counts.to_dict() == flagged["outlier_reason"].value_counts().to_dict()
    outliers = reads_data_room.outliers(everything)
    assert len(outliers) == len(flagged)
    assert outliers["outlier_score"].abs().is_monotonic_decreasing
    heavy = reads_data_room.outliers(everything, "view-heavy", limit=3)
    assert set(heavy["outlier_reason"]) == {"view-heavy"}
    assert len(heavy) == min(3, counts["view-heavy"])


def test_a_picture_shows_so_many_of_each_the_same_every_time(everything: Selection) -> None:
    one = reads_data_room.scatter(everything, limit=5)
    assert (one["outlier_reason"] == "").sum() == 5
    assert (one["outlier_reason"] != "").sum() <= 5
    assert (one[["streams", "views"]] > 0).all(axis=None)
    pd.testing.assert_frame_equal(one, reads_data_room.scatter(everything, limit=5))
