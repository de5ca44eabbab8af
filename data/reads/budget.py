"""What a budget is planned on: tracks without an official video, and what others tell of them."""

import dataclasses
from collections.abc import Sequence

import pandas as pd

from data.engine import warehouse
from data.reads import tracks as reads
from data.selection import Selection

MAX_TRACKS = 60_000
"""Up to so many tracks every one counts; above, those of a sample of artists."""


def views_per_stream(version: str) -> float:
    """Return views for each stream, pooled over the version's tracks with an official video.

    Returns
    -------
    float >= 0
        0 where no such track has both counts.
    """
    pooled = warehouse.query(
        """select sum(views) / nullif(sum(streams), 0) as views_per_stream
        from tracks
        where has_official_video and views is not null and streams is not null""",
        version,
    )["views_per_stream"][0]
    return float(pooled) if pd.notna(pooled) else 0.0


def known_streams(selection: Selection) -> pd.DataFrame:
    """Return the tracks whose streams are known, of the whole version, whatever the filter.

    Returns
    -------
    DataFrame of shape (n_tracks, 3), ordered by `track_id`
        `track_id`, `artist` and `streams`.
    """
    everything = Selection(selection.version)
    columns = ("track_id", "artist", "streams")
    tracks = reads.whole_artists(everything, columns, at_most=MAX_TRACKS)
    return tracks.dropna(subset=["streams"], ignore_index=True)


def candidates(selection: Selection) -> pd.DataFrame:
    """Return the chosen tracks that are known to have no official video, with all columns."""
    if selection.official_video:
        return reads.tracks(selection, sample=0)
    without = dataclasses.replace(selection, official_video=False)
    return reads.whole_artists(without, reads.columns(selection.version), at_most=MAX_TRACKS)


def promoted(selection: Selection, columns: Sequence[str]) -> pd.DataFrame:
    """Return the chosen tracks whose platforms are compared, ordered by `track_id`."""
    return reads.whole_artists(selection, columns, at_most=MAX_TRACKS)
