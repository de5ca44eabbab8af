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
        At most this many tracks. Artists are picked by lot, the same ones every time; all are
        taken where all fit.

    Returns
    -------
    DataFrame
        Rows of the mart `tracks`.
    """
    return warehouse.query(
        """with sized as (select lot, count(*) as n_tracks from tracks group by lot),
        sampled as (select lot, sum(n_tracks) over (order by lot) as n_so_far from sized)
        select *
        from tracks
        where lot <= (select max(lot) from sampled where n_so_far <= $limit)
        order by track_id""",
        version,
        limit=limit,
    )
