"""What the correlations page asks, and its answer in words."""

import pandas as pd

from analytics import kept
from analytics.correlations import correlate as analysis
from analytics.correlations.correlate import Correlations, Relation, Segments
from analytics.stats.correlation import Correlation, Method
from data import metrics
from data.errors import NotEnoughData
from data.reads import tracks as reads
from data.selection import Selection

SEGMENTED = ("tempo", "valence", "energy", "album_type", "has_official_video")
METHODS: dict[Method, str] = {"pearson": "Plays (Pearson)", "spearman": "Ranks (Spearman)"}
VARIABLES = {name: metrics.label(name) for name in analysis.VARIABLES}
QUESTION = "Which figures of a track go together, and how sure that is."


@kept.in_memory
def correlations(selection: Selection, *, method: Method) -> Correlations:
    """Correlate every pair of variables."""
    tracks = reads.whole_artists(selection, ("artist", *analysis.VARIABLES))
    return analysis.correlate(tracks, method=method)


@kept.in_memory
def segments(selection: Selection, *, method: Method) -> Segments:
    """Compare how streams and views go together inside each segment and outside."""
    tracks = reads.whole_artists(selection, ("artist", "streams", "views", *SEGMENTED))
    return analysis.segments(tracks, method=method)


@kept.in_memory
def relation(selection: Selection, *, x: str, y: str) -> Relation:
    """Look at one pair of variables closely."""
    columns = tuple(dict.fromkeys(("artist", "track", x, y)))
    return analysis.relate(reads.whole_artists(selection, columns), x=x, y=y)


def points(selection: Selection, *, x: str, y: str) -> pd.DataFrame:
    """Return the tracks behind a relation, as they are."""
    columns = tuple(dict.fromkeys(("track", "artist", x, y)))
    return reads.whole_artists(selection, columns).dropna(subset=[x, y])


def lead(selection: Selection, *, method: Method) -> str:
    """Say the page's answer in two sentences; the question where there are too few tracks."""
    try:
        found = correlations(selection, method=method)
    except NotEnoughData:
        return QUESTION
    scale = "1 would be lock-step, 0 no link at all."
    return f"**{headline(found.headline)}** {scale} {_travellers(found.travel)}"


def headline(link: Correlation) -> str:
    """Say how streams and views go together."""
    number = (
        f"{metrics.decimal(link.r)} [{metrics.decimal(link.low)}, {metrics.decimal(link.high)}]"
    )
    if link.low > 0:
        return f"Streams and views rise together: {number}."
    if link.high < 0:
        return f"Where streams are high, views are low: {number}."
    return f"No link of streams and views can be told from chance: {number}."


def _travellers(travel: pd.DataFrame) -> str:
    """Name the audio features that go with plays on both platforms, and on one only."""
    verdicts = travel["verdict"]
    said = [
        _directions(where, travel[chosen], column)
        for where, chosen, column in (
            ("On both platforms", verdicts.str.startswith("both"), "streams"),
            ("On Spotify only", verdicts == "streams only", "streams"),
            ("On YouTube only", verdicts == "views only", "views"),
        )
        if chosen.any()
    ]
    return " ".join(said) or "No audio feature goes with plays beyond doubt."


def _directions(where: str, travel: pd.DataFrame, column: str) -> str:
    """Say which features go with more plays and which with fewer."""
    parts = [
        f"{amount} plays go with {_listed(travel.loc[chosen, 'feature'])}"
        for amount, chosen in (("more", travel[column] > 0), ("fewer", travel[column] < 0))
        if chosen.any()
    ]
    return f"{where}, {', '.join(parts)}."


def _listed(names: pd.Series) -> str:
    *first, last = (metrics.label(name).lower() for name in names)
    return f"{', '.join(first)} and {last}" if first else last
