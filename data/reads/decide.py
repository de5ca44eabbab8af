"""What the pages about decisions, and the report, ask of the mart."""

import dataclasses

import pandas as pd

from data.engine import warehouse
from data.reads import tracks as reads
from data.selection import Selection

LIFT_TRACKS = 60_000
CLAIM_TRACKS = 200_000
SCORE_TRACKS = 60_000
"""Up to so many tracks every one counts; above, those of a sample of artists, and pages say so."""


def lift_tracks(selection: Selection, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the tracks that a lift is estimated on."""
    return reads.whole_artists(selection, columns, at_most=LIFT_TRACKS)


def claim_tracks(selection: Selection, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the tracks that claims are tested on: of the whole version, whatever the filter."""
    everything = Selection(selection.version)
    return reads.whole_artists(everything, columns, at_most=CLAIM_TRACKS)


def score_tracks(selection: Selection, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the tracks that claims about predictions are tested on, of the whole version."""
    everything = Selection(selection.version)
    return reads.whole_artists(everything, columns, at_most=SCORE_TRACKS)


def views_per_stream(version: str) -> float:
    """Return views for each stream, pooled over the version's tracks with an official video."""
    found = warehouse.query(
        """select sum(views) / nullif(sum(streams), 0) as views_per_stream
        from tracks
        where has_official_video and views is not null and streams is not null""",
        version,
    )
    value = found.views_per_stream[0]
    return float(value) if value is not None and value == value else 0.0


def forecast_tracks(selection: Selection) -> pd.DataFrame:
    """Return track, artist and streams of the whole version, where streams are known."""
    columns = ("track_id", "artist", "streams")
    everything = Selection(selection.version)
    tracks = reads.whole_artists(everything, columns, at_most=LIFT_TRACKS)
    return tracks.dropna(subset=["streams"], ignore_index=True)


def candidates(selection: Selection) -> pd.DataFrame:
    """Return the chosen tracks that have no official video, with all their columns."""
    if selection.official_video:
        return reads.tracks(selection, sample=0)
    without = dataclasses.replace(selection, official_video=False)
    columns = reads.columns(selection.version)
    return reads.whole_artists(without, columns, at_most=LIFT_TRACKS)
