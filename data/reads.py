"""Questions that several topics ask of the marts, one function each.

A topic's own questions are in `reads_<topic>.py`.
"""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from data import warehouse
from data.selection import Selection


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
        At most this many tracks, drawn by a hash of `track_id`: the same ones every time.

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
    if sample is None:
        return warehouse.query(f"select {names} from chosen order by track_id", selection)
    return warehouse.query(
        f"""select {names} from (
            select * from chosen order by md5(track_id), track_id limit $sample
        ) order by track_id""",
        selection,
        sample=sample,
    )


def n_tracks(selection: Selection) -> int:
    """Return how many tracks a selection has."""
    return int(warehouse.query("select count(*) as n from chosen", selection).n[0])


def track_artists(selection: Selection) -> pd.DataFrame:
    """Return every (track_id, artist) pair of the tracks in a selection, ordered by both."""
    return warehouse.query(
        """select listed.track_id, listed.artist
        from track_artists as listed
        inner join chosen on listed.track_id = chosen.track_id
        order by listed.track_id, listed.artist""",
        selection,
    )
