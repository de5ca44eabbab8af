"""Questions that several topics ask of the marts, one function each.

A topic's own questions are in `reads_<topic>.py`.
"""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from data import warehouse
from data.selection import Selection

OF_ARTIST = """draw in (
    select track_draw from track_artists where draw = artist_draw($artist) and artist = $artist
) and list_contains(artists, $artist)"""
"""Condition on `tracks`: those that list $artist, found without reading the rest."""


@lru_cache(maxsize=8)
def _track_columns(version: str) -> tuple[str, ...]:
    return tuple(warehouse.query("select * from tracks limit 0", version).columns)


def tracks(
    selection: Selection, columns: Sequence[str] | None = None, *, sample: int | None = None
) -> pd.DataFrame:
    """Return the tracks in a selection, ordered by `track_id`.

    Parameters
    ----------
    selection : Selection
        Version and filter.
    columns : sequence of str, optional
        Columns of the mart `tracks`; all by default.
    sample : int, optional
        At most this many tracks, the same ones every time: `track_id` is a hash, so the first in
        its order are drawn by lot.

    Returns
    -------
    DataFrame of shape (n_tracks, n_columns)
        Counts are float with NaN where unknown, flags True, False or None.
    """
    known = _track_columns(selection.version)
    wanted = tuple(columns) if columns is not None else known
    if unknown := set(wanted) - set(known):
        raise ValueError(f"tracks has no column {sorted(unknown)}")
    names = ", ".join(wanted)
    sql = f"select {names} from chosen order by track_id"
    if sample is None:
        return warehouse.query(sql, selection)
    return warehouse.query(f"{sql} limit $sample", selection, sample=sample)


def share(version: str, n_tracks: int) -> float:
    """Return the lot below which artists with about so many tracks lie; above 1 where all do."""
    return n_tracks / max(warehouse.manifest(version).recordings, 1)


def n_tracks(selection: Selection) -> int:
    """Return how many tracks a selection has."""
    return int(warehouse.query("select count(*) as n from chosen", selection).n[0])
