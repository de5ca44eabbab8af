"""Rows as the table shows and exports them."""

import pandas as pd

from analytics.catalogue.percentiles import percentile_grid
from analytics.catalogue.table import presented


def test_presented_rows_keep_whole_numbers_and_their_columns():
    rows = pd.DataFrame(
        {"track_id": ["a", "b"], "streams": [5.0, None], "artists": [["x", "y"], ["z"]]}
    )
    grid = percentile_grid(rows[["streams"]])
    shown = presented(rows, ("artists", "streams"), grid)
    assert list(shown) == ["track_id", "artists", "streams", "streams_percentile"]
    assert shown["streams"].tolist() == [5, pd.NA]
    assert shown["artists"].tolist() == ["x, y", "z"]


def test_links_are_made_safe_and_other_columns_stay_out():
    rows = pd.DataFrame(
        {
            "track_id": ["a", "b"],
            "spotify_uri": ["spotify:track:0d28khcov6AiegSCpG5TuT", None],
            "spotify_url": ["https://evil.example", "javascript:alert(1)"],
            "youtube_url": ["https://youtu.be/x", "https://evil.example"],
        }
    )
    shown = presented(rows, ("spotify", "youtube"))
    assert list(shown) == ["track_id", "spotify", "youtube"]
    track = "https://open.spotify.com/track/0d28khcov6AiegSCpG5TuT"
    assert shown["spotify"].tolist() == [track, None]
    assert shown["youtube"].tolist() == ["https://youtu.be/x", None]
