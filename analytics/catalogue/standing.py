"""The catalogue's tracks and artists against all of it: percentiles, profiles, comparisons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from analytics.catalogue.balance import Expectation, judge
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES, COUNTS

STEPS = 1000
MAX_COMPARED = 5
_SPOTIFY_URI = re.compile(r"spotify:(track|artist|album):([A-Za-z0-9]{22})")
_HOSTS = {"spotify": ("spotify.com",), "youtube": ("youtube.com", "youtu.be")}


@dataclass(frozen=True, eq=False, slots=True)
class PercentileGrid:
    """Where a value stands among all rows: `STEPS` + 1 quantiles of each metric.

    `quantiles` has a row per step and a column per metric; NaN where nothing is known.
    """

    metrics: tuple[str, ...]
    quantiles: np.ndarray
    n_rows: int

    def percentiles(self, metric: str, values: Sequence[float] | pd.Series) -> np.ndarray:
        """Return the percent of rows below each value, ties by half; NaN for unknown values."""
        grid = self.quantiles[:, self.metrics.index(metric)]
        asked = pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
        if np.isnan(grid).all():
            return np.full(len(asked), np.nan)
        below, upto = (np.searchsorted(grid, asked, side=side) for side in ("left", "right"))
        middle = (below + upto) / 2 / (STEPS + 1) * 100
        return np.where(np.isnan(asked), np.nan, middle)

    def at(self, metric: str, percentile: float) -> float:
        """Return the value that this percent of rows lies below."""
        grid = self.quantiles[:, self.metrics.index(metric)]
        return float(grid[round(percentile / 100 * STEPS)])


@dataclass(frozen=True, eq=False, slots=True)
class TrackDetail:
    """A track against the catalogue: its row, its metrics with percentiles, its balance."""

    row: pd.Series
    name: str
    artists: tuple[str, ...]
    figures: pd.DataFrame
    spotify_link: str | None
    youtube_link: str | None


@dataclass(frozen=True, eq=False, slots=True)
class ArtistProfile:
    """An artist against the catalogue.

    `figures`: metric, value, percentile among artists. `fingerprint`: metric, then `median`,
    `low` and `high` (middle half of the artist's tracks) with `percentile`, `percentile_low` and
    `percentile_high` among all tracks. `tracks`: the artist's, judged for platform balance,
    most streamed first. `partners`: who they share recordings with.
    """

    artist: str
    spotify_link: str | None
    figures: pd.DataFrame
    fingerprint: pd.DataFrame
    tracks: pd.DataFrame
    partners: pd.DataFrame


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """Up to five rows side by side; `figures`: key, name, metric, value, percentile."""

    kind: str
    names: tuple[str, ...]
    figures: pd.DataFrame


def percentile_grid(measures: pd.DataFrame) -> PercentileGrid:
    """Learn where values stand from all rows or a sample of them.

    Parameters
    ----------
    measures : DataFrame of shape (n_rows, n_metrics)
        Numbers only; nulls are left out, metric by metric.
    """
    levels = np.linspace(0, 1, STEPS + 1)
    columns = [_quantiles(measures[name], levels) for name in measures.columns]
    quantiles = np.column_stack(columns) if columns else np.empty((STEPS + 1, 0))
    return PercentileGrid(tuple(measures.columns), quantiles, len(measures))


def _quantiles(values: pd.Series, levels: np.ndarray) -> np.ndarray:
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return np.full(len(levels), np.nan)
    quantiles: np.ndarray = np.quantile(known, levels, method="inverted_cdf")
    return quantiles


def presented(
    frame: pd.DataFrame, columns: Sequence[str], grid: PercentileGrid | None = None
) -> pd.DataFrame:
    """Return rows as a table shows and exports them.

    Parameters
    ----------
    frame : DataFrame
        Rows with their key first, and the columns that `columns` are made of.
    columns : sequence of str
        Columns to show, in order; `spotify` and `youtube` stand for safe links.
    grid : PercentileGrid or None
        With one, each metric is followed by its `<metric>_percentile`.
    """
    shown = {}
    for name in dict.fromkeys((str(frame.columns[0]), *columns)):
        shown[name] = _presented_column(frame, name)
        if grid is not None and name in grid.metrics:
            places = grid.percentiles(name, shown[name]).round(2)
            shown[f"{name}_percentile"] = pd.Series(places, index=frame.index)
    return pd.DataFrame(shown, index=frame.index)


def _presented_column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name == "spotify":
        uris = frame["spotify_uri"] if "spotify_uri" in frame else [None] * len(frame)
        pairs = zip(uris, frame["spotify_url"], strict=True)
        return pd.Series([spotify_link(*pair) for pair in pairs], index=frame.index, dtype=object)
    if name == "youtube":
        links = [youtube_link(url) for url in frame["youtube_url"]]
        return pd.Series(links, index=frame.index, dtype=object)
    if name in (*COUNTS, "n_tracks"):
        # Whole numbers stay whole where some are unknown.
        return frame[name].astype("Float64").astype("Int64")
    return frame[name].map(", ".join) if name == "artists" else frame[name]


def spotify_link(uri: object, url: object = None) -> str | None:
    """Return a safe address on open.spotify.com from a track's URI or an address, else None."""
    match = _SPOTIFY_URI.fullmatch(uri) if isinstance(uri, str) else None
    return f"https://open.spotify.com/{match[1]}/{match[2]}" if match else _safe(url, "spotify")


def youtube_link(url: object) -> str | None:
    """Return the address if it is one of YouTube's, else None."""
    return _safe(url, "youtube")


def _safe(url: object, platform: str) -> str | None:
    if not isinstance(url, str) or re.search(r"[\s\\<>\"'`]|[^\x21-\x7e]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    known = any(host == name or host.endswith(f".{name}") for name in _HOSTS[platform])
    return url if known and parts.scheme in ("http", "https") and "@" not in parts.netloc else None


def standing(row: pd.Series, grid: PercentileGrid, metrics: Sequence[str]) -> pd.DataFrame:
    """Return one row's metrics with their percentiles: metric, value, percentile."""
    values = pd.to_numeric(row[list(metrics)]).to_numpy(dtype=float, na_value=np.nan)
    places = [
        grid.percentiles(name, [float(value)])[0]
        for name, value in zip(metrics, values, strict=True)
    ]
    return pd.DataFrame({"metric": list(metrics), "value": values, "percentile": places})


def artist_profile(
    row: pd.Series,
    tracks: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    artists: PercentileGrid,
    catalogue: PercentileGrid,
    expectation: Expectation | None,
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
    """
    figures = ("streams", "views", "n_tracks", "engagement_rate", "official_video_share")
    judged = with_balance(tracks, expectation)
    return ArtistProfile(
        artist=str(row["artist"]),
        spotify_link=spotify_link(None, row["spotify_url"]),
        figures=standing(row, artists, figures),
        fingerprint=fingerprint(tracks, catalogue),
        tracks=judged,
        partners=partners,
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
    """Add what `platform_balance.judge` says, and counts against the artist's other tracks.

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


def compare(
    rows: pd.DataFrame, grid: PercentileGrid, *, kind: str, metrics: Sequence[str]
) -> Comparison:
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
        standing(row, grid, metrics).assign(key=row[key], name=name)
        for name, (_, row) in zip(names, rows.iterrows(), strict=True)
    ]
    return Comparison(kind, names, pd.concat(parts, ignore_index=True))


def distinct_names(rows: pd.DataFrame, kind: str) -> tuple[str, ...]:
    """Name tracks by title and artist, artists by name; number those that read the same."""
    texts = rows["artist"] if kind == "artist" else rows["track"] + " · " + rows["artist"]
    again = texts.groupby(texts).cumcount()
    return tuple(
        f"{text} ({n + 1})" if n else str(text) for text, n in zip(texts, again, strict=True)
    )
