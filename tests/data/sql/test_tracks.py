"""What the mart of tracks says beyond the rows: outliers, ratios."""

import pytest

from tests.data.conftest import CsvFile, imported, tracks


@pytest.mark.usefixtures("data_dir")
def test_outliers_are_flagged_with_their_direction(csv_file: CsvFile) -> None:
    usual = [
        {"Track": f"T{n}", "Stream": str(1000 + n), "Views": str(900 + 7 * n)} for n in range(40)
    ]
    imported(
        csv_file(*usual, {"Track": "seen", "Views": "99000000"}, {"Track": "heard", "Views": "2"})
    )
    flagged = tracks().query("is_outlier").set_index("track").outlier_reason
    assert flagged.to_dict() == {"seen": "view-heavy", "heard": "stream-heavy"}
