"""What a title or a channel's name says of a track: words that mark its kind.

Public functions
----------------
title_words(titles)                  -> dict of 0/1 flags and lengths
album_words(albums, tracks)          -> dict of 0/1 flags
video_words(tracks)                  -> dict of 0/1 flags of video title and channel
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

LAST_LATIN = 0x24F

TITLE_WORDS = {
    "title_feat": r"\b(?:feat|ft|with)\b",
    "title_remix": r"\b(?:remix|mix|edit|bootleg|rework)\b",
    "title_live": r"\b(?:live|en vivo|ao vivo|en directo|unplugged)\b",
    "title_remaster": r"remaster|\b(?:mono|stereo)\b",
    "title_acoustic": r"\b(?:acoustic|stripped|piano|instrumental)\b",
    "title_version": r"\b(?:version|versión|sped|slowed|reverb|demo|bonus|interlude)\b",
    "title_soundtrack": r"\b(?:from|soundtrack|theme|motion picture)\b",
    "title_classical": r"\b(?:op|no|major|minor|suite|sonata|symphony|concerto|[ivx]+)\.",
    "title_chapter": r"\b(?:teil|kapitel|folge|chapter)\b",
    "title_spanish": r"\b(?:el|los|las|mi|tu|que|del|te|amor|una?|con|por)\b",
    "title_portuguese": r"\b(?:você|não|meu|minha|do|da|em|eu|um|pra)\b",
    "title_french": r"\b(?:le|les|du|des|je|et|mon|une|est)\b",
    "title_german": r"\b(?:der|die|das|und|ich|du|ein|nicht|mit)\b",
}
ALBUM_WORDS = {
    "album_deluxe": r"deluxe|expanded|edition|anniversary|bonus",
    "album_hits": r"\b(?:hits|best|greatest|collection|essential|anthology|éxitos|exitos)\b",
    "album_live": r"\b(?:live|en vivo|ao vivo|unplugged|session)\b",
    "album_soundtrack": r"soundtrack|motion picture|music from|\bcast\b",
    "album_remaster": r"remaster|remix",
}
VIDEO_WORDS = {
    "video_official": r"official|oficial|offiziell|officiel",
    "video_lyric": r"lyric|letra|paroles",
    "video_audio": r"\baudio\b",
    "video_live": r"\b(?:live|en vivo|ao vivo|concert)\b",
    "video_music_video": r"music video|m/v|\bmv\b|videoclip|clip",
    "video_cover": r"\b(?:cover|karaoke|tutorial|reaction)\b",
}
CHANNEL_WORDS = {
    "channel_vevo": r"vevo$",
    "channel_topic": r"- topic$",
    "channel_label": r"records|music|label|entertainment|t-series|official",
}


Floats = npt.NDArray[np.float64]


def _texts(column: pd.Series) -> list[str]:
    return ["" if text is None or text != text else str(text).lower() for text in column]


def _matches(texts: Iterable[str], pattern: str) -> Floats:
    search = re.compile(pattern).search
    return np.array([search(text) is not None for text in texts], dtype=np.float64)


def _flags(texts: Sequence[str], patterns: dict[str, str]) -> dict[str, Floats]:
    return {name: _matches(texts, pattern) for name, pattern in patterns.items()}


def _measure(texts: Sequence[str], measure: Callable[[str], float]) -> Floats:
    return np.array([measure(text) for text in texts], dtype=np.float64)


def _foreign_share(text: str) -> float:
    return sum(ord(letter) > LAST_LATIN for letter in text) / max(len(text), 1)


def title_words(titles: pd.Series) -> dict[str, Floats]:
    """Read the kind and the language of tracks off their titles.

    Parameters
    ----------
    titles : Series of shape (n_tracks,), text or missing

    Returns
    -------
    dict of name to ndarray of shape (n_tracks,)
        Flags of `TITLE_WORDS` (0 or 1), `title_length` (letters), `title_n_words`,
        `title_brackets` (0 or 1) and `title_non_latin` (share of letters, 0 to 1).
    """
    texts = _texts(titles)
    return _flags(texts, TITLE_WORDS) | {
        "title_length": _measure(texts, len),
        "title_n_words": _measure(texts, lambda text: len(text.split())),
        "title_brackets": _matches(texts, r"\(| - "),
        "title_non_latin": _measure(texts, _foreign_share),
    }


def album_words(albums: pd.Series, tracks: pd.Series) -> dict[str, Floats]:
    """Read the kind of album off its name, and whether it is named like the track."""
    names = _texts(albums)
    pairs = zip(names, _texts(tracks), strict=True)
    same = [bool(name) and _plain(name) == _plain(track) for name, track in pairs]
    return _flags(names, ALBUM_WORDS) | {"album_named_like_track": np.array(same, np.float64)}


def video_words(tracks: pd.DataFrame) -> dict[str, Floats]:
    """Read the kind of video and channel off their names.

    Parameters
    ----------
    tracks : DataFrame with text columns `artist`, `track`, `video_title`, `channel`

    Returns
    -------
    dict of name to ndarray of shape (n_tracks,)
        Flags (0 or 1), NaN where the track has no video.
    """
    videos, channels = _texts(tracks["video_title"]), _texts(tracks["channel"])
    artists, names = _texts(tracks["artist"]), _texts(tracks["track"])
    flags = _flags(videos, VIDEO_WORDS) | _flags(channels, CHANNEL_WORDS)
    flags["channel_of_artist"] = _contain(channels, artists)
    flags["video_names_track"] = _contain(videos, [_SUFFIX.sub("", name) for name in names])
    missing = np.array([not video for video in videos])
    return {name: np.where(missing, np.nan, flag) for name, flag in flags.items()}


_SUFFIX = re.compile(r"\s(?:\(|\[|-\s).*$")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _contain(texts: Sequence[str], parts: Sequence[str]) -> Floats:
    pairs = ((_plain(text), _plain(part)) for text, part in zip(texts, parts, strict=True))
    return np.array([bool(part) and part in text for text, part in pairs], dtype=np.float64)
