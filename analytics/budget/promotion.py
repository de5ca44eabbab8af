"""On which platform the next unit of promotion has most room, track by track."""

import pandas as pd

from analytics.catalogue import balance
from analytics.catalogue.balance import Expectation

NEEDED = ("track", "artist", *balance.NEEDED)
"""Columns of the mart that `advise` needs."""
ROOM = {"spotify": "YouTube", "youtube": "Spotify", "as expected": "either"}
"""Where a track has most room, by the platform that it is ahead on."""
COLUMNS = ("track_id", "track", "artist", "streams", "views", "advice", "gap", "sureness")


def advise(tracks: pd.DataFrame, expectation: Expectation | None) -> pd.DataFrame:
    """Say of each track on which platform it stays behind.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart, with `NEEDED`.
    expectation : Expectation or None
        What streams to expect; None where the data is too little to say, which advises nothing.

    Returns
    -------
    DataFrame, surest first
        `COLUMNS` and what `balance.judge` adds: `advice` is 'YouTube', 'Spotify' or 'either',
        `gap` by what factor the track stays behind there (>= 1), `sureness` the share of tracks
        that stray less far on that side (0 to 1). Tracks without either count are left out.
    """
    if expectation is None:
        return pd.DataFrame(columns=list(COLUMNS))
    judged = balance.judge(tracks, expectation).drop(columns="track_id")
    table = tracks[["track_id", "track", "artist", "streams", "views"]].assign(**judged)
    table = table[table["verdict"] != "unknown"]
    ahead = table["streams_ratio"]
    return table.assign(
        advice=table["verdict"].map(ROOM),
        gap=ahead.where(ahead >= 1, 1 / ahead),
    ).sort_values(["sureness", "track_id"], ascending=[False, True], ignore_index=True)
