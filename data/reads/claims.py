"""What claims are tested on: tracks of the whole version, whatever the filter."""

from collections.abc import Sequence

import pandas as pd

from data.reads import tracks as reads
from data.selection import Selection

CLAIM_TRACKS = 200_000
SCORE_TRACKS = 60_000
"""Up to so many tracks every one counts; above, those of a sample of artists, and pages say so."""


def claim_tracks(selection: Selection, columns: Sequence[str]) -> pd.DataFrame:
    """Return the tracks that claims are tested on, ordered by `track_id`."""
    everything = Selection(selection.version)
    return reads.whole_artists(everything, columns, at_most=CLAIM_TRACKS)


def score_tracks(selection: Selection, columns: Sequence[str]) -> pd.DataFrame:
    """Return the tracks that claims about predictions are tested on, ordered by `track_id`."""
    everything = Selection(selection.version)
    return reads.whole_artists(everything, columns, at_most=SCORE_TRACKS)
