"""What the correlations page asks."""

import pandas as pd

from analytics import kept
from analytics.correlations.pairs import Correlations, correlate_pairs
from analytics.correlations.relation import Relation, relate
from analytics.correlations.segments import Segments, compare_segments
from analytics.correlations.variables import VARIABLES
from analytics.stats.correlation import Method
from data.reads import tracks as reads
from data.selection import Selection

MAX_TRACKS = reads.MAX_TRACKS
"""Up to here every track counts; above, those of a sample of artists."""

SEGMENTED = ("tempo", "valence", "energy", "album_type", "has_official_video")


@kept.in_memory
def correlations(selection: Selection, *, method: Method) -> Correlations:
    """Correlate every pair of variables."""
    tracks = reads.whole_artists(selection, ("artist", *VARIABLES))
    return correlate_pairs(tracks, method=method)


@kept.in_memory
def segments(selection: Selection, *, method: Method) -> Segments:
    """Compare how streams and views go together inside each segment and outside."""
    tracks = reads.whole_artists(selection, ("artist", "streams", "views", *SEGMENTED))
    return compare_segments(tracks, method=method)


@kept.in_memory
def relation(selection: Selection, *, x: str, y: str) -> Relation:
    """Look at one pair of variables closely."""
    columns = tuple(dict.fromkeys(("artist", "track", x, y)))
    return relate(reads.whole_artists(selection, columns), x=x, y=y)


def points(selection: Selection, *, x: str, y: str) -> pd.DataFrame:
    """Return the tracks behind a relation, as they are."""
    columns = tuple(dict.fromkeys(("track", "artist", x, y)))
    return reads.whole_artists(selection, columns).dropna(subset=[x, y])
