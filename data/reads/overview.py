"""What the Overview asks: totals, distributions, the top, shares of groups, history."""

import pandas as pd

from data.engine import warehouse
from data.selection import Selection

BINS_PER_DECADE = 6
_HISTORY = (warehouse.SQL / "questions/history.sql").read_text()


def totals(selection: Selection) -> pd.Series:
    """Return one row of counts, sums, means and medians over the chosen tracks.

    The pooled engagement rate is all likes and comments over all views, of tracks that have all
    three; the official share is of tracks whose flag is known.
    """
    n_artists = "count(*) from artists"
    if not selection.is_everything:
        n_artists = "count(distinct artist) from (select unnest(artists) as artist from chosen)"
    return warehouse.query(
        f"""
        select
            count(*) as n_tracks,
            (select {n_artists}) as n_artists,
            sum(streams)::double as streams,
            sum(views)::double as views,
            count(streams) as n_streams,
            count(views) as n_views,
            median(streams) as median_streams,
            median(views) as median_views,
            avg(engagement_rate) as engagement_mean,
            median(engagement_rate) as engagement_median,
            sum(likes + comments) filter (where engagement_rate is not null)::double
            / sum(views) filter (where engagement_rate is not null) as engagement_pooled,
            count(engagement_rate) as n_engagement,
            avg(has_official_video::int) as official_video_share,
            count(has_official_video) as n_official_known,
            count(*) filter (where is_outlier) as n_outliers
        from chosen
        """,
        selection,
    ).iloc[0]


def distribution(selection: Selection) -> pd.DataFrame:
    """Return how many tracks fall into each bin of streams and of views.

    Returns
    -------
    DataFrame with columns metric, bin, n_tracks
        A bin is a sixth of a power of ten: from 10^(bin/6) up to 10^((bin+1)/6). Zero counts
        are not in it.
    """
    return warehouse.query(
        """
        with counts as (
            select 'streams' as metric, streams as n_plays from chosen where streams > 0
            union all
            select 'views' as metric, views as n_plays from chosen where views > 0
        )

        select metric, floor(log10(n_plays) * $bins)::int as bin, count(*) as n_tracks
        from counts
        group by metric, bin
        order by metric, bin
        """,
        selection,
        bins=BINS_PER_DECADE,
    )


def top_tracks(selection: Selection, limit: int = 10) -> pd.DataFrame:
    """Return the most streamed tracks."""
    return warehouse.query(
        """
        select track_id, track, artist, streams, views, has_official_video
        from chosen
        order by streams desc nulls last, track_id
        limit $most
        """,
        selection,
        most=limit,
    )


def top_artists(selection: Selection, limit: int = 10) -> pd.DataFrame:
    """Return the artists with the most streams; a shared recording counts for each of them."""
    if selection.is_everything:
        return warehouse.query(
            """
            select artist, n_tracks, streams::double as streams, views::double as views
            from artists
            order by streams desc nulls last, artist
            limit $most
            """,
            selection,
            most=limit,
        )
    return warehouse.query(
        """
        select
            listed.artist,
            count(*) as n_tracks,
            sum(chosen.streams)::double as streams,
            sum(chosen.views)::double as views
        from chosen, unnest(artists) as listed(artist)
        group by listed.artist
        order by streams desc nulls last, listed.artist
        limit $most
        """,
        selection,
        most=limit,
    )


def shares(selection: Selection) -> pd.DataFrame:
    """Return each group's share of tracks, streams and views.

    Returns
    -------
    DataFrame with columns split, name, n_tracks, tracks, streams, views, median_streams
        `split` is 'album_type' or 'official_video'; shares are 0 to 1 within it.
    """
    return warehouse.query(
        """
        with members as (
            select 'album_type' as split, album_type as name, streams, views from chosen
            union all
            select
                'official_video' as split,
                if(has_official_video, 'with', 'without') as name,
                streams,
                views
            from chosen
            where has_official_video is not null
        ),

        grouped as (
            select
                split,
                name,
                count(*) as n_tracks,
                sum(streams)::double as streams,
                sum(views)::double as views,
                median(streams) as median_streams
            from members
            where name is not null
            group by split, name
        )

        select
            split,
            name,
            n_tracks,
            n_tracks / sum(n_tracks) over (partition by split) as tracks,
            streams / sum(streams) over (partition by split) as streams,
            views / sum(views) over (partition by split) as views,
            median_streams
        from grouped
        order by split, n_tracks desc
        """,
        selection,
    )


def history(selection: Selection) -> pd.DataFrame:
    """Return the chosen tracks' figures as they stood at each capture, oldest first.

    A track counts from its first capture on, with its latest counts up to then. The rank
    correlation is Spearman's, of streams and views.
    """
    return warehouse.query(_HISTORY, selection)


def growth(selection: Selection) -> pd.DataFrame:
    """Return how streams and views grew from each capture day to the next, on the same tracks.

    Returns
    -------
    DataFrame with columns since, until, n_tracks, streams_before, streams, views_before, views
        Sums over the tracks that have a count at both captures.
    """
    return warehouse.query(
        """
        with days as (
            select day as until, lag(day) over (order by day) as since
            from (select distinct captured_on as day from snapshots)
        ),

        steps as (
            select
                track_id,
                captured_on as until,
                lag(captured_on) over each_track as since,
                streams,
                lag(streams) over each_track as streams_before,
                views,
                lag(views) over each_track as views_before
            from snapshots
            where track_id in (select track_id from chosen)
            window each_track as (partition by track_id order by captured_on)
        )

        select
            since,
            until,
            count(*) as n_tracks,
            sum(streams_before) filter (where streams is not null)::double as streams_before,
            sum(streams) filter (where streams_before is not null)::double as streams,
            sum(views_before) filter (where views is not null)::double as views_before,
            sum(views) filter (where views_before is not null)::double as views
        from steps
        inner join days using (since, until)
        group by since, until
        order by until
        """,
        selection,
    )


def risers(selection: Selection, limit: int = 10) -> pd.DataFrame:
    """Return the tracks that gained the most streams since their capture before the last."""
    return warehouse.query(
        """
        select track, artist, streams_gained as gained, streams, growth_since as since
        from chosen
        where streams_gained is not null
        order by streams_gained desc, track_id
        limit $most
        """,
        selection,
        most=limit,
    )
