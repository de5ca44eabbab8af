"""What the correlations page asks, and its answer in words."""

import pandas as pd

from analytics import correlations as analysis
from analytics.correlations import Correlations, Relation, Segments
from analytics.links import Link, Method
from data import metrics, reads, reads_correlations
from data.errors import NotEnoughData
from data.selection import Selection
from pages.ui import cached

SEGMENTED = ("tempo", "valence", "energy", "album_type", "has_official_video")
METHODS: dict[Method, str] = {"pearson": "Plays (Pearson)", "spearman": "Ranks (Spearman)"}
VARIABLES = {name: metrics.label(name) for name in analysis.VARIABLES}
QUESTION = "Which figures of a track go together, and how sure that is."


@cached.answer
def correlations(selection: Selection, *, method: Method) -> Correlations:
    """Correlate every pair of variables."""
    tracks = reads_correlations.tracks(selection, ("artist", *analysis.VARIABLES))
    return analysis.correlate(tracks, method=method)


@cached.answer
def segments(selection: Selection, *, method: Method) -> Segments:
    """Compare how streams and views go together inside each segment and outside."""
    tracks = reads_correlations.tracks(selection, ("artist", "streams", "views", *SEGMENTED))
    return analysis.segments(tracks, method=method)


@cached.answer
def relation(selection: Selection, *, x: str, y: str) -> Relation:
    """Look at one pair of variables closely."""
    columns = tuple(dict.fromkeys(("artist", "track", x, y)))
    return analysis.relate(reads_correlations.tracks(selection, columns), x=x, y=y)


def points(selection: Selection, *, x: str, y: str) -> pd.DataFrame:
    """Return the tracks behind a relation, as they are."""
    columns = tuple(dict.fromkeys(("track", "artist", x, y)))
    return reads_correlations.tracks(selection, columns).dropna(subset=[x, y])


def lead(selection: Selection, *, method: Method) -> str:
    """Say the page's answer in two sentences; the question where there are too few tracks."""
    try:
        found = correlations(selection, method=method)
    except NotEnoughData:
        return QUESTION
    return f"**{headline(found.headline)}** {_travellers(found.travel)}"


def headline(link: Link) -> str:
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
    both = _names(travel, travel["verdict"].str.startswith("both"))
    said = (
        f"What travels across both platforms: {both}."
        if both
        else "No audio feature goes with plays on both platforms beyond doubt."
    )
    for verdict, platform in (("streams only", "Spotify"), ("views only", "YouTube")):
        if names := _names(travel, travel["verdict"] == verdict):
            said += f" On {platform} only: {names}."
    return said


def _names(travel: pd.DataFrame, chosen: pd.Series) -> str:
    return ", ".join(metrics.label(name).lower() for name in travel.loc[chosen, "feature"])


def sampled(selection: Selection, n_tracks: int) -> str:
    """Say so where the figures come from a sample of artists; else nothing."""
    total = reads.n_tracks(selection)
    if n_tracks >= total:
        return ""
    return (
        f"Computed on {metrics.exact(n_tracks)} of {metrics.exact(total)} tracks: all tracks of "
        "artists drawn by a hash of their names, the same ones every time."
    )
