"""What the correlations page asks: tracks of whole artists, all of them or a stated sample."""

from collections.abc import Sequence

import pandas as pd

from data.engine import warehouse
from data.reads import tracks as reads
from data.selection import Selection

MAX_TRACKS = 200_000
"""Up to here every track counts; above, those of a sample of artists."""


def tracks(
    selection: Selection, columns: Sequence[str], *, at_most: int = MAX_TRACKS
) -> pd.DataFrame:
    """Return the tracks in a selection, or of a sample of its artists where they are too many.

    Parameters
    ----------
    selection : Selection
        Version and filter.
    columns : sequence of str
        Columns of the mart `tracks`.
    at_most : int, default=200000
        Above so many tracks, artists are drawn by lot, the same ones every time, each with all
        their tracks: about `at_most` tracks.

    Returns
    -------
    DataFrame of shape (n_tracks, n_columns), ordered by `track_id`
    """
    share = reads.share(selection, at_most)
    if share >= 1:
        return reads.tracks(selection, columns)
    names = ", ".join(reads.columns(selection.version, columns))
    return warehouse.query(
        f"select {names} from chosen where draw < $share order by track_id", selection, share=share
    )
