"""What the page Similar asks: how every track sounds, and which tracks and artists a text names."""

import itertools
from collections.abc import Iterator, Sequence

import pandas as pd
import pyarrow as pa

from data.engine import warehouse
from data.metrics import AUDIO_FEATURES
from data.reads import tracks as reads
from data.selection import Selection

NUMBER = "('0x' || track_id)::ubigint"
"""A track's id as a number: it is sixteen hexadecimal digits."""
MAX_FOUND = 20
MAX_WORDS = 8
"""Words of a text that are looked for; more say nothing more."""
ALIKE = 0.92
"""Jaro-Winkler similarity from which on a name is taken for another one, misspelt."""
SHOWN = ("track_id", "track", "artist", "artists", "streams", "views", *AUDIO_FEATURES)
SHORT, LONG = 4, 8
"""Letters from which on a word may be one edit away, and two."""


def heard(version: str, features: Sequence[str]) -> tuple[str, ...]:
    """Return those of some audio features that the catalogue knows of any track."""
    names = reads.columns(version, features)
    counts = warehouse.query(
        f"select {', '.join(f'count({name}) as {name}' for name in names)} from tracks", version
    )
    return tuple(name for name in names if counts[name].iloc[0] > 0)


def n_complete(version: str, features: Sequence[str]) -> int:
    """Return how many tracks have all of some features."""
    known = " and ".join(f"{name} is not null" for name in reads.columns(version, features))
    return int(warehouse.query(f"select count(*) as n from tracks where {known}", version).n[0])


def sound(version: str, features: Sequence[str], *, rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the tracks that have all of some features, by their number.

    Parameters
    ----------
    features : sequence of str
        Columns of the mart; neither `key` nor `duration_ms`.
    rows : int
        In a batch.

    Yields
    ------
    RecordBatch with columns number, lot, key, duration_ms, streams and the features
    """
    names = reads.columns(version, features)
    known = " and ".join(f"{name} is not null" for name in names)
    return warehouse.batches(
        f"""select {NUMBER} as number, lot, key, duration_ms, streams, {", ".join(names)}
        from tracks where {known} order by number""",
        version,
        rows=rows,
    )


def numbers(selection: Selection) -> pd.Series:
    """Return the numbers of the tracks in a selection."""
    return warehouse.query(f"select {NUMBER} as number from chosen", selection)["number"]


def tracks(version: str, track_ids: Sequence[str], lots: Sequence[float]) -> pd.DataFrame:
    """Return what is shown of some tracks, in no order.

    Parameters
    ----------
    track_ids : sequence of str
    lots : sequence of float
        Of their artists: what else the file holds is not read.
    """
    return warehouse.query(
        f"""select {", ".join(SHOWN)} from tracks
        where lot in (select unnest($lots::double[]))
            and track_id in (select unnest($track_ids::varchar[]))""",
        version,
        lots=sorted(set(lots)),
        track_ids=list(track_ids),
    )


def found(selection: Selection, text: str) -> pd.DataFrame:
    """Return tracks whose title and artists hold all words of a text, accents and case aside.

    Returns
    -------
    DataFrame with columns track_id, track, artist, is_whole, edits
        Those whose title is the whole text first, then the most streamed; at most `MAX_FOUND`;
        `edits` is 0.
    """
    return warehouse.query(
        """select
            track_id,
            track,
            artist,
            starts_with(search_text, folded($text) || chr(10)) as is_whole,
            0 as edits
        from chosen
        where has_all_words(search_text, $text)
        order by is_whole desc, streams desc nulls last, track_id
        limit $most""",
        selection,
        text=text.strip(),
        most=MAX_FOUND,
    )


def nearly_found(selection: Selection, text: str) -> pd.DataFrame:
    """Return tracks whose title and artists hold all words of a misspelt text.

    A word of four letters and more may be one edit away (a letter wrong, missing, too many, or
    two swapped), one of eight and more two. Of a word in two pieces one edit leaves one piece as
    it is, so only texts that hold a piece of each word are looked at closely.

    Returns
    -------
    DataFrame with the columns of `found`
        The fewest edits first, then the most streamed.
    """
    words = _words(selection.version, text)
    if not words:
        return found(selection, text).head(0)
    pieces = {f"piece_{i}_{j}": p for i, w in enumerate(words) for j, p in enumerate(_pieces(w))}
    holds = " and ".join(
        "("
        + " or ".join(f"contains(search_text, ${n})" for n in pieces if n.startswith(f"piece_{i}_"))
        + ")"
        for i in range(len(words))
    )
    least = [
        f"list_min(list_transform(words, lambda w: damerau_levenshtein(w, $word_{i})))"
        for i in range(len(words))
    ]
    near = " and ".join(f"{each} <= $edits_{i}" for i, each in enumerate(least))
    return warehouse.query(
        f"""with held as (
            select
                track_id,
                track,
                artist,
                streams,
                string_split_regex(search_text, '[^\\pL\\pN]+') as words
            from chosen
            where {holds}
        )
        select track_id, track, artist, false as is_whole, ({" + ".join(least)})::integer as edits
        from held
        where {near}
        order by edits, streams desc nulls last, track_id
        limit $most""",
        selection,
        **pieces,
        **{f"word_{i}": word for i, word in enumerate(words)},
        **{f"edits_{i}": _edits(word) for i, word in enumerate(words)},
        most=MAX_FOUND,
    )


def _words(version: str, text: str) -> list[str]:
    """Return the words of a text as they are searched, folded by the same rule."""
    asked = "select string_split_regex(folded($text), '[^\\pL\\pN]+') as words"
    words = warehouse.query(asked, version, text=text)["words"].iloc[0]
    return [word for word in words if word][:MAX_WORDS]


def _edits(word: str) -> int:
    return 0 if len(word) < SHORT else 1 if len(word) < LONG else 2


def _pieces(word: str) -> list[str]:
    """Return parts of a word of which any text within its edits holds one."""
    n = _edits(word) + 1
    ends = [round(len(word) * i / n) for i in range(n + 1)]
    parts = [word[a:b] for a, b in itertools.pairwise(ends)]
    # Two letters swapped across the middle would leave neither half.
    swapped = [word[: e - 1] + word[e] + word[e - 1] + word[e + 1 :] for e in ends[1:-1]]
    return parts + (swapped if n == 2 else [])


def artist_named(version: str, text: str, *, is_misspelt: bool = False) -> str | None:
    """Return the artist that a text names as a whole, the most streamed where several do.

    Parameters
    ----------
    is_misspelt : bool, default=False
        Take the name that is most like the text, where one is at all.
    """
    alike = "jaro_winkler_similarity(search_text, folded($text))"
    condition = f"{alike} >= $alike" if is_misspelt else "search_text = folded($text)"
    order = f"{alike} desc, " if is_misspelt else ""
    names = warehouse.query(
        f"""select artist from artists where {condition}
        order by {order}streams desc nulls last, artist limit 1""",
        version,
        text=text.strip(),
        **({"alike": ALIKE} if is_misspelt else {}),
    )["artist"]
    return next(iter(names), None)


def of_artist(selection: Selection, artist: str) -> pd.DataFrame:
    """Return the most streamed tracks of an artist in a selection, at most `MAX_FOUND`.

    Returns
    -------
    DataFrame with columns track_id, track, artist
    """
    return warehouse.query(
        f"""select track_id, track, artist from chosen where {reads.OF_ARTIST}
        order by streams desc nulls last, track_id limit $most""",
        selection,
        artist=artist,
        most=MAX_FOUND,
    )


def genres(version: str) -> list[str]:
    """Return all genres that tracks have, the most frequent first."""
    names = warehouse.query(
        "select genre from track_genres group by genre order by count(*) desc, genre", version
    )["genre"]
    return names.tolist()


def genres_of(version: str, track_ids: Sequence[str]) -> pd.DataFrame:
    """Return the genres of tracks that have any, in a row each: track_id, genres."""
    return warehouse.query(
        """select track_id, list(genre order by genre) as genres from track_genres
        where track_id in (select unnest($track_ids::varchar[]))
        group by track_id""",
        version,
        track_ids=list(track_ids),
    )
