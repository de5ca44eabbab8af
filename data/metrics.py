"""Each metric once: its label, unit, format and definition, and how numbers are written."""

import math
from dataclasses import dataclass
from typing import Literal

Format = Literal["count", "percent", "decimal", "ratio", "minutes", "milliseconds"]

AUDIO_FEATURES = (
    "danceability",
    "energy",
    "key",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "duration_ms",
)
"""Every audio column that Spotify gives; `key` is a pitch class, not a quantity."""

COUNTS = ("streams", "views", "likes", "comments")
"""The counts of a capture: plays on Spotify, then plays and reactions on YouTube."""

PARTS = {
    "engagement_rate": ("likes", "comments", "views"),
    "cross_platform_ratio": ("streams", "views"),
    "audio_positivity": ("danceability", "energy", "valence"),
}
"""What a derived column is computed from, and so goes along with by construction."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A column that a reader meets, in his words."""

    name: str
    label: str
    unit: str
    format: Format
    definition: str


_METRICS = (
    Metric("streams", "Streams", "plays", "count", "Plays on Spotify since release."),
    Metric("views", "Views", "plays", "count", "Plays of the track's video on YouTube."),
    Metric("likes", "Likes", "likes", "count", "Likes of the track's video on YouTube."),
    Metric("comments", "Comments", "comments", "count", "Comments under the video on YouTube."),
    Metric(
        "streams_gained",
        "Streams gained",
        "plays",
        "count",
        "Streams since the track's capture before; of an artist, over all tracks with both.",
    ),
    Metric(
        "views_gained",
        "Views gained",
        "plays",
        "count",
        "Views since the track's capture before; of an artist, over all tracks with both.",
    ),
    Metric(
        "streams_growth",
        "Streams growth",
        "share of the capture before",
        "percent",
        "Streams gained over the streams at the capture before, on the same tracks.",
    ),
    Metric(
        "engagement_rate",
        "Engagement rate",
        "reactions per view",
        "percent",
        "Likes and comments for each view; empty where there are no views.",
    ),
    Metric(
        "cross_platform_ratio",
        "Cross-platform ratio",
        "streams per view",
        "ratio",
        "Streams on Spotify for each view on YouTube.",
    ),
    Metric(
        "audio_positivity",
        "Audio positivity",
        "0 to 1",
        "decimal",
        "Mean of danceability, energy and valence.",
    ),
    Metric("danceability", "Danceability", "0 to 1", "decimal", "How well a track suits dancing."),
    Metric("energy", "Energy", "0 to 1", "decimal", "How intense and active a track feels."),
    Metric("key", "Key", "0 = C to 11 = B", "count", "Pitch class the track is in."),
    Metric("loudness", "Loudness", "dB", "decimal", "Average loudness; 0 dB is the loudest."),
    Metric("speechiness", "Speechiness", "0 to 1", "decimal", "How much of it is spoken word."),
    Metric("acousticness", "Acousticness", "0 to 1", "decimal", "How surely it is acoustic."),
    Metric(
        "instrumentalness",
        "Instrumentalness",
        "0 to 1",
        "decimal",
        "How surely it has no vocals.",
    ),
    Metric("liveness", "Liveness", "0 to 1", "decimal", "How surely an audience is heard."),
    Metric("valence", "Valence", "0 to 1", "decimal", "How cheerful it sounds."),
    Metric("tempo", "Tempo", "BPM", "decimal", "Beats per minute."),
    Metric("duration_ms", "Duration", "ms", "milliseconds", "Length of the track."),
    Metric("duration_minutes", "Duration", "min", "minutes", "Length of the track."),
    Metric("n_tracks", "Tracks", "tracks", "count", "Recordings, each counted once."),
    Metric("n_artists", "Artists", "artists", "count", "Artists listed on the recording."),
    Metric(
        "official_video_share",
        "Official video",
        "share of tracks",
        "percent",
        "Share of tracks whose video on YouTube is an official one.",
    ),
)

METRICS = {metric.name: metric for metric in _METRICS}


TIE = "\N{NO-BREAK SPACE}"
"""Between a number and its unit, so that no line ends between them."""
_SIZES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def label(name: str) -> str:
    """Return a column's name as a reader says it."""
    metric = METRICS.get(name)
    return metric.label if metric else name.replace("_", " ").capitalize()


def parts(name: str) -> frozenset[str]:
    """Return a column's name and what it is computed from."""
    return frozenset((name, *PARTS.get(name, ())))


def axis(name: str) -> str:
    """Return an axis title: label and unit."""
    metric = METRICS.get(name)
    return f"{metric.label} ({metric.unit})" if metric else label(name)


def physical_unit(name: str) -> str:
    """Return what follows a number as `display` writes it: ' dB', ' BPM', ' min', or nothing."""
    metric = METRICS.get(name)
    if metric is None:
        return ""
    unit = "min" if metric.format in ("minutes", "milliseconds") else metric.unit
    return f"{TIE}{unit}" if unit in ("dB", "BPM", "min") else ""


def short(value: float | None, tie: str = TIE) -> str:
    """Write a count in short form, three digits at the most: 1.98 T, 693 M, 12.3 k.

    Parameters
    ----------
    value : float or None
        Any number; None and NaN are written as an en dash.
    tie : str, optional
        What stands between the number and M, k, ...; a no-break space if not said.
    """
    if value is None or not math.isfinite(value):
        return "–"
    # 999,500 reads 1 M, not 1000 k.
    size, unit = next((s for s in _SIZES if abs(value) >= s[0] * 0.9995), (1.0, ""))
    scaled = value / size
    digits = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0
    text = f"{scaled:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") + (tie + unit if unit else "")


def exact(value: float | None) -> str:
    """Write a count with all its digits: 1,982,430,759,017."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}".replace("-", "−")


def many(number: float, what: str) -> str:
    """Write a number of things: 1 track, 2 tracks."""
    return f"{exact(number)} {what}{'' if number == 1 else 's'}"


def percent(value: float | None, digits: int = 1) -> str:
    """Write a share from 0 to 1 as percent: 12.3 %."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value * 100:.{digits}f}{TIE}%".replace("-", "−")


def decimal(value: float | None, digits: int = 2) -> str:
    """Write a plain number with a fixed count of decimals: 1.70."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.{digits}f}".replace("-", "−")


ratio = decimal


def p_value(value: float | None) -> str:
    """Write a p-value: 0.012, and < 0.001 where it is smaller."""
    return "< 0.001" if value is not None and value < 0.001 else decimal(value, 3)


def display(name: str, value: float | None) -> str:
    """Write a metric's value in the short form that its column has."""
    metric = METRICS.get(name)
    kind = metric.format if metric else "decimal"
    if value is None or not math.isfinite(value):
        return "–"
    if kind == "percent":
        return percent(value, 2 if abs(value) < 0.1 else 1)
    if kind == "count":
        return short(value)
    if kind in ("minutes", "milliseconds"):
        seconds = round(value * 60 if kind == "minutes" else value / 1000)
        return f"{seconds // 60}:{seconds % 60:02d}"
    return decimal(value)
