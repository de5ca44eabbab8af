"""What the shared filter asks: artists to offer, and how many tracks it leaves."""

from collections.abc import Sequence

from data import published
from data.engine import warehouse

MAX_OFFERED = 2000
"""Artists sent to the browser at once; a larger catalogue is searched instead."""

MAX_MATCHES = 50


def count_artists(version: str) -> int:
    """Return how many artists the catalogue has."""
    return published.manifest(version).artists


def artists(version: str, search: str = "") -> list[str]:
    """Return artists to offer, the most streamed first.

    Parameters
    ----------
    search : str, default=''
        Words that a name holds, in any order, accents and case aside. In a catalogue too large to
        offer whole, at most `MAX_MATCHES` are returned.
    """
    small = count_artists(version) <= MAX_OFFERED
    rows = warehouse.query(
        """
        select artist
        from artists
        where has_all_words(search_text, $search)
        order by streams desc nulls last, artist
        limit $most
        """,
        version,
        search=search,
        most=MAX_OFFERED if small else MAX_MATCHES,
    )
    return [str(name) for name in rows["artist"]]


def known_artists(version: str, names: Sequence[str]) -> list[str]:
    """Return the artists of the catalogue that go by one of the names, in any case."""
    rows = warehouse.query(
        "select artist from artists where list_contains($names, lower(artist)) order by artist",
        version,
        names=[name.lower() for name in names],
    )
    return [str(name) for name in rows["artist"]]
