"""What training reads: whole artists up to a limit, and the hit thresholds of all tracks."""

import math

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


def hit_thresholds(version: str, shares: tuple[float, ...]) -> dict[float, float]:
    """Return the streams from which on a track is in each top share; NaN where none are known."""
    quantiles = [1 - share for share in shares]
    found = warehouse.query(
        "select quantile_cont(streams, $quantiles) as thresholds from tracks",
        version,
        quantiles=quantiles,
    )
    thresholds = found["thresholds"][0]
    if thresholds is None:
        return dict.fromkeys(shares, math.nan)
    return dict(zip(shares, map(float, thresholds), strict=True))
