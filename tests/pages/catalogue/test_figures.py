"""The pictures of the catalogue page."""

import pandas as pd

from pages.catalogue import figures


def test_a_corner_is_named_where_a_dot_lies_in_it() -> None:
    sample = pd.DataFrame(
        {
            "track": ["a", "b"],
            "artist": ["A", "B"],
            "streams": [1.0, 2.0],
            "views": [1.0, 2.0],
            "verdict": ["spotify", "as expected"],
            "views_vs_usual": [0.5, 0.2],
            "streams_vs_usual": [3.0, 0.4],
            "streams_ratio": [2.0, 1.0],
            "sureness": [0.99, 0.2],
        }
    )
    named = [note.text for note in figures.balance_map(sample, "Balance").layout.annotations]
    assert named == ["Streams alone above usual", "Below usual on both"]
    # These name places, not dots: no dot has a corner's colour.
    assert not any("●" in text for text in named)
