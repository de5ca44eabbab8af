"""Questions that several topics ask of the marts, one function each.

A topic's own questions are in `data/reads/<topic>.py`.
"""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from data import published
from data.engine import warehouse
from data.selection import Selection

OF_ARTIST = """lot in (
    select track_lot from track_artists where lot = artist_lot($artist) and artist = $artist
) and list_contains(artists, $artist)"""
"""Condition on `tracks`: those that list $artist, found without reading the rest."""

MAX_TRACKS = 200_000
"""Up to here an analysis uses every track; above, those of a sample of artists."""

MAX_FOUND = 20
"""Tracks offered for a search."""


@lru_cache(maxsize=8)
def _track_columns(version: str) -> tuple[str, ...]:
    return tuple(warehouse.query("select * from tracks limit 0", version).columns)


def columns(version: str, wanted: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the columns of the mart `tracks`, or those wanted; refuse one that is not there."""
    known = _track_columns(version)
    if unknown := set(wanted or ()) - set(known):
        raise ValueError(f"tracks has no column {sorted(unknown)}")
    return known if wanted is None else tuple(wanted)


def tracks(
    selection: Selection, wanted: Sequence[str] | None = None, *, sample: int | None = None
) -> pd.DataFrame:
    """Return the tracks in a selection, ordered by `track_id`.

    Parameters
    ----------
    selection : Selection
        Version and filter.
    wanted : sequence of str, optional
        Columns of the mart `tracks`; all by default.
    sample : int, optional
        At most this many tracks, the same ones every time: `track_id` is a hash, so the first in
        its order are picked by lot.

    Returns
    -------
    DataFrame of shape (n_tracks, n_columns)
        Counts are float with NaN where unknown, flags True, False or None.
    """
    names = ", ".join(columns(selection.version, wanted))
    if sample is None:
        return warehouse.query(f"select {names} from chosen order by track_id", selection)
    return warehouse.query(
        f"select {names} from chosen where track_id < $bound order by track_id limit $sample",
        selection,
        bound=sample_bound(selection, sample),
        sample=sample,
    )


def whole_artists(
    selection: Selection, wanted: Sequence[str], *, at_most: int = MAX_TRACKS
) -> pd.DataFrame:
    """Return the tracks in a selection, or of a sample of its artists where they are too many.

    Parameters
    ----------
    selection : Selection
        Version and filter.
    wanted : sequence of str
        Columns of the mart `tracks`.
    at_most : int, default=200000
        Above so many tracks, artists are picked by lot, the same ones every time, each with all
        their tracks: about `at_most` tracks.

    Returns
    -------
    DataFrame of shape (n_tracks, n_columns), ordered by `track_id`
    """
    below = share(selection, at_most)
    if below >= 1:
        return tracks(selection, wanted)
    names = ", ".join(columns(selection.version, wanted))
    return warehouse.query(
        f"select {names} from chosen where lot < $share order by track_id", selection, share=below
    )


def sample_bound(selection: Selection, n_tracks_wanted: int) -> str:
    """Return an id that so many of the chosen tracks lie below, with a wide margin.

    To sort a few of millions is quicker where the rest is put aside first; ids are hashes, so
    how many lie below one is known without looking.
    """
    below = share(selection, 2 * n_tracks_wanted + 100)
    return f"{int(below * 16**8):08x}" if below < 1 else "g"


def find(selection: Selection, text: str) -> pd.DataFrame:
    """Return tracks whose title and artists hold all words of a text, accents and case aside.

    Returns
    -------
    DataFrame with columns track_id, track, artist
        The most streamed first, at most `MAX_FOUND`; an empty text finds all.
    """
    return warehouse.query(
        """select track_id, track, artist
        from chosen
        where has_all_words(search_text, $text)
        order by streams desc nulls last, track_id
        limit $most""",
        selection,
        text=text,
        most=MAX_FOUND,
    )


def track(version: str, track_id: str) -> pd.DataFrame:
    """Return a track with all columns of the mart; no row where there is none of that id."""
    return warehouse.query("select * from tracks where track_id = $id", version, id=track_id)


def within(selection: Selection, track_ids: Sequence[str]) -> list[str]:
    """Return those of some tracks that a selection has."""
    ids = warehouse.query(
        "select track_id from chosen where track_id in (select unnest($track_ids::varchar[]))",
        selection,
        track_ids=list(track_ids),
    )
    return [str(track_id) for track_id in ids["track_id"]]


def span(version: str, column: str) -> tuple[float, float, float]:
    """Return the least, the median and the largest value of a column of `tracks`."""
    columns(version, [column])
    ends = warehouse.query(
        f"""select
            min({column})::double as low,
            median({column})::double as middle,
            max({column})::double as high
        from tracks""",
        version,
    ).iloc[0]
    return float(ends["low"]), float(ends["middle"]), float(ends["high"])


def share(selection: Selection, n_wanted: int) -> float:
    """Return the lot below which about so many chosen tracks lie; 1 or more where all do."""
    total = published.manifest(selection.version).recordings
    if total > n_wanted and not selection.is_everything:
        total = n_tracks(selection)
    return n_wanted / max(total, 1)


def n_tracks(selection: Selection) -> int:
    """Return how many tracks a selection has."""
    return int(warehouse.query("select count(*) as n from chosen", selection).n[0])
