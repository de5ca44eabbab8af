"""What the shared filter asks: artists and genres to offer, and how many tracks it leaves."""

from collections.abc import Sequence

from data.engine import warehouse

MAX_MATCHES = 50
MAX_GENRES = 1_000


def artists(version: str, search: str = "") -> list[str]:
    """Return the artists that a search finds, at most `MAX_MATCHES`.

    Parameters
    ----------
    search : str, default=''
        Words that a name holds, in any order, each as any part of it, accents and case aside; an
        empty one finds all.

    Returns
    -------
    list of str
        The artist of just that name first, then those whose name begins so, then the rest; of
        each the most streamed first.
    """
    rows = warehouse.query(
        """
        select artist
        from artists
        where has_all_words(search_text, $search)
        order by
            search_text = trim(folded($search)) desc,
            starts_with(search_text, trim(folded($search))) desc,
            streams desc nulls last,
            artist
        limit $most
        """,
        version,
        search=search,
        most=MAX_MATCHES,
    )
    return [str(name) for name in rows["artist"]]


def genres(version: str) -> list[str]:
    """Return the genres that sources give for tracks, those of most tracks first."""
    rows = warehouse.query(
        "select genre from track_genres group by genre order by count(*) desc, genre limit $most",
        version,
        most=MAX_GENRES,
    )
    return [str(genre) for genre in rows["genre"]]


def known_artists(version: str, names: Sequence[str]) -> list[str]:
    """Return the artists of the catalogue that go by one of the names, in any case."""
    rows = warehouse.query(
        "select artist from artists where list_contains($names, lower(artist)) order by artist",
        version,
        names=[name.lower() for name in names],
    )
    return [str(name) for name in rows["artist"]]
