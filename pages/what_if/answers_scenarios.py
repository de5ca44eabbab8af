"""Imagined tracks: where each starts from, what the reader changed, and its text in a link."""

import math
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd

from analytics import kept
from data import metrics
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES
from data.reads import filters as reads_filters
from data.reads import what_if as reads_what_if
from data.selection import Selection

STARTS = {"catalogue": "The catalogue", "artist": "An artist", "track": "A track"}
ALBUM_TYPES = ("album", "single", "compilation")
MAX_SCENARIOS = 4
MAX_VIEWS = 10**11
LETTERS = "ABCD"
NEWCOMER, TYPICAL = "A newcomer", "A typical artist"
NEW_TITLE = "New track"
_FLAG = {"yes": True, "no": False}
_WORD = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A track that may not exist: a start and what differs from it.

    Parameters
    ----------
    start : {'catalogue', 'artist', 'track'}
        What the values come from that the reader left alone.
    key : str
        The artist's name, or the track's id; empty for the catalogue.
    artist : str or None
        Who makes it instead; an empty text is a newcomer, None the start's own.
    album_type, official_video, licensed : None where left alone
    views : int or None
        Expected views; None: not known, as before release.
    sound : tuple of (feature, value)
        Audio features that the reader changed.
    """

    start: str = "catalogue"
    key: str = ""
    artist: str | None = None
    album_type: str | None = None
    official_video: bool | None = None
    licensed: bool | None = None
    views: int | None = None
    sound: tuple[tuple[str, float], ...] = ()

    def with_sound(self, feature: str, value: float) -> "Scenario":
        """Return the scenario with one audio feature set."""
        kept = dict(self.sound) | {feature: value}
        ordered = tuple((name, kept[name]) for name in AUDIO_FEATURES if name in kept)
        return replace(self, sound=ordered)

    def to_text(self) -> str:
        """Return the scenario as it stands in a link."""
        said: dict[str, Any] = {"start": self.start, "from": self.key}
        said |= {"type": self.album_type, "views": self.views}
        said |= {"video": _word(self.official_video), "licence": _word(self.licensed)}
        said |= {name: f"{value:g}" for name, value in self.sound}
        kept = {name: value for name, value in said.items() if value not in (None, "")}
        if self.artist is not None:
            kept["artist"] = self.artist
        return urlencode(kept)

    @classmethod
    def from_text(cls, text: str) -> "Scenario":
        """Read a scenario from a link; what does not fit is left out."""
        said = dict(parse_qsl(text[:4_000], keep_blank_values=True, max_num_fields=40))
        start = said.get("start", "catalogue")
        kind = said.get("type")
        views = _number(said.get("views"))
        return cls(
            start=start if start in STARTS else "catalogue",
            key=said.get("from", "")[:300] if start != "catalogue" else "",
            artist=said["artist"][:300] if "artist" in said else None,
            album_type=kind if kind in ALBUM_TYPES else None,
            official_video=_FLAG.get(said.get("video", "")),
            licensed=_FLAG.get(said.get("licence", "")),
            views=int(min(max(views, 0), MAX_VIEWS)) if views is not None else None,
            sound=tuple(
                (name, value)
                for name in AUDIO_FEATURES
                if (value := _number(said.get(name))) is not None
            ),
        )


def _word(flag: bool | None) -> str | None:
    return None if flag is None else _WORD[flag]


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e12 else None


def found(selection: Selection, text: str) -> dict[str, str]:
    """Return track_id and name of tracks that a search finds, the most streamed first."""
    rows = reads_what_if.find(Selection(selection.version), text)
    pairs = zip(rows["track_id"], rows["track"], rows["artist"], strict=True)
    return {track_id: f"{track} · {artist}" for track_id, track, artist in pairs}


@kept.in_memory
def artists(selection: Selection, *, most: int = 100) -> list[str]:
    """Return the artists that are offered before anything is typed."""
    return reads_filters.artists(selection.version)[:most]


def first(selection: Selection, start: str) -> str:
    """Return the most streamed artist or track, to start from before another one is chosen."""
    if start == "artist":
        return next(iter(artists(selection)), "")
    return next(iter(found(selection, "")), "") if start == "track" else ""


@kept.in_memory
def known_artist(selection: Selection, *, name: str) -> str | None:
    """Return an artist of the catalogue as it spells the name, whatever the case."""
    names = reads_filters.known_artists(selection.version, [name.strip()])
    return names[0] if names else None


@kept.in_memory
def ranges(selection: Selection) -> dict[str, tuple[float, float, float]]:
    """Return low, middle and high of each audio feature: nearly all tracks lie in between."""
    rows = reads_what_if.ranges(selection.version)
    known = rows.fillna({"low": 0.0, "middle": 0.5, "high": 1.0})
    spans = known[["low", "middle", "high"]].to_numpy(dtype=float).tolist()
    return {name: tuple(span) for name, span in zip(known["feature"], spans, strict=True)}


@kept.in_memory
def start_row(selection: Selection, *, start: str, key: str) -> pd.DataFrame:
    """Return the track that a scenario starts from, one row with the columns of the mart.

    Raises
    ------
    NotEnoughData
        If the catalogue has no such track or artist.
    """
    if start == "track":
        row = reads_what_if.track(selection.version, key)
        if row.empty:
            raise NotEnoughData(
                "The track that this scenario starts from is not in the catalogue.",
                hint="Choose another one to start from.",
            )
        return row
    name = known_artist(selection, name=key) if start == "artist" else None
    if start == "artist" and name is None:
        raise NotEnoughData(
            f"The catalogue has no artist called {key or 'nothing'}.",
            hint="Choose another one to start from.",
        )
    return _average(selection, name)


def _average(selection: Selection, artist: str | None) -> pd.DataFrame:
    """Return a new track as the artist, or the catalogue, usually makes them."""
    row = reads_what_if.middle(selection.version, artist).drop(columns="n_tracks")
    row = row.assign(
        track_id="",
        artist=artist or "",
        artists=pd.Series([[artist] if artist else []]),
        track=NEW_TITLE,
        album=None,
        video_title=None,
        channel=None,
        album_n_tracks=0.0,
        channel_n_tracks=float("nan"),
        **{
            f"album_{count}_{statistic}": float("nan")
            for count in metrics.COUNTS
            for statistic in reads_what_if.ALBUM_STATISTICS
        },
        **dict.fromkeys(metrics.COUNTS, float("nan")),
    )
    return row if artist is None else row.assign(**_standing(selection, artist))


def _standing(selection: Selection, artist: str) -> dict[str, float]:
    """Return what the catalogue says of an artist for a track on a new album."""
    asked = pd.DataFrame(
        [(0, artist, None, None, None)], columns=["row_no", "artist", "album", "track", "channel"]
    )
    found = reads_what_if.standing(selection.version, asked).drop(columns="row_no")
    return {str(name): float(found[name].iloc[0]) for name in found}


@kept.in_memory
def standing(selection: Selection, *, artist: str) -> dict[str, float]:
    """Return an artist's standing; of one that the catalogue does not know, none."""
    return _standing(selection, artist)


@kept.in_memory
def reactions(selection: Selection) -> dict[str, tuple[float, float]]:
    """Return (constant, slope) of log likes and log comments on log views."""
    rows = reads_what_if.reactions(selection.version)
    return {name: (float(a), float(b)) for name, a, b in rows.itertuples(index=False)}


def row(selection: Selection, scenario: Scenario) -> pd.DataFrame:
    """Return an imagined track, one row with the columns of the mart that models read.

    Expected likes and comments follow from the expected views as they usually do; without
    expected views all counts are unknown.
    """
    start = start_row(selection, start=scenario.start, key=scenario.key)
    changed: dict[str, Any] = dict.fromkeys(metrics.COUNTS, float("nan"))
    if scenario.views is not None:
        changed["views"] = float(scenario.views)
    changed |= _filled_sound(selection, start) | dict(scenario.sound)
    for column, value in (
        ("has_official_video", scenario.official_video),
        ("is_licensed", scenario.licensed),
    ):
        if value is not None:
            changed[column] = pd.Series([value], dtype=object)
    if scenario.artist is not None:
        name = known_artist(selection, name=scenario.artist) or scenario.artist
        changed |= standing(selection, artist=name)
        changed |= {"artist": name, "album": None, "video_title": None, "channel": None}
    row = start.assign(**changed)
    if scenario.album_type is not None:
        row = _released_as(row, scenario.album_type)
    return with_video(selection, row)


def _filled_sound(selection: Selection, start: pd.DataFrame) -> dict[str, float]:
    """Return the middle of the catalogue where the start's own sound is not known."""
    middles = ranges(selection)
    return {name: middles[name][1] for name in AUDIO_FEATURES if pd.isna(start[name].iloc[0])}


def _released_as(row: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the track on another type of album; a single is named like its track."""
    if kind == row["album_type"].iloc[0]:
        return row
    return row.assign(album_type=kind, album=row["track"] if kind == "single" else None)


def with_video(selection: Selection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return tracks with what expected views imply: likes, comments, and a video they are of.

    Likes and comments that are not given follow from the views as they usually do in the
    catalogue. Tracks without expected views stay as they are.
    """
    is_seen = rows["views"].notna()
    if not is_seen.any():
        return rows
    logs = np.log1p(rows["views"].astype("float64"))
    filled: dict[str, Any] = {}
    for name, (constant, slope) in reactions(selection).items():
        usual = pd.Series(np.expm1(constant + slope * logs), index=rows.index).clip(lower=0)
        filled[name] = rows[name].astype("float64").where(rows[name].notna() | ~is_seen, usual)
    has_title = rows["video_title"].notna() | ~is_seen
    official = rows["has_official_video"].map(lambda flag: " (Official Video)" * (flag is True))
    title = rows["artist"].astype(object) + " - " + rows["track"].astype(object) + official
    filled["video_title"] = rows["video_title"].astype(object).where(has_title, title)
    filled["channel"] = rows["channel"].astype(object).where(has_title, rows["artist"])
    return rows.assign(**filled)


def values(row: pd.DataFrame, scenario: Scenario) -> dict[str, Any]:
    """Return what the controls show: artist, album_type, flags, views, audio features."""
    track = row.iloc[0]
    shown = {name: float(track[name]) for name in AUDIO_FEATURES}
    return shown | {
        "artist": str(track["artist"]) or (TYPICAL if scenario.artist is None else NEWCOMER),
        "album_type": track["album_type"] if track["album_type"] in ALBUM_TYPES else None,
        "official_video": bool(track["has_official_video"] or False),
        "licensed": bool(track["is_licensed"] or False),
        "views": scenario.views,
    }


def actual(selection: Selection, scenario: Scenario) -> str:
    """Say what the track has that a scenario starts from; nothing where it starts from none."""
    if scenario.start != "track":
        return ""
    start = start_row(selection, start=scenario.start, key=scenario.key).iloc[0]
    return (
        f"The track itself has {metrics.short(start['streams'])} streams and "
        f"{metrics.short(start['views'])} views. The models have learned from it too."
    )


def name(selection: Selection, scenario: Scenario) -> str:
    """Say in a few words what a scenario starts from."""
    if scenario.start == "catalogue":
        return "A typical track"
    start = start_row(selection, start=scenario.start, key=scenario.key).iloc[0]
    if scenario.start == "artist":
        return f"New by {start['artist']}"
    return f"{start['track']} · {start['artist']}"
