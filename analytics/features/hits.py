"""What a hit is: a track in a top share of streams of the whole data version.

Public functions and names
--------------------------
SHARE                        the top share that a hit is in, where no other is named
SHARES                       the top shares that models are asked about
share_of(task)               -> float: the top share that 'hits_10' asks for
is_hit(streams, threshold)   -> ndarray: 1 for a hit, 0 for none, NaN where streams are unknown

From how many streams on that is, `data.reads.hits` asks of the version: a filter or a sample has
no hits of its own.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

SHARE = 0.10
SHARES = (SHARE, 0.05, 0.20)


def is_hit(streams: pd.Series, threshold: float) -> npt.NDArray[np.float64]:
    """Mark the tracks that are hits.

    Parameters
    ----------
    streams : Series of shape (n_tracks,)
        Plays, missing where unknown.
    threshold : float
        Streams from which on a track is a hit, of the whole version: `data.reads.hits`.

    Returns
    -------
    ndarray of shape (n_tracks,)
        1 for a hit, 0 for none, NaN where streams are unknown.
    """
    values = streams.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(values), np.nan, (values >= threshold).astype(np.float64))


def share_of(task: str) -> float:
    """Return the top share that a task asks for: 'hits_10' is 0.1."""
    return int(task.removeprefix("hits_")) / 100
