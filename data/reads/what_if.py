"""What the What-if page asks: where to start from, and what a new track's artists have done."""

import numpy as np
import pandas as pd

from data.engine import warehouse
from data.metrics import AUDIO_FEATURES, COUNTS
from data.reads import tracks as reads
from data.selection import Selection

N_QUANTILES = 1_001
SAMPLE = 200_000
"""Tracks that say what is typical; all of them in a smaller catalogue."""
_FLAGS = ("has_official_video", "is_licensed")
_STATISTICS = ("mean", "median", "best", "worst", "spread")
_BACK = (
    *("back_n_tracks", "back_single_share", "back_video_share"),
    *(f"back_{count}_{statistic}" for count in COUNTS for statistic in _STATISTICS),
)

# The mart's own formula, asked for tracks that it does not have.
_BACK_CATALOGUE = f"""
with stg_listed as materialized ({(warehouse.SQL / "questions/tracks_as_new.sql").read_text()}),
stg_back_catalogue as ({(warehouse.SQL / "staging/stg_back_catalogue.sql").read_text()})
select
    track_id::integer as row_no,
    max(columns('^((?:back|album)_.*)$'))::double as '\\1'
from stg_back_catalogue
group by track_id
order by row_no"""

_SAMPLED = "lot < $share"


def middle(version: str, artist: str | None = None) -> pd.DataFrame:
    """Return what is typical of an artist's tracks, or of the catalogue's, in one row.

    Columns `n_tracks`, the median of each audio feature, the most frequent `album_type`, whether
    most have each flag, and the medians of what artists' other tracks did; a new title has no
    other versions.
    """
    audio = ", ".join(f"median({name})::double as {name}" for name in AUDIO_FEATURES)
    flags = ", ".join(f"avg({name}::integer) >= 0.5 as {name}" for name in _FLAGS)
    back = ", ".join(f"median({name})::double as {name}" for name in _BACK)
    return warehouse.query(
        f"""select count(*) as n_tracks, mode(album_type) as album_type, {audio}, {flags}, {back},
            0.0 as back_versions_n, null::double as back_versions_streams_best,
            null::double as back_versions_views_best
        from tracks where {_SAMPLED if artist is None else reads.OF_ARTIST}""",
        version,
        **(
            {"share": reads.share(Selection(version), SAMPLE)}
            if artist is None
            else {"artist": artist}
        ),
    )


def back_catalogue(version: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Return what the catalogue says of the artists of tracks, as if each were new.

    Parameters
    ----------
    asked : DataFrame with columns row_no, track_id, artist, album, track, channel
        One row per track and listed artist. All but `row_no` and `artist` may be missing; of a
        track with a `track_id` of the catalogue, that recording is left out. Names count whatever
        their case.

    Returns
    -------
    DataFrame with columns row_no, back_*, album_*, channel_n_tracks
        As in the mart: tracks of the same album count under `album_` only, and of several artists
        the best stands. A track that the catalogue does not have leaves out those of the same
        title as well.
    """
    columns = ("row_no", "track_id", "artist", "album", "track")
    table = warehouse.query(_BACK_CATALOGUE, version, **_values(asked, columns))
    if asked["channel"].isna().all():
        return table.assign(channel_n_tracks=np.nan)
    return table.merge(_channels(version, asked), on="row_no", how="left")


def _values(asked: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, list[object]]:
    return {name: [None if pd.isna(v) else v for v in asked[name]] for name in columns}


def _channels(version: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Return how many tracks each channel has, the asked one among them."""
    once = asked.dropna(subset=["channel"]).drop_duplicates("row_no")
    return warehouse.query(
        """with asked as (
            select
                unnest($row_no::integer[]) as row_no,
                unnest($track_id::varchar[]) as track_id,
                unnest($channel::varchar[]) as channel
        )
        select asked.row_no, 1.0 + count(tracks.track_id) as channel_n_tracks
        from asked
        left join tracks
            on asked.channel = tracks.channel and tracks.track_id is distinct from asked.track_id
        group by asked.row_no""",
        version,
        **_values(once, ("row_no", "track_id", "channel")),
    )


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
    spans = warehouse.query(
        f"select {names} from tracks where {_SAMPLED}",
        version,
        share=reads.share(Selection(version), SAMPLE),
    ).iloc[0]
    unknown = [np.nan] * 3
    rows = [(name, *(unknown if spans[name] is None else spans[name])) for name in AUDIO_FEATURES]
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
