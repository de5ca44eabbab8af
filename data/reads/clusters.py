"""What the clusters page asks beside the tracks themselves: the hit threshold, a track by name."""

import pandas as pd

from data.engine import warehouse
from data.selection import Selection

HIT_QUANTILE = 0.9
MAX_FOUND = 20


def hit_threshold(version: str) -> float:
    """Return the streams from which on a track of the whole version is a hit; NaN if unknown."""
    found = warehouse.query(
        "select quantile_cont(streams, $share) as streams from tracks where streams is not null",
        version,
        share=HIT_QUANTILE,
    )
    return float(found.streams.astype(float).iloc[0])


def find(selection: Selection, text: str) -> pd.DataFrame:
    """Return tracks whose title or artists contain a text, accents and case aside.

    Returns
    -------
    DataFrame with columns track_id, track, artist
        The most streamed first, at most `MAX_FOUND`.
    """
    return warehouse.query(
        """select track_id, track, artist
        from chosen
        where contains(search_text, folded($text))
        order by streams desc nulls last, track_id
        limit $most""",
        selection,
        text=text.strip(),
        most=MAX_FOUND,
    )
