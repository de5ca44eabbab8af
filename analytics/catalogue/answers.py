"""What can be asked of the catalogue: size, tables, one track or artist, platform balance."""

from io import RawIOBase

import pandas as pd

from analytics import kept
from analytics.catalogue import balance, links, percentiles, profiles, table
from analytics.catalogue.balance import BalanceRanking, Expectation
from analytics.catalogue.percentiles import PercentileGrid
from analytics.catalogue.profiles import ArtistProfile, CatalogueSize, SideBySide, TrackDetail
from data import exports, metrics
from data.errors import NotEnoughData
from data.reads import catalogue as reads_catalogue
from data.reads.catalogue import Listing
from data.selection import Selection

_SOUND = tuple(name for name in metrics.AUDIO_FEATURES if name != "key")
GROWTH = ("streams_gained", "streams_growth")
FIGURES = {
    "track": (
        "streams",
        "views",
        "likes",
        "comments",
        "engagement_rate",
        "cross_platform_ratio",
        *_SOUND,
    ),
    "artist": (
        "streams",
        "views",
        "n_tracks",
        "engagement_rate",
        "official_video_share",
        *_SOUND,
    ),
}
"""Metrics by which tracks and artists are put side by side; those of growth where it is known."""
FITTED_ON = 50_000
"""Tracks that platform balance is learned from; all of them in a smaller catalogue."""
SAMPLED = 1_500
"""Tracks that stand for the catalogue in a picture."""
RANKED = 15
SUGGESTED = 40
ZIPPED_FROM = 500_000
"""Rows from which a CSV is handed out zipped: the server holds a download in memory."""


@kept.in_memory
def size(selection: Selection) -> CatalogueSize:
    """Say how much is in view, and how much of it the most streamed tenth holds.

    Raises
    ------
    NotEnoughData
        If no track is in view.
    """
    tracks = grid(selection, kind="track")
    if not tracks.n_rows:
        raise NotEnoughData(
            "No track of the catalogue is left under this filter.",
            hint="Widen the filter in the sidebar, or clear it.",
        )
    totals = reads_catalogue.totals(selection, tracks.at("streams", 90))
    return CatalogueSize(
        n_tracks=int(totals["n_tracks"]),
        n_artists=count(selection, listing=Listing(kind="artist")),
        streams=float(totals["streams"]),
        views=float(totals["views"]),
        top_streams=float(totals["top_streams"]),
    )


def offered(selection: Selection, *, kind: str) -> tuple[str, ...]:
    """Return the columns that a table of tracks or artists can have."""
    return reads_catalogue.offered(selection, kind)


def _figures(selection: Selection, kind: str) -> tuple[str, ...]:
    known = offered(selection, kind=kind)
    return (*(name for name in GROWTH if name in known), *FIGURES[kind])


@kept.in_memory
def page(
    selection: Selection,
    *,
    listing: Listing,
    columns: tuple[str, ...],
    with_percentiles: bool,
    limit: int,
    offset: int,
) -> pd.DataFrame:
    """Return one page of a table as it is shown: the key first, then the columns."""
    rows = reads_catalogue.rows(
        selection, listing, columns=_read(listing.kind, columns), limit=limit, offset=offset
    )
    known = grid(selection, kind=listing.kind) if with_percentiles else None
    return table.presented(rows, columns, known)


def _read(kind: str, columns: tuple[str, ...]) -> list[str]:
    """Return the mart's columns that a table's columns are made of."""
    made_of = {"spotify": ("spotify_uri", "spotify_url"), "youtube": ("youtube_url",)}
    names = [name for column in columns for name in made_of.get(column, (column,))]
    return [name for name in names if name in reads_catalogue.COLUMNS[kind]]


@kept.in_memory
def count(selection: Selection, *, listing: Listing) -> int:
    """Count a table's rows over all pages."""
    return reads_catalogue.count(selection, listing)


def csv_file(
    selection: Selection, *, listing: Listing, columns: tuple[str, ...], with_percentiles: bool
) -> RawIOBase:
    """Write a table's rows, all pages of it, to a file on disk and return it, opened.

    Rows pass in batches, so memory stays bounded; from `ZIPPED_FROM` rows on it is a zip file.
    """
    known = grid(selection, kind=listing.kind) if with_percentiles else None
    parts = reads_catalogue.all_rows(selection, listing, columns=_read(listing.kind, columns))
    return exports.csv_file(
        (table.presented(part, columns, known) for part in parts),
        zipped_as=f"{listing.kind}s.csv" if is_zipped(selection, listing) else None,
    )


def is_zipped(selection: Selection, listing: Listing) -> bool:
    """Say whether a table's CSV is so long that it comes zipped."""
    return count(selection, listing=listing) >= ZIPPED_FROM


@kept.in_memory
def grid(selection: Selection, *, kind: str) -> PercentileGrid:
    """Learn where a value stands among the tracks or artists in view."""
    return percentiles.percentile_grid(reads_catalogue.measures(selection, kind))


@kept.in_memory
def track(selection: Selection, *, track_id: str) -> TrackDetail | None:
    """Return a track's detail; None where it is not among the chosen."""
    rows = reads_catalogue.these(selection, "track", [track_id])
    if rows.empty:
        return None
    expected = expectation(selection)
    row = profiles.with_balance(rows, expected).iloc[0]
    return TrackDetail(
        row=row,
        name=profiles.distinct_names(rows, "track")[0],
        artists=tuple(row["artists"]),
        figures=percentiles.of_row(
            row, grid(selection, kind="track"), _figures(selection, "track")
        ),
        captures=reads_catalogue.captures(selection, track_id),
        expectation=expected,
        spotify_link=links.spotify_link(row["spotify_uri"], row["spotify_url"]),
        youtube_link=links.youtube_link(row["youtube_url"]),
    )


@kept.in_memory
def artist(selection: Selection, *, name: str) -> ArtistProfile | None:
    """Return an artist's profile; None where none of their tracks is among the chosen."""
    rows = reads_catalogue.these(selection, "artist", [name])
    if rows.empty:
        return None
    return profiles.artist_profile(
        rows.iloc[0],
        reads_catalogue.artist_tracks(selection, name),
        reads_catalogue.partners(selection, name),
        artists=grid(selection, kind="artist"),
        catalogue=grid(selection, kind="track"),
        expectation=expectation(selection),
        figures=_figures(selection, "artist"),
    )


@kept.in_memory
def side_by_side(selection: Selection, *, kind: str, keys: tuple[str, ...]) -> SideBySide:
    """Put tracks or artists side by side."""
    rows = reads_catalogue.these(selection, kind, keys)
    figures = _figures(selection, kind)
    return profiles.side_by_side(rows, grid(selection, kind=kind), kind=kind, metrics=figures)


@kept.in_memory
def suggestions(selection: Selection, *, kind: str, keys: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what may be compared, key to name: the chosen ones, then the most streamed."""
    chosen = reads_catalogue.these(selection, kind, keys) if keys else pd.DataFrame()
    columns = ("track", "artist") if kind == "track" else ("artist",)
    top = reads_catalogue.rows(selection, Listing(kind=kind), columns=columns, limit=SUGGESTED)
    key = reads_catalogue.KEYS[kind]
    both = pd.concat([chosen, top]).drop_duplicates(key)
    return dict(zip(both[key], profiles.distinct_names(both, kind), strict=True))


def expectation(selection: Selection) -> Expectation | None:
    """Return what streams to expect, learned from the whole version whatever the filter.

    None where the version has too few tracks to learn from.
    """
    try:
        return _expectation(Selection(selection.version))
    except NotEnoughData:
        return None


@kept.on_disk
def _expectation(everything: Selection) -> Expectation:
    tracks = reads_catalogue.balance_sample(everything, FITTED_ON, with_outliers=True)
    return balance.expect_streams(tracks)


@kept.in_memory
def platform_balance(selection: Selection, *, with_outliers: bool) -> BalanceRanking:
    """Rank the chosen tracks by how far they run ahead on either platform.

    Raises
    ------
    NotEnoughData
        If no track in view has both counts, or the version has too few to learn from.
    """
    expected = _expectation(Selection(selection.version))
    known = expected.parameters()
    counts = reads_catalogue.balance_counts(selection, known, with_outliers=with_outliers)
    if not counts["n_tracks"]:
        raise NotEnoughData(
            "No track under this filter has both streams and views.",
            hint="Widen the filter, or count the flagged outliers in.",
        )
    ahead = {
        side: reads_catalogue.balance_ranking(
            selection, known, ahead_on=side, limit=RANKED, with_outliers=with_outliers
        )
        for side in ("spotify", "youtube")
    }
    sample = reads_catalogue.balance_sample(selection, SAMPLED, with_outliers=with_outliers)
    return BalanceRanking(
        expectation=expected,
        n_tracks=counts["n_tracks"],
        n_spotify=counts["spotify"],
        n_youtube=counts["youtube"],
        spotify=profiles.with_balance(ahead["spotify"], expected),
        youtube=profiles.with_balance(ahead["youtube"], expected),
        sample=profiles.with_balance(sample, expected),
    )


@kept.in_memory
def sample(selection: Selection) -> pd.DataFrame:
    """Return the tracks that stand for the catalogue behind an artist's platform balance."""
    tracks = reads_catalogue.balance_sample(selection, SAMPLED)
    return profiles.with_balance(tracks, expectation(selection))
