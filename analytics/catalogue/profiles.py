"""Tracks and artists held against the catalogue: one by one, or up to five side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.catalogue.balance import Expectation, judge
from analytics.catalogue.links import spotify_link
from analytics.catalogue.percentiles import PercentileGrid, of_row
from analytics.catalogue.score import ArtistScore, artist_score
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

MAX_COMPARED = 5


@dataclass(frozen=True, slots=True)
class CatalogueSize:
    """How much is in view.

    `streams` and `views` are sums over known counts, NaN where none is known; `top_streams` are
    those of the most streamed tenth of the tracks.
    """

    n_tracks: int
    n_artists: int
    streams: float
    views: float
    top_streams: float


@dataclass(frozen=True, eq=False, slots=True)
class TrackDetail:
    """A track against the catalogue: its row, judged for balance, and its metrics' percentiles.

    `figures`: metric, value, percentile. `captures`: captured_on, streams, views, oldest first.
    `expectation` is what the row was judged by, None where too few tracks allow none.
    """

    row: pd.Series
    name: str
    artists: tuple[str, ...]
    figures: pd.DataFrame
    captures: pd.DataFrame
    expectation: Expectation | None
    spotify_link: str | None
    youtube_link: str | None


@dataclass(frozen=True, eq=False, slots=True)
class ArtistProfile:
    """An artist against the catalogue.

    `figures`: metric, value, percentile among artists. `fingerprint`: metric, then `median`,
    `low` and `high` (middle half of the artist's tracks) with `percentile`, `percentile_low` and
    `percentile_high` among all tracks. `tracks`: the artist's, judged for platform balance,
    most streamed first. `partners`: who they share recordings with. `score`: None where nothing is
    known to score.
    """

    artist: str
    spotify_link: str | None
    figures: pd.DataFrame
    fingerprint: pd.DataFrame
    tracks: pd.DataFrame
    partners: pd.DataFrame
    score: ArtistScore | None


@dataclass(frozen=True, eq=False, slots=True)
class SideBySide:
    """Up to five rows side by side; `figures`: key, name, metric, value, percentile."""

    kind: str
    names: tuple[str, ...]
    figures: pd.DataFrame


def artist_profile(
    row: pd.Series,
    tracks: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    artists: PercentileGrid,
    catalogue: PercentileGrid,
    expectation: Expectation | None,
    figures: Sequence[str],
) -> ArtistProfile:
    """Hold an artist against the other artists, and their tracks against the catalogue.

    Parameters
    ----------
    row : Series
        The artist's sums and means.
    tracks : DataFrame of shape (n_tracks, k)
        The artist's tracks with metrics and back catalogue.
    partners : DataFrame
        Who they share recordings with.
    artists, catalogue : PercentileGrid
        Of all artists and of all tracks in view.
    expectation : Expectation or None
        What streams to expect; None where too few tracks allow none.
    figures : sequence of str
        Metrics of the artist to hold against the others.
    """
    judged = with_balance(tracks, expectation)
    return ArtistProfile(
        artist=str(row["artist"]),
        spotify_link=spotify_link(None, row["spotify_url"]),
        figures=of_row(row, artists, figures),
        fingerprint=fingerprint(tracks, catalogue),
        tracks=judged,
        partners=partners,
        score=artist_score(tracks, artists=artists, catalogue=catalogue),
    )


def fingerprint(tracks: pd.DataFrame, catalogue: PercentileGrid) -> pd.DataFrame:
    """Return an artist's audio features: median and middle half, in values and percentiles.

    The pitch class `key` is left out: it has no high or low. Features that no track carries
    are left out too.
    """
    names = [name for name in AUDIO_FEATURES if name != "key" and tracks[name].notna().any()]
    quartiles = tracks[names].astype(float).quantile([0.5, 0.25, 0.75]).T
    quartiles.columns = pd.Index(["median", "low", "high"])
    places = {"percentile": "median", "percentile_low": "low", "percentile_high": "high"}
    for place, value in places.items():
        quartiles[place] = [
            catalogue.percentiles(name, quartiles.loc[[name], value])[0] for name in names
        ]
    return quartiles.rename_axis("metric").reset_index()


def with_balance(tracks: pd.DataFrame, expectation: Expectation | None) -> pd.DataFrame:
    """Add what `balance.judge` says, and counts against the artist's other tracks.

    `views_vs_usual` and `streams_vs_usual` are ratios to the geometric mean over the artist's
    other tracks; null where there is none.
    """
    if expectation is None:
        empty = ("expected_streams", "expected_low", "expected_high", "streams_ratio", "sureness")
        judged = tracks.assign(**dict.fromkeys(empty, np.nan), verdict="unknown")
    else:
        judged = tracks.join(judge(tracks, expectation).drop(columns="track_id"))
    ratios = {
        f"{name}_vs_usual": (1 + tracks[name].astype(float)) / np.exp(tracks[f"back_{name}_mean"])
        for name in ("views", "streams")
    }
    return judged.assign(**ratios)


def side_by_side(
    rows: pd.DataFrame, grid: PercentileGrid, *, kind: str, metrics: Sequence[str]
) -> SideBySide:
    """Put up to five tracks or artists side by side.

    Parameters
    ----------
    rows : DataFrame
        One row each, in the order to show them.
    grid : PercentileGrid
        Of all rows of that kind in view.

    Raises
    ------
    NotEnoughData
        If no row is given.
    """
    if rows.empty:
        raise NotEnoughData(
            f"None of the chosen {kind}s is left under this filter.",
            hint="Widen the filter, or choose others.",
        )
    rows = rows.head(MAX_COMPARED)
    names = distinct_names(rows, kind)
    key = "track_id" if kind == "track" else "artist"
    parts = [
        of_row(row, grid, metrics).assign(key=row[key], name=name)
        for name, (_, row) in zip(names, rows.iterrows(), strict=True)
    ]
    return SideBySide(kind, names, pd.concat(parts, ignore_index=True))


def distinct_names(rows: pd.DataFrame, kind: str) -> tuple[str, ...]:
    """Name tracks by title and artist, artists by name; number those that read the same."""
    texts = rows["artist"] if kind == "artist" else rows["track"] + " · " + rows["artist"]
    again = texts.groupby(texts).cumcount()
    return tuple(
        f"{text} ({n + 1})" if n else str(text) for text, n in zip(texts, again, strict=True)
    )
