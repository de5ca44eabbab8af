"""A grouping of genres: which of a service's many genres count as one.

Two rules: a group is named after its best-known member, and its members sound like its name, so
that what is learned of the group holds for all of them. Genres that name a place, a mood or a time
of day belong to no group: what they have in common is not in the sound.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from data.errors import BadOption

Grouping = tuple[tuple[str, tuple[str, ...]], ...]
"""Groups by name, each with its members; plain, so that it can be an option of an answer."""

MAX_GENRES = 2_000

GROUPS: Grouping = (
    ("acoustic", ("acoustic", "guitar")),
    ("alternative", ("alternative", "alt-rock", "grunge")),
    ("ambient", ("ambient", "new-age")),
    ("blues", ("blues",)),
    ("classical", ("classical", "opera", "piano")),
    ("country", ("country", "bluegrass", "honky-tonk")),
    ("dance", ("dance", "dancehall")),
    ("disco", ("disco",)),
    (
        "electronic",
        (
            "electronic",
            "breakbeat",
            "chicago-house",
            "deep-house",
            "detroit-techno",
            "drum-and-bass",
            "dubstep",
            "edm",
            "electro",
            "hardstyle",
            "house",
            "idm",
            "industrial",
            "minimal-techno",
            "post-dubstep",
            "progressive-house",
            "techno",
            "trance",
        ),
    ),
    ("folk", ("folk", "singer-songwriter", "songwriter")),
    ("funk", ("funk", "groove")),
    ("gospel", ("gospel",)),
    ("hard-rock", ("hard-rock",)),
    ("hip-hop", ("hip-hop", "trip-hop")),
    ("indie", ("indie", "indie-pop")),
    ("j-pop", ("j-pop", "anime", "j-idol", "j-rock")),
    ("jazz", ("jazz", "bossanova")),
    ("k-pop", ("k-pop",)),
    ("latin", ("latin", "latino", "reggaeton", "salsa")),
    ("metal", ("metal", "black-metal", "death-metal", "grindcore", "heavy-metal", "metalcore")),
    ("pop", ("pop", "power-pop", "synth-pop")),
    ("punk", ("punk", "emo", "hardcore", "punk-rock")),
    ("r-n-b", ("r-n-b",)),
    ("reggae", ("reggae", "dub")),
    ("rock", ("rock", "psych-rock", "rock-n-roll", "rockabilly")),
    ("show-tunes", ("show-tunes", "disney")),
    ("ska", ("ska",)),
    ("soul", ("soul",)),
)
"""Spotify's genres in 28 groups."""


def letters(genre: str) -> str:
    """Return what genres are compared by: 'Hip Hop' and 'hip-hop' are one."""
    return re.sub(r"[\W_]+", "", genre.casefold())


def group_of(grouping: Grouping) -> Mapping[str, str]:
    """Return the group of each genre, by the genre's letters.

    Parameters
    ----------
    grouping : tuple of (name, members)
        Empty: nothing is grouped.

    Raises
    ------
    BadOption
        If a genre is in two groups, a group has no name, or there are over `MAX_GENRES` genres.
    """
    found: dict[str, str] = {}
    for name, members in grouping:
        if not letters(name):
            raise BadOption("a group of genres has no name", hint="Name it after its best member.")
        for member in members:
            if found.setdefault(letters(member), name) != name:
                raise BadOption(
                    f"'{member}' is in two groups, {found[letters(member)]} and {name}",
                    hint="A genre belongs to one group.",
                )
    if len(found) > MAX_GENRES:
        raise BadOption(f"{len(found):,} genres are grouped; the limit is {MAX_GENRES:,}")
    return MappingProxyType(found)


def grouped(genres: pd.Series, grouping: Grouping) -> pd.Series:
    """Return the group of each genre, missing where it is in none.

    Parameters
    ----------
    genres : Series of str
        Genres as sources give them.
    grouping : tuple of (name, members)
        Empty: each genre is its own group.
    """
    if not grouping:
        return genres
    groups = group_of(grouping)
    by_genre = {genre: groups.get(letters(genre)) for genre in genres.dropna().unique()}
    return genres.map(by_genre)


def as_table(grouping: Grouping, genres: Iterable[str] = ()) -> pd.DataFrame:
    """Return a grouping as a table to edit: genre and group, empty where a genre is in none.

    Parameters
    ----------
    genres : iterable of str
        Genres of the catalogue; those that no group has are listed too.
    """
    members = {m: name for name, group in grouping for m in group}
    known = {letters(member) for member in members}
    others = {g: "" for g in sorted(genres) if letters(g) not in known}
    rows = members | others
    return pd.DataFrame({"genre": list(rows), "group": list(rows.values())})


def from_table(table: pd.DataFrame) -> Grouping:
    """Return the grouping that an edited table says; the inverse of `as_table`.

    Parameters
    ----------
    table : DataFrame with columns genre, group
        A genre without a group is in none.
    """
    rows = table.dropna(subset=["genre", "group"])
    rows = rows.assign(group=rows.group.str.strip(), genre=rows.genre.str.strip())
    rows = rows[(rows.group != "") & (rows.genre != "")]
    groups = rows.groupby("group", sort=False).genre
    return tuple((str(name), tuple(members)) for name, members in groups)
