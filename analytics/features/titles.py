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

LAST_LATIN = "\u024f"

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
    "title_colon": r":",
    "title_apostrophe": r"['’]",
    "title_brackets": r"\(| - ",
}
_ENGLISH = """\
a about after again ain't all alone always am an and another are around as at away baby back bad
be beautiful because been before believe best better big black blue born boy bring but by call can
can't change city cold come could cry dance dark day days dead dear die do does don't down dream
dreams drive drop easy end ever every everybody everything eyes fall feel feeling fire first fly
for forever free friends from get girl give go god going gone gonna good got had hand hands happy
hard has hate have he hear heart heaven hell hello her here high him his hold home hot how i i'll
i'm if in into is it it's just keep kill king kiss know lady last leave let let's life light like
little live lonely long look lose lost love lover mad make man me mind moon more my never new
night no not nothing now of off oh old on one only or our out over party people place play please
queen rain ready real red remember ride right river road rock roll run same save say see shake she
show sing sky sleep slow so some somebody someone something soul stand star stars stay still stop
street summer sun sweet take talk tell than that the them then there these they thing things think
this time to together tomorrow tonight too town true try turn two under until up us wait walk
wanna want was water way we what when where who why wild will wish with without woman won't work
world would wrong yeah year you you're young your"""
_INDIAN = """\
hai tere mere tera mera dil ki ka ke ko se na ishq tum tu mujhe ho aaja jaan pyar main yeh jo kya
re ve te di da nahi naa"""
ENGLISH = frozenset(_ENGLISH.split())
"""Common words of titles: language by itself goes with how widely a track is played."""
INDIAN = frozenset(_INDIAN.split())
"""Common words of Hindi and Punjabi in Latin letters."""
INDIAN_LETTERS = ("aa", "iy", "uu", "kh", "dh", "bh")
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


def _share(text: str, is_counted: Callable[[str], bool]) -> float:
    """Return the share of letters that count."""
    return sum(map(is_counted, text)) / max(len(text), 1)


_SUFFIX = re.compile(r"\s(?:\(|\[|-\s).*$")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def _words_of(title: str) -> list[str]:
    return _WORD.findall(title)


def _known(words: Sequence[str], vocabulary: frozenset[str]) -> float:
    return sum(word in vocabulary for word in words) / max(len(words), 1)


def _language(texts: Sequence[str]) -> dict[str, Floats]:
    """Tell the language of titles by their words and letters, without their suffixes."""
    mains = [_SUFFIX.sub("", text) for text in texts]
    words = [_words_of(main) for main in mains]
    vowels = [sum(word[-1] in "aiou" for word in one) / max(len(one), 1) for one in words]
    lengths = [sum(map(len, one)) / max(len(one), 1) for one in words]
    return {
        "title_english": np.array([_known(one, ENGLISH) for one in words]),
        "title_indian": np.array([_known(one, INDIAN) for one in words]),
        "title_indian_letters": _measure(
            mains, lambda text: sum(map(text.count, INDIAN_LETTERS)) / max(len(text), 1)
        ),
        "title_accents": _measure(
            mains, lambda text: _share(text, lambda letter: "\x7f" < letter <= LAST_LATIN)
        ),
        "title_k_z_h": _measure(mains, lambda text: _share(text, "kzh".__contains__)),
        "title_vowel_endings": np.array(vowels),
        "title_word_length": np.array(lengths),
    }


def title_words(titles: pd.Series) -> dict[str, Floats]:
    """Read the kind and the language of tracks off their titles.

    Parameters
    ----------
    titles : Series of shape (n_tracks,), text or missing

    Returns
    -------
    dict of name to ndarray of shape (n_tracks,)
        Flags of `TITLE_WORDS` (0 or 1), lengths, and shares (0 to 1) of words and letters that
        tell the language.
    """
    texts = _texts(titles)
    measured = {
        "title_length": _measure(texts, len),
        "title_n_words": _measure(texts, lambda text: len(text.split())),
        "title_digits": _measure(texts, lambda text: _share(text, str.isdigit)),
        "title_non_latin": _measure(
            texts, lambda text: _share(text, lambda letter: letter > LAST_LATIN)
        ),
    }
    return _flags(texts, TITLE_WORDS) | measured | _language(texts)


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
        Flags (0 or 1) and `video_length` (letters), NaN where the track has no video.
    """
    videos, channels = _texts(tracks["video_title"]), _texts(tracks["channel"])
    artists, names = _texts(tracks["artist"]), _texts(tracks["track"])
    flags = _flags(videos, VIDEO_WORDS) | _flags(channels, CHANNEL_WORDS)
    flags["channel_of_artist"] = _contain(channels, artists)
    flags["video_names_artist"] = _contain(videos, artists)
    flags["video_length"] = _measure(videos, len)
    flags["video_names_track"] = _contain(videos, [_SUFFIX.sub("", name) for name in names])
    missing = np.array([not video for video in videos])
    return {name: np.where(missing, np.nan, flag) for name, flag in flags.items()}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _contain(texts: Sequence[str], parts: Sequence[str]) -> Floats:
    pairs = ((_plain(text), _plain(part)) for text, part in zip(texts, parts, strict=True))
    return np.array([bool(part) and part in text for text, part in pairs], dtype=np.float64)
