"""Columns of the mart `tracks` become a model matrix; three sets by when they are known.

Public functions and names
--------------------------
FEATURE_SETS                           ('audio', 'release', 'market')
TARGETS                                ('streams', 'views', 'likes', 'comments'): log1p of a count
matrix(tracks, feature_set, target=)   -> DataFrame (n_tracks, n_features) of float, NaN unknown
told_by_others(X)                      -> its columns that other tracks of the artist tell
as_unknown(X)                          -> the matrix as if no other track of the artist was known
names(feature_set, target=)            -> tuple of the matrix' column names
group(name)                            -> 'Audio', 'Title', 'Release', 'Other tracks', ...
label(name)                            -> words for an axis or a sentence
shown(name, value)                     -> a value as readers know it: counts not as logarithms
log_target(tracks, target)             -> ndarray: ln(1 + count), NaN where unknown

What a row gets depends on that row alone, so a track of the catalogue and one that is only
imagined are read by the same code. Nothing here is computed from a track's own streams, but for
views, likes and comments as targets in `market`, where the other YouTube counts would give the
answer away (R² 0.97) and streams stand in for them. `n_artists` is no feature: a recording is
listed under a second artist only where it is among that artist's most played.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import titles
from data import metrics
from data.errors import BadOption

FEATURE_SETS = ("audio", "release", "market")
TARGETS = metrics.COUNTS

KNOWN_WHEN = {
    "audio": "when the demo recording is in",
    "release": "before release",
    "market": "once it is out",
}

Floats = npt.NDArray[np.float64]

_STATISTICS = ("mean", "median", "best", "worst", "spread")
_BACK = ("back_n_tracks", *(f"back_{m}_{s}" for m in metrics.COUNTS for s in _STATISTICS))
_KIN = (
    *("back_versions_n", "back_versions_streams_best", "back_versions_views_best"),
    *("back_single_share", "back_video_share"),
)
"""Other versions of the title, and what kind of tracks the artist's others are."""
_ALBUM = ("album_n_tracks", *(f"album_{m}_{s}" for m in metrics.COUNTS for s in ("mean", "best")))
OTHER_TRACKS = (*_BACK, *_KIN, *_ALBUM)
"""Columns of the mart that say what other tracks of the artist, and of the album, did."""

_NUMBERS_OF_OTHERS = ("back_n_tracks", "back_versions_n", "album_n_tracks")
_TOLD_BY_OTHERS = ("back_", "over_", "expected")

_MADE_LABELS = {
    "is_single": "Single",
    "is_compilation": "Compilation",
    "has_official_video": "Official video",
    "is_licensed": "Licensed",
    "album_named_like_track": "Album named like the track",
    "back_n_tracks": "Artist's other tracks: number",
    "back_versions_n": "Other versions of the title: number",
    "back_versions_streams_best": "Other versions of the title: best streams",
    "back_versions_views_best": "Other versions of the title: best views",
    "back_single_share": "Artist's other tracks: share of singles",
    "back_video_share": "Artist's other tracks: share with official video",
    "back_streams_per_view": "Artist's other tracks: streams per view",
    "back_reactions_per_view": "Artist's other tracks: likes per view",
    "album_n_tracks": "Same album: other tracks, number",
    "channel_n_tracks": "Channel: number of tracks",
    "channel_of_artist": "Channel: the artist's own",
    "video_names_track": "Video title names the track",
    "likes_per_view": "Likes per view",
    "comments_per_view": "Comments per view",
    "over_back": "Beside the artist's other tracks",
    "over_album": "Beside the same album's tracks",
    "expected": "Expected from the other platform",
    "expected_by_album": "Expected from the other platform, as for the same album",
    "expected_by_likes": "Expected from likes",
    "expected_by_comments": "Expected from comments",
    "title_feat": "Title: a guest",
    "title_chapter": "Title: a part or chapter",
    "title_n_words": "Title: number of words",
    "title_length": "Title: letters",
    "title_non_latin": "Title: letters of other scripts",
    "title_english": "Title: English words",
    "title_indian": "Title: Hindi words",
    "title_indian_letters": "Title: letters as in Hindi",
    "title_accents": "Title: accented letters",
    "title_k_z_h": "Title: letters k, z, h",
    "title_vowel_endings": "Title: words ending in a vowel",
    "title_word_length": "Title: length of words",
    "video_length": "Video: letters of its title",
    "video_names_artist": "Video title names the artist",
}


def matrix(tracks: pd.DataFrame, feature_set: str, *, target: str = "streams") -> pd.DataFrame:
    """Build the model matrix of tracks.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart `tracks`; the columns that `feature_set` needs, see `names`.
    feature_set : {'audio', 'release', 'market'}
    target : {'streams', 'views', 'likes', 'comments'}, default='streams'
        Decides which counts `market` may know.

    Returns
    -------
    DataFrame of shape (n_tracks, n_features)
        Float64, same index, columns as in `names`; counts as ln(1 + count), flags 0 or 1, NaN
        where unknown.
    """
    _check(feature_set, target)
    columns = _audio(tracks)
    if feature_set != "audio":
        columns |= _release(tracks)
    if feature_set == "market":
        columns |= _market(tracks, columns, target)
    return pd.DataFrame(columns, index=tracks.index)


def told_by_others(X: pd.DataFrame) -> list[str]:
    """Name the columns of a matrix that other tracks of the artist, or of the album, tell."""
    names = map(str, X.columns)
    return [name for name in names if name in OTHER_TRACKS or name.startswith(_TOLD_BY_OTHERS)]


def as_unknown(X: pd.DataFrame) -> pd.DataFrame:
    """Return a matrix as if the catalogue held no other track of each row's artist.

    Parameters
    ----------
    X : DataFrame of shape (n_tracks, n_features)
        Some or all columns of a `matrix`.

    Returns
    -------
    DataFrame of shape (n_tracks, n_features)
        What a newcomer's tracks get: numbers of other tracks are 0, all else that other tracks
        tell is unknown, and a channel has this one video.
    """
    told = told_by_others(X)
    values = {name: 0.0 if name in _NUMBERS_OF_OTHERS else np.nan for name in told}
    hidden = X.assign(**values)
    if "channel_n_tracks" in X:
        hidden["channel_n_tracks"] = X["channel_n_tracks"].clip(upper=np.log1p(1))
    return hidden


@cache
def names(feature_set: str, *, target: str = "streams") -> tuple[str, ...]:
    """Name the columns of `matrix` in order."""
    return tuple(matrix(_blank(), feature_set, target=target).columns)


def log_target(tracks: pd.DataFrame, target: str) -> Floats:
    """Return ln(1 + count) of a target, NaN where the count is unknown."""
    _check("audio", target)
    return _logs(tracks[target])


def group(name: str) -> str:
    """Name the group of features that a column of `matrix` belongs to."""
    if name in metrics.AUDIO_FEATURES:
        return "Audio"
    if name.startswith("title_"):
        return "Title"
    if name.startswith("back_"):
        return "Artist's other tracks"
    if name in _ALBUM:
        return "Same album"
    if name in _RELEASE_NAMES or name in titles.ALBUM_WORDS:
        return "Release"
    return "Channel and video" if name.startswith(("video_", "channel_")) else "Other platform"


def label(name: str) -> str:
    """Say in words what a column of `matrix` is."""
    if name in metrics.AUDIO_FEATURES:
        return metrics.label(name)
    if name in _MADE_LABELS:
        return _MADE_LABELS[name]
    if name in _BACK or name in _ALBUM:
        kind, count, statistic = name.split("_")
        whose = "Artist's other tracks" if kind == "back" else "Same album"
        return f"{whose}: {statistic} {count}"
    if name.startswith("own_"):
        return metrics.label(name.removeprefix("own_"))
    kind, _, word = name.partition("_")
    return f"{kind.capitalize()}: {word.replace('_', ' ')}"


def shown(name: str, value: float) -> str:
    """Write the value of a column of `matrix` as readers know it: counts not as logarithms."""
    if value != value:
        return "unknown"
    if name in metrics.AUDIO_FEATURES:
        return metrics.display(name, value) + metrics.physical_unit(name)
    is_said = name in titles.ALBUM_WORDS or name in _RELEASE_NAMES
    is_said |= name.startswith(("title_", "video_", "channel_"))
    if is_said and value in (0.0, 1.0):
        return "yes" if value else "no"
    if name.endswith(("_per_view", "_spread")) or name.startswith("over_"):
        return f"× {np.exp(value):.3g}"
    is_log = name.startswith(("own_", "back_", "album_", "expected"))
    is_log = is_log and not name.endswith(("_n_tracks", "_n", "_share"))
    if is_log and value not in (0.0, 1.0):
        return metrics.short(float(np.expm1(value)))
    return f"{value:.3g}"


_RELEASE_NAMES = (
    "is_single",
    "is_compilation",
    "has_official_video",
    "is_licensed",
    "album_named_like_track",
)


def _check(feature_set: str, target: str) -> None:
    if feature_set not in FEATURE_SETS:
        raise BadOption(f"There is no feature set {feature_set!r}; there are {FEATURE_SETS}.")
    if target not in TARGETS:
        raise BadOption(f"There is no target {target!r}; there are {TARGETS}.")


def _numbers(column: pd.Series) -> Floats:
    if column.dtype == object:
        column = pd.to_numeric(column, errors="coerce")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _logs(column: pd.Series) -> Floats:
    return np.log1p(_numbers(column))


def _all(tracks: pd.DataFrame, columns: Sequence[str]) -> dict[str, Floats]:
    return {name: _numbers(tracks[name]) for name in columns}


def _audio(tracks: pd.DataFrame) -> dict[str, Floats]:
    return _all(tracks, metrics.AUDIO_FEATURES) | titles.title_words(tracks["track"])


def _release(tracks: pd.DataFrame) -> dict[str, Floats]:
    kind = tracks["album_type"].astype(object).to_numpy()
    made = {
        "is_single": (kind == "single").astype(np.float64),
        "is_compilation": (kind == "compilation").astype(np.float64),
        "has_official_video": _numbers(tracks["has_official_video"]),
        "is_licensed": _numbers(tracks["is_licensed"]),
    }
    back = _all(tracks, (*_BACK, *_KIN))
    back["back_streams_per_view"] = back["back_streams_mean"] - back["back_views_mean"]
    back["back_reactions_per_view"] = back["back_likes_mean"] - back["back_views_mean"]
    return made | titles.album_words(tracks["album"], tracks["track"]) | back


def _market(tracks: pd.DataFrame, release: dict[str, Floats], target: str) -> dict[str, Floats]:
    known = release | _all(tracks, _ALBUM)
    own = _own_views(tracks, known) if target == "streams" else _own_streams(tracks, known, target)
    channel = {"channel_n_tracks": _logs(tracks["channel_n_tracks"])}
    return own | channel | _all(tracks, _ALBUM) | titles.video_words(tracks)


def _own_views(tracks: pd.DataFrame, known: dict[str, Floats]) -> dict[str, Floats]:
    views, likes, comments = (_logs(tracks[name]) for name in ("views", "likes", "comments"))
    return {
        "own_views": views,
        "own_likes": likes,
        "own_comments": comments,
        "likes_per_view": likes - views,
        "comments_per_view": comments - views,
        "over_back": views - known["back_views_mean"],
        "over_album": views - known["album_views_mean"],
        "expected": views + known["back_streams_per_view"],
        "expected_by_album": views - known["album_views_mean"] + known["album_streams_mean"],
        "expected_by_likes": likes - known["back_likes_mean"] + known["back_streams_mean"],
        "expected_by_comments": comments - known["back_comments_mean"] + known["back_streams_mean"],
    }


def _own_streams(tracks: pd.DataFrame, known: dict[str, Floats], target: str) -> dict[str, Floats]:
    streams = _logs(tracks["streams"])
    over, over_album = (streams - known[f"{kind}_streams_mean"] for kind in ("back", "album"))
    return {
        "own_streams": streams,
        "over_back": over,
        "over_album": over_album,
        "expected": over + known[f"back_{target}_mean"],
        "expected_by_album": over_album + known[f"album_{target}_mean"],
    }


def _blank() -> pd.DataFrame:
    """One row without any value: enough to learn the columns of a matrix."""
    words = ("artist", "track", "album", "album_type", "video_title", "channel")
    flags = ("has_official_video", "is_licensed")
    numbers = (*metrics.AUDIO_FEATURES, *metrics.COUNTS, *OTHER_TRACKS, "channel_n_tracks")
    values: dict[str, list[object]] = {name: [None] for name in (*words, *flags)}
    return pd.DataFrame(values | {name: [np.nan] for name in numbers})
