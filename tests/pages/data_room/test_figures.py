"""The pictures of the Data room."""

import pandas as pd

from pages.data_room import figures


def test_a_legend_names_only_what_is_drawn() -> None:
    sample = pd.DataFrame(
        {
            "track": ["a"],
            "artist": ["A"],
            "streams": [10.0],
            "views": [9000.0],
            "outlier_reason": ["view-heavy"],
        }
    )
    counts = pd.DataFrame({"outlier_reason": ["view-heavy"], "n_tracks": [1]})
    assert [trace.name for trace in figures.outliers(sample, counts).data] == ["View-heavy"]
