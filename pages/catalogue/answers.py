"""What the catalogue page asks, and its answers in words."""

import tempfile
import zipfile
from collections.abc import Iterator
from io import RawIOBase

import pandas as pd

from analytics import kept
from analytics.catalogue import balance
from analytics.catalogue import standing as analysis
from analytics.catalogue.balance import BalanceRanking, Expectation
from analytics.catalogue.standing import ArtistProfile, Comparison, PercentileGrid, TrackDetail
from data import metrics
from data.errors import NotEnoughData
from data.reads import catalogue as reads_catalogue
from data.reads.catalogue import Listing
from data.selection import Selection
from pages.catalogue import words
from pages.ui.tables import to_csv

DETAILED = ("streams", "views", "likes", "comments", "engagement_rate", "cross_platform_ratio")
TRACK_FIGURES = (*DETAILED, *(name for name in metrics.AUDIO_FEATURES if name != "key"))
ARTIST_FIGURES = (
    "streams",
    "views",
    "n_tracks",
    "engagement_rate",
    "official_video_share",
    *(name for name in metrics.AUDIO_FEATURES if name != "key"),
)
TRACK_CARDS = ("streams", "views", "engagement_rate", "cross_platform_ratio")
ARTIST_CARDS = ("streams", "views", "engagement_rate", "official_video_share")
FIGURES = {"track": TRACK_FIGURES, "artist": ARTIST_FIGURES}
FITTED_ON = 50_000
DRAWN = 1_500
RANKED = 15
SUGGESTED = 40
ZIPPED_FROM = 500_000
"""Rows from which a CSV is handed out zipped: the server holds a download in memory."""


@kept.in_memory
def page(
    selection: Selection,
    *,
    listing: Listing,
    columns: tuple[str, ...],
    percentiles: bool,
    limit: int,
    offset: int,
) -> pd.DataFrame:
    """Return one page of a table as it is shown: the key first, then the columns."""
    rows = reads_catalogue.rows(
        selection, listing, columns=_read(listing.kind, columns), limit=limit, offset=offset
    )
    known = grid(selection, kind=listing.kind) if percentiles else None
    return analysis.presented(rows, columns, known)


def _read(kind: str, columns: tuple[str, ...]) -> list[str]:
    """Return the mart's columns that a table's columns are made of."""
    made_of = {"spotify": ("spotify_uri", "spotify_url"), "youtube": ("youtube_url",)}
    names = [name for column in columns for name in made_of.get(column, (column,))]
    return [name for name in names if name in reads_catalogue.COLUMNS[kind]]


@kept.in_memory
def count(selection: Selection, *, listing: Listing) -> int:
    """Count a table's rows over all pages."""
    return reads_catalogue.count(selection, listing)


@kept.in_memory
def grid(selection: Selection, *, kind: str) -> PercentileGrid:
    """Learn where a value stands in the catalogue."""
    return analysis.percentile_grid(reads_catalogue.measures(selection, kind))


def expectation(selection: Selection) -> Expectation | None:
    """Return what streams to expect, learned from the whole version whatever the filter."""
    try:
        return _expectation(Selection(selection.version))
    except NotEnoughData:
        return None


@kept.on_disk
def _expectation(everything: Selection) -> Expectation:
    tracks = reads_catalogue.balance_sample(everything, FITTED_ON, with_outliers=True)
    return balance.expect_streams(tracks)


def csv_file(
    selection: Selection, *, listing: Listing, columns: tuple[str, ...], percentiles: bool
) -> RawIOBase:
    """Write a table's rows, all pages of it, to a file on disk and return it, opened.

    Rows pass in batches, so memory stays bounded; from `ZIPPED_FROM` rows on it is a zip file.
    """
    known = grid(selection, kind=listing.kind) if percentiles else None
    names = _read(listing.kind, columns)
    parts = reads_catalogue.all_rows(selection, listing, columns=names)
    lines = _lines(analysis.presented(part, columns, known) for part in parts)
    file: RawIOBase = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - who asked for it reads and closes it
    if is_zipped(selection, listing):
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(f"{listing.kind}s.csv", "w", force_zip64=True) as member,
        ):
            member.writelines(lines)
    else:
        file.writelines(lines)
    file.seek(0)
    return file


def is_zipped(selection: Selection, listing: Listing) -> bool:
    """Say whether a table's CSV is so long that it comes zipped."""
    return count(selection, listing=listing) >= ZIPPED_FROM


def _lines(parts: Iterator[pd.DataFrame]) -> Iterator[bytes]:
    for number, part in enumerate(parts):
        text = to_csv(part)
        yield text if number == 0 else text.split(b"\n", 1)[1]


@kept.in_memory
def track(selection: Selection, *, track_id: str) -> TrackDetail | None:
    """Return a track's detail; None where it is not among the chosen."""
    found = reads_catalogue.these(selection, "track", [track_id])
    if found.empty:
        return None
    row = analysis.with_balance(found, expectation(selection)).iloc[0]
    return TrackDetail(
        row=row,
        name=analysis.distinct_names(found, "track")[0],
        artists=tuple(row["artists"]),
        figures=analysis.standing(row, grid(selection, kind="track"), TRACK_FIGURES),
        spotify_link=analysis.spotify_link(row["spotify_uri"], row["spotify_url"]),
        youtube_link=analysis.youtube_link(row["youtube_url"]),
    )


@kept.in_memory
def artist(selection: Selection, *, name: str) -> ArtistProfile | None:
    """Return an artist's profile; None where none of their tracks is among the chosen."""
    found = reads_catalogue.these(selection, "artist", [name])
    if found.empty:
        return None
    return analysis.artist_profile(
        found.iloc[0],
        reads_catalogue.artist_tracks(selection, name),
        reads_catalogue.partners(selection, name),
        artists=grid(selection, kind="artist"),
        catalogue=grid(selection, kind="track"),
        expectation=expectation(selection),
    )


@kept.in_memory
def comparison(selection: Selection, *, kind: str, keys: tuple[str, ...]) -> Comparison:
    """Put tracks or artists side by side."""
    rows = reads_catalogue.these(selection, kind, keys)
    known = grid(selection, kind=kind)
    return analysis.compare(rows, known, kind=kind, metrics=FIGURES[kind])


@kept.in_memory
def suggestions(
    selection: Selection, *, kind: str, search: str, keys: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return what may be compared, key to name: the chosen ones, then the most streamed found."""
    chosen = reads_catalogue.these(selection, kind, keys) if keys else pd.DataFrame()
    columns = ("track", "artist") if kind == "track" else ("artist",)
    listing = Listing(kind=kind, search=search)
    found = reads_catalogue.rows(selection, listing, columns=columns, limit=SUGGESTED)
    key = reads_catalogue.KEYS[kind]
    both = pd.concat([chosen, found]).drop_duplicates(key)
    return dict(zip(both[key], analysis.distinct_names(both, kind), strict=True))


@kept.in_memory
def platforms(selection: Selection, *, with_outliers: bool) -> BalanceRanking:
    """Rank the chosen tracks by how far they run ahead on either platform."""
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
    sample = reads_catalogue.balance_sample(selection, DRAWN, with_outliers=with_outliers)
    judged = {name: analysis.with_balance(rows, expected) for name, rows in ahead.items()}
    return BalanceRanking(
        expected,
        counts["n_tracks"],
        counts["spotify"],
        counts["youtube"],
        judged["spotify"],
        judged["youtube"],
        analysis.with_balance(sample, expected),
    )


@kept.in_memory
def lead(selection: Selection) -> str:
    """Say in a sentence or two what the catalogue holds and who carries it."""
    known = grid(selection, kind="track")
    if not known.n_rows:
        raise NotEnoughData(
            "No track of the catalogue is left under this filter.",
            hint="Widen the filter in the sidebar, or clear it.",
        )
    totals = reads_catalogue.totals(selection, known.at("streams", 90))
    n_tracks, n_artists = int(totals["n_tracks"]), count(selection, listing=Listing(kind="artist"))
    size = f"**{words.many(n_tracks, 'track')} by {words.many(n_artists, 'artist')}**"
    if not totals["streams"] > 0 or n_tracks < 10:
        return f"{size}."
    share = metrics.percent(totals["top_streams"] / totals["streams"], 0)
    return (
        f"{size}, {metrics.short(totals['streams'])} streams and "
        f"{metrics.short(totals['views'])} views in all. The most streamed tenth carries "
        f"**{share}** of the streams."
    )


@kept.in_memory
def sample(selection: Selection) -> pd.DataFrame:
    """Return the small dots behind an artist's platform balance."""
    tracks = reads_catalogue.balance_sample(selection, DRAWN)
    return analysis.with_balance(tracks, expectation(selection))
