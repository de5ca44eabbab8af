"""Rows of the catalogue as its table shows and exports them."""

from collections.abc import Sequence

import pandas as pd

from analytics.catalogue.links import spotify_link, youtube_link
from analytics.catalogue.percentiles import PercentileGrid
from data.metrics import COUNTS


def presented(
    frame: pd.DataFrame, columns: Sequence[str], grid: PercentileGrid | None = None
) -> pd.DataFrame:
    """Return rows as a table shows and exports them.

    Parameters
    ----------
    frame : DataFrame
        Rows with their key first, and the columns that `columns` are made of.
    columns : sequence of str
        Columns to show, in order; `spotify` and `youtube` stand for safe links.
    grid : PercentileGrid or None
        With one, each metric is followed by its `<metric>_percentile`.
    """
    shown = {}
    for name in dict.fromkeys((str(frame.columns[0]), *columns)):
        shown[name] = _presented_column(frame, name)
        if grid is not None and name in grid.metrics:
            places = grid.percentiles(name, shown[name]).round(2)
            shown[f"{name}_percentile"] = pd.Series(places, index=frame.index)
    return pd.DataFrame(shown, index=frame.index)


def _presented_column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name == "spotify":
        uris = frame["spotify_uri"] if "spotify_uri" in frame else [None] * len(frame)
        pairs = zip(uris, frame["spotify_url"], strict=True)
        return pd.Series([spotify_link(*pair) for pair in pairs], index=frame.index, dtype=object)
    if name == "youtube":
        links = [youtube_link(url) for url in frame["youtube_url"]]
        return pd.Series(links, index=frame.index, dtype=object)
    if name in (*COUNTS, "n_tracks"):
        # Whole numbers stay whole where some are unknown.
        return frame[name].astype("Float64").astype("Int64")
    return frame[name].map(", ".join) if name in ("artists", "video_doubts") else frame[name]
