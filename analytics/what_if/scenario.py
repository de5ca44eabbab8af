"""Imagined tracks: where each starts from, what differs from it, and the row that comes of it.

Public functions and names
--------------------------
Scenario                                what a reader imagines: hashable, plain values
average(typical, artist)                -> DataFrame of one row: a new track as it is usually made
changed(start, scenario, ...)           -> DataFrame of one row, with the columns models read
with_video(tracks, reactions)           -> DataFrame: what expected views imply filled in
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.features.matrix import OTHER_TRACKS
from data import metrics
from data.metrics import AUDIO_FEATURES

STARTS = ("catalogue", "artist", "track")
ALBUM_TYPES = ("album", "single", "compilation")
MAX_VIEWS = 10**11
NEW_TITLE = "New track"


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
        sound = dict(self.sound) | {feature: value}
        ordered = tuple((name, sound[name]) for name in AUDIO_FEATURES if name in sound)
        return replace(self, sound=ordered)


def average(typical: pd.DataFrame, artist: str = "") -> pd.DataFrame:
    """Return a new track as an artist, or the catalogue, usually makes them.

    Parameters
    ----------
    typical : DataFrame of one row
        Medians and most frequent values, and what is typical of other tracks (back_*).
    artist : str, default=''
        Empty for the catalogue.
    """
    album = [name for name in OTHER_TRACKS if name.startswith("album_")]
    return typical.assign(
        track_id="",
        artist=artist,
        artists=pd.Series([[artist] if artist else []], index=typical.index),
        track=NEW_TITLE,
        album=None,
        video_title=None,
        channel=None,
        channel_n_tracks=float("nan"),
        **dict.fromkeys([*album, *metrics.COUNTS], float("nan")),
    ).assign(album_n_tracks=0.0)


def changed(
    start: pd.DataFrame,
    scenario: Scenario,
    *,
    middles: Mapping[str, float],
    others: Mapping[str, float] | None = None,
    reactions: Mapping[str, tuple[float, float]],
) -> pd.DataFrame:
    """Return an imagined track, one row with the columns of the mart that models read.

    Parameters
    ----------
    start : DataFrame of one row
        What the values come from that the reader left alone.
    scenario : Scenario
        With the artist's name as the catalogue spells it.
    middles : mapping
        Audio features of the middle of the catalogue, where the start's own are not known.
    others : mapping, optional
        What other tracks of `scenario.artist` did; needed where it is not None.
    reactions : mapping of 'likes' and 'comments' to (constant, slope)
        How their logs follow from that of views.
    """
    values: dict[str, Any] = dict.fromkeys(metrics.COUNTS, float("nan"))
    if scenario.views is not None:
        values["views"] = float(scenario.views)
    values |= {name: middles[name] for name in AUDIO_FEATURES if pd.isna(start[name].iloc[0])}
    values |= dict(scenario.sound)
    for column, flag in (
        ("has_official_video", scenario.official_video),
        ("is_licensed", scenario.licensed),
    ):
        if flag is not None:
            values[column] = pd.Series([flag], dtype=object, index=start.index)
    if scenario.artist is not None:
        assert others is not None
        values |= others
        values |= {"artist": scenario.artist, "album": None, "video_title": None, "channel": None}
    track = start.assign(**values)
    if scenario.album_type not in (None, track["album_type"].iloc[0]):
        track = _released_as(track, str(scenario.album_type))
    return with_video(track, reactions)


def _released_as(track: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the track on another type of album; a single is named like its track."""
    return track.assign(album_type=kind, album=track["track"] if kind == "single" else None)


def with_video(tracks: pd.DataFrame, reactions: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Return tracks with what expected views imply: likes, comments, and a video they are of.

    Likes and comments that are not given follow from the views as they usually do in the
    catalogue. Tracks without expected views stay as they are.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
    reactions : mapping of 'likes' and 'comments' to (constant, slope)
    """
    is_seen = tracks["views"].notna()
    if not is_seen.any():
        return tracks
    logs = np.log1p(tracks["views"].astype("float64"))
    filled: dict[str, Any] = {}
    for name, (constant, slope) in reactions.items():
        usual = pd.Series(np.expm1(constant + slope * logs), index=tracks.index).clip(lower=0)
        given = tracks[name].astype("float64")
        filled[name] = given.where(given.notna() | ~is_seen, usual)
    has_title = tracks["video_title"].notna() | ~is_seen
    official = tracks["has_official_video"].map(lambda flag: " (Official Video)" * (flag is True))
    artist, track = (tracks[name].astype(object) for name in ("artist", "track"))
    title = artist + " - " + track + official
    filled["video_title"] = tracks["video_title"].astype(object).where(has_title, title)
    filled["channel"] = tracks["channel"].astype(object).where(has_title, artist)
    return tracks.assign(**filled)
