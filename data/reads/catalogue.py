"""What the catalogue page asks: pages of tracks and artists, one artist, balance over all rows.

Names of columns reach SQL only from the fixed lists here; values only as parameters. `chosen` is
named once in each question, so that DuckDB reads no more of it than the question needs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data import published
from data.engine import warehouse
from data.errors import BadOption
from data.metrics import AUDIO_FEATURES, COUNTS
from data.reads import tracks as reads
from data.selection import Selection

DERIVED = ("engagement_rate", "cross_platform_ratio", "audio_positivity")
GROWTH = ("streams_gained", "views_gained", "streams_growth")
"""Since the capture before; known where there are several."""
TRACK_METRICS = (*COUNTS, *GROWTH, *DERIVED, *AUDIO_FEATURES)
TRACK_COLUMNS = (
    "track",
    "artist",
    "artists",
    "album",
    "album_type",
    *TRACK_METRICS,
    "has_official_video",
    "is_licensed",
    "outlier_reason",
    "channel",
    "video_title",
    "video_doubts",
    "spotify_uri",
    "spotify_url",
    "youtube_url",
    "captured_on",
    "growth_since",
)
ARTIST_METRICS = (
    "n_tracks",
    *COUNTS,
    *GROWTH,
    "engagement_rate",
    "official_video_share",
    *AUDIO_FEATURES,
)
ARTIST_COLUMNS = ("artist", *ARTIST_METRICS, "spotify_url")
BACK = ("back_streams_mean", "back_views_mean")
"""The artist's other tracks, as platform balance needs them."""

COLUMNS = {"track": TRACK_COLUMNS, "artist": ARTIST_COLUMNS}
KEYS = {"track": "track_id", "artist": "artist"}
METRICS = {"track": TRACK_METRICS, "artist": ARTIST_METRICS}

SAMPLE = 200_000
"""Rows from which percentiles are taken where the catalogue is larger."""

_LINKS = (
    "growth_since",
    "artists",
    "outlier_reason",
    "video_title",
    "video_doubts",
    "spotify_uri",
    "spotify_url",
    "youtube_url",
)
SORTS = {
    kind: tuple(name for name in columns if name not in _LINKS) for kind, columns in COLUMNS.items()
}
"""Columns by which a table may be sorted."""

_ORDER = {
    "track": {
        "track": "search_text",
        **{name: f"folded({name})" for name in ("artist", "album", "album_type", "channel")},
    },
    "artist": {"artist": "search_text"},
}
"""What text columns are sorted by; the text that is searched begins with the title or name."""
# The mart `artists` sums over every recording; a filtered catalogue has to be summed again.
_FILTERED_ARTISTS = f"""(
    select
        listed.artist as artist,
        count(*)::integer as n_tracks,
        sum(streams)::bigint as streams,
        sum(views)::bigint as views,
        sum(likes)::bigint as likes,
        sum(comments)::bigint as comments,
        sum(streams_gained)::bigint as streams_gained,
        sum(views_gained)::bigint as views_gained,
        sum(streams_gained) / nullif(sum(streams - streams_gained), 0) as streams_growth,
        sum(likes + comments) filter (where views > 0)
        / sum(views) filter (where views > 0 and likes + comments is not null) as engagement_rate,
        avg(has_official_video::integer) as official_video_share,
        max(spotify_url) filter (where listed.artist = chosen.artist) as spotify_url,
        folded(listed.artist) as search_text,
        artist_lot(listed.artist) as lot,
        {", ".join(f"avg({name}) as {name}" for name in AUDIO_FEATURES)}
    from chosen, unnest(artists) as listed(artist)
    group by listed.artist
)"""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which rows of a table, in which order.

    Parameters
    ----------
    kind : {'track', 'artist'}
        What a row is.
    search : str
        Words that title and artists (or an artist's name) hold, in any order, accents and case
        aside; empty: all rows.
    sort : str
        One of `SORTS[kind]`.
    descending : bool
        Whether the highest come first; unknown values come last either way.
    artist : str or None
        Only tracks that list this artist.
    is_doubtful : bool or None
        Only tracks whose video may not be their own, or only the others.
    """

    kind: str = "track"
    search: str = ""
    sort: str = "streams"
    descending: bool = True
    artist: str | None = None
    is_doubtful: bool | None = None

    def __post_init__(self) -> None:
        if self.kind not in COLUMNS:
            raise BadOption(f"A catalogue lists {', '.join(COLUMNS)}, not '{self.kind}'.")
        if self.sort not in SORTS[self.kind]:
            raise BadOption(
                f"A table of {self.kind}s cannot be sorted by '{self.sort}'.",
                hint=f"Choose one of {', '.join(SORTS[self.kind])}.",
            )


def offered(selection: Selection, kind: str) -> tuple[str, ...]:
    """Return a table's columns, those of growth only where there are several captures."""
    has_history = published.manifest(selection.version).has_history
    ours = (*GROWTH, "growth_since")
    return tuple(name for name in COLUMNS[kind] if has_history or name not in ours)


def rows(
    selection: Selection, listing: Listing, *, columns: Sequence[str], limit: int, offset: int = 0
) -> pd.DataFrame:
    """Return one page of a table: the key and the columns asked for, in the listing's order."""
    sql = f"{_ordered(selection, listing, columns)} limit $limit offset $offset"
    values = _values(listing) | {"limit": int(limit), "offset": int(offset)}
    return warehouse.query(sql, selection, **values)


def all_rows(
    selection: Selection, listing: Listing, *, columns: Sequence[str], batch: int = 10_000
) -> Iterator[pd.DataFrame]:
    """Yield every row of a table, in the same order and columns as its pages."""
    sql = _ordered(selection, listing, columns)
    for part in warehouse.batches(sql, selection, rows=batch, **_values(listing)):
        yield part.to_pandas()


def count(selection: Selection, listing: Listing) -> int:
    """Count the rows of a table over all its pages."""
    sql = f"select count(*) as n from {_source(selection, listing.kind)} {_where(listing)}"
    return int(warehouse.query(sql, selection, **_values(listing))["n"].iloc[0])


def these(selection: Selection, kind: str, keys: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some tracks or artists among the chosen, in the order asked for."""
    back = BACK if kind == "track" else ()
    names = ", ".join(dict.fromkeys((KEYS[kind], *COLUMNS[kind], *back)))
    wanted = {f"key_{number}": key for number, key in enumerate(keys)}
    among = f"{KEYS[kind]} in ({', '.join(f'${name}' for name in wanted) or 'null'})"
    # Where they lie is looked up first; then most of the wide rows are passed over.
    sql = f"""
        select {names} from {_source(selection, kind)}
        where lot in (select lot from {kind}s where {among}) and {among}"""
    rows = warehouse.query(sql, selection, **wanted).set_index(KEYS[kind], drop=False)
    return rows.loc[[key for key in keys if key in rows.index]].reset_index(drop=True)


def measures(selection: Selection, kind: str) -> pd.DataFrame:
    """Return the metrics of every row, or of a repeatable sample where there are too many."""
    names, key, source = ", ".join(METRICS[kind]), KEYS[kind], _source(selection, kind)
    known = published.manifest(selection.version)
    total = known.recordings if kind == "track" else known.artists
    sql = f"select {names} from {source} where lot < $share order by {key}"
    return warehouse.query(sql, selection, share=SAMPLE / max(total, 1))


def artist_tracks(selection: Selection, artist: str) -> pd.DataFrame:
    """Return an artist's chosen tracks with what platform balance needs, most streamed first."""
    names = ", ".join((*TRACK_COLUMNS, *BACK))
    sql = f"""
        select track_id, {names} from chosen
        where {reads.OF_ARTIST} order by streams desc nulls last, track_id"""
    return warehouse.query(sql, selection, artist=artist)


def captures(selection: Selection, track_id: str) -> pd.DataFrame:
    """Return a track's counts at each capture, oldest first: captured_on, streams, views."""
    sql = """
        select captured_on, streams, views from snapshots
        where track_id = $track_id order by captured_on"""
    return warehouse.query(sql, selection, track_id=track_id)


def partners(selection: Selection, artist: str) -> pd.DataFrame:
    """Return who an artist shares recordings with: artist, n_tracks, streams; most shared first."""
    sql = f"""
        select
            partner.artist as artist,
            count(*)::integer as n_tracks,
            sum(streams)::bigint as streams,
            max_by(track, coalesce(streams, -1)) as most_streamed
        from (
            select artists, streams, track from chosen
            where n_artists > 1 and {reads.OF_ARTIST}
        ), unnest(artists) as partner(artist)
        where partner.artist <> $artist
        group by partner.artist
        order by n_tracks desc, streams desc nulls last, partner.artist"""
    return warehouse.query(sql, selection, artist=artist)


def totals(selection: Selection, top_streams: float) -> pd.Series:
    """Return n_tracks, streams, views, and how much of the streams tracks from a bound on hold."""
    sql = """
        select
            count(*) as n_tracks,
            sum(streams)::double as streams,
            sum(views)::double as views,
            sum(streams) filter (where streams >= $top)::double as top_streams
        from chosen"""
    return warehouse.query(sql, selection, top=float(top_streams)).iloc[0]


_JUDGED = """(
    select
        *,
        ln(1 + streams) - expected as log_ratio,
        greatest($spread_at_0 + $spread_slope * expected, $spread_least) as spread
    from (
        select
            {columns},
            $constant
            + $views * ln(1 + views)
            + $views_above_1 * greatest(ln(1 + views) - $knot_1, 0)
            + $views_above_2 * greatest(ln(1 + views) - $knot_2, 0)
            + $back_streams * coalesce(back_streams_mean, $fill_streams)
            + $back_views * coalesce(back_views_mean, $fill_views)
            + $new * (back_streams_mean is null)::integer as expected
        from chosen
        where streams is not null and views is not null and (not is_outlier or $with_outliers)
    )
)"""
BALANCE_COLUMNS = (
    "track_id",
    "track",
    "artist",
    "artists",
    "streams",
    "views",
    "has_official_video",
    "outlier_reason",
    "channel",
    *BACK,
)


def balance_ranking(
    selection: Selection,
    expectation: Mapping[str, float],
    *,
    ahead_on: str,
    limit: int,
    with_outliers: bool = False,
) -> pd.DataFrame:
    """Return the tracks furthest ahead on a platform, `BALANCE_COLUMNS`, furthest first.

    Parameters
    ----------
    expectation : mapping of str to float
        `analytics.catalogue.balance.Expectation.parameters()`; the formula is its.
    ahead_on : {'spotify', 'youtube'}
        Which end of the ranking.
    with_outliers : bool, default=False
        Whether tracks flagged as outliers are ranked too.
    """
    names = ", ".join(BALANCE_COLUMNS)
    side, beyond = ("desc", "> $limit_high") if ahead_on == "spotify" else ("asc", "< $limit_low")
    sql = f"""
        select {names} from {_JUDGED.format(columns=names + ", is_outlier")}
        where log_ratio / spread {beyond}
        order by log_ratio / spread {side}, track_id limit $limit"""
    limit_name = "limit_high" if ahead_on == "spotify" else "limit_low"
    used = {name: value for name, value in expectation.items() if not name.startswith("limit_")}
    used[limit_name] = expectation[limit_name]
    return warehouse.query(sql, selection, **used, limit=limit, with_outliers=with_outliers)


def balance_counts(
    selection: Selection, expectation: Mapping[str, float], *, with_outliers: bool = False
) -> dict[str, int]:
    """Count judged tracks, and those ahead on either platform: n_tracks, spotify, youtube."""
    source = _JUDGED.format(columns="streams, views, back_streams_mean, back_views_mean")
    sql = f"""
        select
            count(*) as n_tracks,
            count(*) filter (where log_ratio / spread > $limit_high) as spotify,
            count(*) filter (where log_ratio / spread < $limit_low) as youtube
        from {source}"""
    counted = warehouse.query(sql, selection, **expectation, with_outliers=with_outliers).iloc[0]
    return {str(name): int(value) for name, value in counted.items()}


def balance_sample(selection: Selection, size: int, *, with_outliers: bool = False) -> pd.DataFrame:
    """Return a repeatable sample of about `size` tracks with both counts, `BALANCE_COLUMNS`."""
    sql = f"""
        select {", ".join(BALANCE_COLUMNS)} from chosen
        where
            track_id < $bound
            and streams is not null
            and views is not null
            and (not is_outlier or $with_outliers)
        order by track_id limit $size"""
    bound = reads.sample_bound(selection, size)
    return warehouse.query(sql, selection, bound=bound, size=size, with_outliers=with_outliers)


def _ordered(selection: Selection, listing: Listing, columns: Sequence[str]) -> str:
    kind = listing.kind
    unknown = [name for name in columns if name not in COLUMNS[kind]]
    if unknown:
        raise BadOption(f"A table of {kind}s has no column '{unknown[0]}'.")
    names = ", ".join(dict.fromkeys((KEYS[kind], *columns)))
    by = _ORDER[kind].get(listing.sort, listing.sort)
    direction = "desc" if listing.descending else "asc"
    return f"""
        select {names} from {_source(selection, kind)} {_where(listing)}
        order by {by} {direction} nulls last, {KEYS[kind]}"""


def _source(selection: Selection, kind: str) -> str:
    if kind == "track":
        return "chosen"
    return "artists" if selection.is_everything else _FILTERED_ARTISTS


def _where(listing: Listing) -> str:
    conditions = ["has_all_words(search_text, $search)"] if listing.search else []
    if listing.artist is not None:
        conditions.append(reads.OF_ARTIST)
    if listing.is_doubtful is not None:
        conditions.append("is_doubtful_video = $is_doubtful")
    return f"where {' and '.join(conditions)}" if conditions else ""


def _values(listing: Listing) -> dict[str, object]:
    asked = {
        "search": listing.search or None,
        "artist": listing.artist,
        "is_doubtful": listing.is_doubtful,
    }
    return {name: value for name, value in asked.items() if value is not None}
