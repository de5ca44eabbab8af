"""The columns that we know, by whatever name a file has for them."""

import re
from collections.abc import Sequence

from data.errors import BadFile

NAMES_SHOWN = 40
NAME_CHARACTERS = 80
"""What of a file's own names goes into messages and accounts; a header may be megabytes long."""

ALIASES: dict[str, tuple[str, ...]] = {
    "artist": ("artists", "artist_name", "performer"),
    "track": ("track_name", "song", "song_name", "name"),
    "album": ("album_name",),
    "album_type": ("release_type",),
    "spotify_uri": ("uri", "track_uri"),
    "spotify_url": ("url_spotify",),
    "youtube_url": ("url_youtube", "video_url"),
    "video_title": ("title", "youtube_title"),
    "channel": ("channel_title", "youtube_channel"),
    "danceability": (),
    "energy": (),
    "key": (),
    "loudness": (),
    "speechiness": (),
    "acousticness": (),
    "instrumentalness": (),
    "liveness": (),
    "valence": (),
    "tempo": ("bpm",),
    "duration_ms": ("duration_milliseconds",),
    "duration_minutes": ("duration_min", "duration_mins"),
    "streams": ("stream", "spotify_streams", "stream_count"),
    "views": ("view", "youtube_views", "view_count"),
    "likes": ("youtube_likes", "like_count"),
    "comments": ("youtube_comments", "comment_count"),
    "is_licensed": ("licensed",),
    "has_official_video": ("official_video", "is_official_video"),
}
"""Our columns, each with the other names it is known by (case, spaces and `_` do not matter)."""

COLUMNS = tuple(ALIASES)


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_OURS = {_squeezed(alias): ours for ours, other in ALIASES.items() for alias in (ours, *other)}


def _cut(name: str) -> str:
    flat = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:1000])
    return flat if len(flat) <= NAME_CHARACTERS else flat[: NAME_CHARACTERS - 1] + "…"


def shown(names: Sequence[str]) -> str:
    """List names of columns as a message can hold them."""
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(repr(_cut(name)) for name in names[:NAMES_SHOWN]) + more


def _listed(ignored: Sequence[str]) -> tuple[str, ...]:
    more = len(ignored) - NAMES_SHOWN
    names = tuple(_cut(name) or "(no name)" for name in ignored[:NAMES_SHOWN])
    return (*names, f"and {more:,} more") if more > 0 else names


def n_known(header: Sequence[str]) -> int:
    """Return how many of our columns a header names."""
    return len({_squeezed(column) for column in header} & set(_OURS))


def matched(
    header: Sequence[str], name: str, *, is_released: bool = True
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Map our columns to the file's, and list the file's that are not used.

    Released tracks have streams or views; of others only artist and track are needed.
    """
    columns: dict[str, str] = {}
    ignored = []
    for column in header:
        ours = _OURS.get(_squeezed(column))
        if ours is None:
            ignored.append(column)
        elif ours in columns:
            raise BadFile(
                f"{name} has two columns for {ours}: {shown([columns[ours], column])}",
                hint="Remove or rename one of them.",
            )
        else:
            columns[ours] = column
    lacking = [needed for needed in ("artist", "track") if needed not in columns]
    if is_released and not {"streams", "views"} & set(columns):
        lacking.append("streams or views")
    if lacking:
        counts = ("streams", "views") if is_released else ()
        others = (f"{n}: {', '.join(ALIASES[n])}" for n in ("artist", "track", *counts))
        raise BadFile(
            f"{name} lacks the columns {', '.join(lacking)}; found: {shown(header) or 'none'}",
            hint=f"Needed: artist, track{', and streams or views' * is_released}. "
            f"Other names for them: {'; '.join(others)}",
        )
    return columns, _listed(ignored)
