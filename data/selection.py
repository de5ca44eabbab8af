"""What the reader looks at: a data version and the shared filter, compiled to SQL parameters."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

Range = tuple[float | None, float | None]
OPEN: Range = (None, None)


@dataclass(frozen=True, slots=True)
class Selection:
    """A published version and the tracks chosen from it.

    Parameters
    ----------
    version : str
        Name of a published version, `data.published.current_version()`.
    artists : tuple of str
        Tracks that list any of these artists; empty: all.
    album_types : tuple of str
        'album', 'single', 'compilation'; empty: all.
    genres : tuple of str
        Tracks of which any of these genres is said, as sources give them; empty: all.
    official_video, licensed : bool or None
        Tracks whose flag is so; None: all, those without the flag too.
    streams, views, tempo : (low, high)
        Bounds, both inclusive, either may be None. A track without the value is left out as
        soon as a bound is set.
    """

    version: str
    artists: tuple[str, ...] = ()
    album_types: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    official_video: bool | None = None
    licensed: bool | None = None
    streams: Range = OPEN
    views: Range = OPEN
    tempo: Range = OPEN

    @property
    def is_everything(self) -> bool:
        """Whether no filter is set."""
        return self == Selection(self.version)

    def to_json(self) -> str:
        """Return a canonical text of the selection, the same for equal ones."""
        return json.dumps(asdict(self), sort_keys=True)

    def conditions(self) -> tuple[list[str], dict[str, Any]]:
        """Return SQL conditions on `tracks` (fixed texts) and the values they refer to."""
        texts: list[str] = []
        values: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in _CONDITIONS and value not in ((), None):
                texts.append(_CONDITIONS[field.name])
                values[f"chosen_{field.name}"] = list(value) if field.name in _LISTS else value
            elif field.name in _RANGES:
                for bound, operator, limit in zip(
                    ("low", "high"), (">=", "<="), value, strict=True
                ):
                    if limit is not None:
                        name = f"chosen_{field.name}_{bound}"
                        texts.append(f"{field.name} {operator} ${name}")
                        values[name] = limit
        return texts, values


_LISTS = ("artists", "album_types", "genres")
_RANGES = ("streams", "views", "tempo")
_CONDITIONS = {
    "artists": "list_has_any(artists, $chosen_artists)",
    "album_types": "list_contains($chosen_album_types, album_type)",
    "genres": (
        "track_id in (select track_id from track_genres where list_contains($chosen_genres, genre))"
    ),
    "official_video": "has_official_video = $chosen_official_video",
    "licensed": "is_licensed = $chosen_licensed",
}
