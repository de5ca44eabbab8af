"""What the Data room asks: rejected rows, quality by column, outliers."""

import pandas as pd

from data import published
from data.engine import warehouse
from data.selection import Selection


def quality(version: str) -> pd.DataFrame:
    """Return each column's filled, valid and distinct values, and their shares of rows read."""
    return warehouse.query(
        """
        select
            "column",
            n_rows,
            n_filled,
            n_valid,
            n_distinct,
            n_filled / n_rows as filled_share,
            n_valid / n_rows as valid_share,
            is_core
        from quality
        order by valid_share, "column"
        """,
        version,
    )


def reasons(version: str) -> pd.DataFrame:
    """Return how many rows were rejected for which kind of reason, by file.

    The value that the row had is left out of its reason, so that rows of one kind are one.
    """
    return warehouse.query(
        """
        with each_reason as (
            select file, captured_on, unnest(string_split(reasons, '; ')) as reason
            from rejects
        )

        select
            file,
            captured_on,
            regexp_replace(reason, '(".*"|[-+]?[0-9][0-9.e+-]*) is ', 'is ') as reason,
            count(*) as n_rows
        from each_reason
        group by all
        order by n_rows desc, file, captured_on, reason
        limit 50
        """,
        version,
    )


def rejects(version: str, limit: int | None = None) -> pd.DataFrame:
    """Return rejected rows with their reasons, in the order of their files."""
    return warehouse.query(
        """
        select file, captured_on, line, artist, track, reasons, row
        from rejects
        order by file, captured_on, line
        limit $most
        """,
        version,
        most=limit if limit is not None else 2**62,
    )


def tracks_per_artist(version: str) -> pd.DataFrame:
    """Return how many artists have how many tracks: captured_on, n_tracks, n_artists.

    An artist's tracks are the recordings that list them and that the capture has.
    """
    captures = published.manifest(version).captures
    if len(captures) == 1:
        rows = warehouse.query(
            "select n_tracks, count(*)::integer as n_artists from artists group by n_tracks",
            version,
        )
        return rows.assign(captured_on=captures[0])
    return warehouse.query(
        """
        with each_artist as (
            select snapshots.captured_on, track_artists.artist, count(*)::integer as n_tracks
            from snapshots
            inner join track_artists on snapshots.track_id = track_artists.track_id
            group by snapshots.captured_on, track_artists.artist
        )

        select captured_on, n_tracks, count(*)::integer as n_artists
        from each_artist
        group by captured_on, n_tracks
        """,
        version,
    )


def outlier_counts(selection: Selection) -> pd.DataFrame:
    """Return how many chosen tracks lean which way: columns outlier_reason, n_tracks."""
    return warehouse.query(
        """
        select outlier_reason, count(*) as n_tracks
        from chosen
        where is_outlier
        group by outlier_reason
        order by n_tracks desc
        """,
        selection,
    )


def outliers(selection: Selection, direction: str = "", limit: int | None = None) -> pd.DataFrame:
    """Return chosen tracks whose views do not fit their streams, the furthest first.

    Parameters
    ----------
    direction : {'', 'view-heavy', 'stream-heavy'}, default=''
        Only those that lean this way.
    """
    return warehouse.query(
        """
        select
            track,
            artist,
            streams,
            views,
            cross_platform_ratio,
            outlier_score,
            outlier_reason,
            video_title,
            channel
        from chosen
        where is_outlier and ($direction = '' or outlier_reason = $direction)
        order by abs(outlier_score) desc, track_id
        limit $most
        """,
        selection,
        direction=direction,
        most=limit if limit is not None else 2**62,
    )


def scatter(selection: Selection, limit: int = 1500) -> pd.DataFrame:
    """Return a fixed sample of chosen tracks for a picture: so many outliers, so many others."""
    return warehouse.query(
        """
        with sampled as (
            (
                select * from chosen
                where streams > 0 and views > 0 and is_outlier order by track_id limit $most
            )
            union all
            (
                select * from chosen
                where streams > 0 and views > 0 and not is_outlier order by track_id limit $most
            )
        )

        select track, artist, streams, views, coalesce(outlier_reason, '') as outlier_reason
        from sampled
        order by outlier_reason, track_id
        """,
        selection,
        most=limit,
    )
