"""What the What-if page asks: where to start from, and an artist's standing for a new track."""

import numpy as np
import pandas as pd

from data.engine import warehouse
from data.metrics import AUDIO_FEATURES, COUNTS
from data.reads import tracks as reads
from data.selection import Selection

STATISTICS = {
    "mean": "avg",
    "median": "median",
    "best": "max",
    "worst": "min",
    "spread": "stddev_samp",
}
ALBUM_STATISTICS = ("mean", "best")
N_QUANTILES = 1_001
SAMPLE = 200_000
"""Tracks that say what is typical; all of them in a smaller catalogue."""
MAX_FOUND = reads.MAX_FOUND
_FLAGS = ("has_official_video", "is_licensed")
_BACK = tuple(f"back_{m}_{s}" for m in COUNTS for s in STATISTICS)
_SHARES = ("back_single_share", "back_video_share")
_VERSIONS = ("back_versions_n", "back_versions_streams_best", "back_versions_views_best")
_ALBUM = tuple(f"album_{m}_{s}" for m in COUNTS for s in ALBUM_STATISTICS)


def _statistic(name: str) -> str:
    """Return the aggregate that a column of other tracks is: back_streams_mean, ..."""
    kind, count, statistic = name.split("_")
    same = "same_album" if kind == "album" else "not same_album"
    return f"{STATISTICS[statistic]}({count}) filter (where {same}) as {name}"


# The mart's own formulas, see stg_back_catalogue.sql.
_STANDING = f"""
with asked as (
    select
        unnest($row_no::integer[]) as row_no,
        lower(unnest($artist::varchar[])) as artist,
        lower(unnest($album::varchar[])) as album,
        lower(unnest($track::varchar[])) as track,
        version_stem(unnest($track::varchar[])) as stem,
        unnest($channel::varchar[]) as channel
),

found as materialized (
    select asked.*, track_artists.track_id, track_artists.track_draw
    from asked
    inner join track_artists
        on artist_draw(asked.artist) = track_artists.draw
        and asked.artist = lower(track_artists.artist)
),

-- Only where the artists' tracks lie is anything read.
nearby as (select * from tracks where draw in (select track_draw from found)),

listed as (
    select
        asked.row_no,
        asked.artist,
        coalesce(lower(tracks.album) = asked.album, false) as same_album,
        coalesce(version_stem(tracks.track) = asked.stem, false) as same_stem,
        coalesce(tracks.album_type = 'single', false)::integer as is_single,
        tracks.has_official_video::integer as has_video,
        {", ".join(f"ln(1 + tracks.{m}) as {m}" for m in COUNTS)}
    from found as asked
    inner join nearby as tracks
        on asked.track_draw = tracks.draw and asked.track_id = tracks.track_id
    where asked.track is null or lower(tracks.track) <> asked.track
),

by_artist as (
    select
        row_no,
        artist,
        count(*) filter (where not same_album) as back_n,
        count(*) filter (where same_album) as album_n,
        count(*) filter (where same_stem and not same_album) as back_versions_n,
        max(streams) filter (where same_stem and not same_album) as back_versions_streams_best,
        max(views) filter (where same_stem and not same_album) as back_versions_views_best,
        avg(is_single) filter (where not same_album) as back_single_share,
        avg(has_video) filter (where not same_album) as back_video_share,
        {", ".join(map(_statistic, (*_BACK, *_ALBUM)))}
    from listed group by row_no, artist
),

best as (
    select
        row_no,
        max(back_n)::double as back_n_tracks,
        max(album_n)::double as album_n_tracks,
        {", ".join(f"max({name}) as {name}" for name in (*_BACK, *_VERSIONS, *_SHARES, *_ALBUM))}
    from by_artist group by row_no
),

channels as (
    select channel, any_value(channel_n_tracks)::double as channel_n_tracks
    from tracks where channel in (select channel from asked) group by channel
),

once as (select row_no, max(channel) as channel from asked group by row_no)

select
    once.row_no,
    best.* exclude (row_no) replace (
        coalesce(back_n_tracks, 0) as back_n_tracks,
        coalesce(back_versions_n, 0) as back_versions_n,
        coalesce(album_n_tracks, 0) as album_n_tracks
    ),
    channels.channel_n_tracks
from once
left join best on once.row_no = best.row_no
left join channels on once.channel = channels.channel
order by once.row_no"""


_DRAWN = "draw < $share"


def track(version: str, track_id: str) -> pd.DataFrame:
    """Return a track with all columns of the mart; no row where there is none of that id."""
    return warehouse.query("select * from tracks where track_id = $id", version, id=track_id)


find = reads.find


def middle(version: str, artist: str | None = None) -> pd.DataFrame:
    """Return what is typical of an artist's tracks, or of the catalogue's, in one row.

    Columns `n_tracks`, the median of each audio feature, the most frequent `album_type`, whether
    most have each flag, and the medians of what artists' other tracks did; a new title has no
    other versions.
    """
    audio = ", ".join(f"median({name})::double as {name}" for name in AUDIO_FEATURES)
    flags = ", ".join(f"avg({name}::integer) >= 0.5 as {name}" for name in _FLAGS)
    back = ", ".join(
        f"median({name})::double as {name}" for name in ("back_n_tracks", *_BACK, *_SHARES)
    )
    return warehouse.query(
        f"""select count(*) as n_tracks, mode(album_type) as album_type, {audio}, {flags}, {back},
            0.0 as back_versions_n, null::double as back_versions_streams_best,
            null::double as back_versions_views_best
        from tracks where {_DRAWN if artist is None else reads.OF_ARTIST}""",
        version,
        **(
            {"share": reads.share(Selection(version), SAMPLE)}
            if artist is None
            else {"artist": artist}
        ),
    )


def standing(version: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Return what the catalogue says of the artists of tracks that are not in it.

    Parameters
    ----------
    asked : DataFrame with columns row_no, artist, album, track, channel
        One row per track and listed artist; `album`, `track` and `channel` may be missing.
        Names count whatever their case.

    Returns
    -------
    DataFrame with columns row_no, back_*, album_*, channel_n_tracks
        As in the mart: tracks of the same album count under `album_` only, a track of the same
        title not at all, and of several artists the best stands.
    """
    columns = ("row_no", "artist", "album", "track", "channel")
    values = {name: [None if pd.isna(v) else v for v in asked[name]] for name in columns}
    return warehouse.query(_STANDING, version, **values)


def quantiles(version: str, column: str = "streams") -> pd.Series:
    """Return `N_QUANTILES` equally spaced quantiles of a count over the whole version."""
    if column not in COUNTS:
        raise ValueError(f"{column} is no count")
    counts = warehouse.query(f"select {column} from tracks where {column} is not null", version)
    # Sorting once is quicker than asking the database for a thousand quantiles.
    shares = np.linspace(0, 1, N_QUANTILES)
    return counts[column].astype("float64").quantile(shares).reset_index(drop=True)


def ranges(version: str) -> pd.DataFrame:
    """Return what each audio feature spans: feature, low (0.1 %), middle, high (99.9 %)."""
    names = ", ".join(
        f"quantile_cont({name}::double, [0.001, 0.5, 0.999]) as {name}" for name in AUDIO_FEATURES
    )
    found = warehouse.query(
        f"select {names} from tracks where {_DRAWN}",
        version,
        share=reads.share(Selection(version), SAMPLE),
    ).iloc[0]
    unknown = [np.nan] * 3
    rows = [(name, *(unknown if found[name] is None else found[name])) for name in AUDIO_FEATURES]
    return pd.DataFrame(rows, columns=["feature", "low", "middle", "high"])


def reactions(version: str) -> pd.DataFrame:
    """Return how likes and comments follow from views: name, constant and slope of their logs."""
    asked = " union all by name ".join(
        f"""select
            '{name}' as name,
            regr_intercept(ln(1 + {name}), ln(1 + views)) as constant,
            regr_slope(ln(1 + {name}), ln(1 + views)) as slope
        from tracks where {name} is not null and views is not null"""
        for name in ("likes", "comments")
    )
    return warehouse.query(asked, version).dropna()
