"""What a lift is estimated on."""

from collections.abc import Sequence

import pandas as pd

from data.reads import tracks as reads
from data.selection import Selection

MAX_TRACKS = 60_000
"""Up to so many tracks every one counts; above, those of a sample of artists, and pages say so."""


def tracks(selection: Selection, columns: Sequence[str]) -> pd.DataFrame:
    """Return the chosen tracks, or those of a sample of artists, ordered by `track_id`."""
    return reads.whole_artists(selection, columns, at_most=MAX_TRACKS)
