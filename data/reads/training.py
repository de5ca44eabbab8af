"""What training reads: whole artists up to a limit."""

import pandas as pd

from data.engine import warehouse


def tracks_of_artists(version: str, limit: int) -> pd.DataFrame:
    """Return the tracks of as many artists as fit a limit, ordered by `track_id`.

    Parameters
    ----------
    version : str
        A published version.
    limit : int
        At most this many tracks. Artists are drawn by lot, the same ones every time; all are
        taken where all fit.

    Returns
    -------
    DataFrame
        Rows of the mart `tracks`.
    """
    return warehouse.query(
        """with sized as (select draw, count(*) as n_tracks from tracks group by draw),
        drawn as (select draw, sum(n_tracks) over (order by draw) as n_so_far from sized)
        select *
        from tracks
        where draw <= (select max(draw) from drawn where n_so_far <= $limit)
        order by track_id""",
        version,
        limit=limit,
    )
