"""The columns that we know, by whatever name a file has for them."""

import re
from collections.abc import Collection, Sequence

from data.errors import BadFile

NAMES_SHOWN = 40
NAME_CHARACTERS = 80
"""What of a file's own names goes into messages and accounts; a header may be megabytes long."""

ALIASES: dict[str, tuple[str, ...]] = {
    "artist": ("artists", "artist_name", "performer"),
    "track": ("track_name", "track_title", "song", "song_name", "name"),
    "album": ("album_name",),
    "album_type": ("release_type",),
    "spotify_uri": ("uri", "track_uri", "spotify_id"),
    "spotify_url": ("url_spotify",),
    "youtube_url": ("url_youtube", "video_url"),
    "video_title": ("title", "youtube_title"),
    "channel": ("channel_title", "youtube_channel"),
    "danceability": (),
    "energy": (),
    "key": (),
    "mode": (),
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
    "genre": ("genres", "track_genre", "subgenre", "playlist_subgenre"),
}
"""Our columns, each with the other names it is known by (case, spaces and `_` do not matter)."""

COLUMNS = tuple(ALIASES)
FINGERPRINT = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
)
"""The audio features that every known source carries: equal in all, two rows are one recording."""


_OF_GENRE_TABLES = {"trackid": "spotify_uri", "class": "genre"}
"""What genre tables call columns of ours, and catalogues other things; by squeezed name."""


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


def is_genre_table(columns: Collection[str]) -> bool:
    """Return whether columns of ours are those of a genre table: it has no streams and no views."""
    return "genre" in columns and not {"streams", "views"} & set(columns)


def _of_recordings(columns: dict[str, str], header: Sequence[str], name: str) -> dict[str, str]:
    """Return the columns of a genre table; raise where nothing tells which recordings it means."""
    if "artist" in columns or "spotify_uri" in columns or set(FINGERPRINT) <= set(columns):
        return columns
    raise BadFile(
        f"{name} names genres, but not which tracks they belong to; found: {shown(header)}",
        hint="Needed beside the genre: artist and track, an artist alone, spotify_uri, or all of "
        f"{', '.join(FINGERPRINT)}.",
    )


def matched(
    header: Sequence[str], name: str, *, is_released: bool = True
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Map our columns to the file's, and list the file's that are not used.

    Released tracks have streams or views, or stand in a genre table; of others only artist and
    track are needed.
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
    if is_released and not {"streams", "views"} & set(columns):
        columns = {
            ours: c for c in ignored if (ours := _OF_GENRE_TABLES.get(_squeezed(c)))
        } | columns
        ignored = [column for column in ignored if column not in columns.values()]
    if is_released and is_genre_table(columns):
        return _of_recordings(columns, header, name), _listed(ignored)
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
