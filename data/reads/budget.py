"""What a budget is planned on: tracks without an official video, and what others tell of them."""

import dataclasses
from collections.abc import Sequence

import pandas as pd

from data import published
from data.engine import warehouse
from data.reads import tracks as reads
from data.selection import Selection

DAYS_A_MONTH = 365.25 / 12
DOUBTFUL = "is_doubtful_video"
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
    """Return the tracks without an official video whose streams are known, whatever the filter.

    Returns
    -------
    DataFrame of shape (n_tracks, 3), ordered by `track_id`
        `track_id`, `artist` and `streams`.
    """
    without = Selection(selection.version, official_video=False)
    columns = ("track_id", "artist", "streams")
    tracks = reads.whole_artists(without, columns, at_most=MAX_TRACKS)
    return tracks.dropna(subset=["streams"], ignore_index=True)


def candidates(selection: Selection) -> pd.DataFrame:
    """Return the chosen tracks that are known to have no official video, with all columns."""
    if selection.official_video:
        return reads.tracks(selection, sample=0)
    without = dataclasses.replace(selection, official_video=False)
    return reads.whole_artists(without, reads.columns(selection.version), at_most=MAX_TRACKS)


def monthly_streams(selection: Selection, *, min_days: int) -> pd.Series:
    """Return what the chosen tracks got a month between their last two captures.

    Parameters
    ----------
    selection : Selection
    min_days : int
        Tracks whose last two captures lie closer together are left out.

    Returns
    -------
    Series of float >= 0, by `track_id`
        A count that fell counts as none. Empty where there is one capture.
    """
    if len(published.manifest(selection.version).captures) < 2:
        return pd.Series(dtype=float)
    rates = warehouse.query(
        """with counted as (
            select
                snapshots.track_id,
                snapshots.streams - lag(snapshots.streams) over captures as gained,
                snapshots.captured_on - lag(snapshots.captured_on) over captures as days,
                row_number() over (
                    partition by snapshots.track_id order by snapshots.captured_on desc
                ) as place
            from snapshots
            inner join chosen on snapshots.track_id = chosen.track_id
            where snapshots.streams is not null and chosen.has_official_video = false
            window captures as (
                partition by snapshots.track_id order by snapshots.captured_on
            )
        )

        select track_id, greatest(gained, 0) * $month / days as monthly
        from counted
        where place = 1 and days >= $min_days
        order by track_id""",
        selection,
        month=DAYS_A_MONTH,
        min_days=min_days,
    )
    return rates.set_index("track_id")["monthly"].astype(float)


def promoted(selection: Selection, columns: Sequence[str], *, with_doubtful: bool) -> pd.DataFrame:
    """Return the chosen tracks whose platforms are compared, ordered by `track_id`.

    Parameters
    ----------
    selection : Selection
    columns : sequence of str
    with_doubtful : bool
        Whether those are among them whose video, and so whose views, may be somebody else's.
    """
    tracks = reads.whole_artists(selection, (*columns, DOUBTFUL), at_most=MAX_TRACKS)
    is_doubtful = tracks.pop(DOUBTFUL).fillna(False).astype(bool)
    return tracks if with_doubtful else tracks[~is_doubtful].reset_index(drop=True)
