"""What the What-if page asks: imagined tracks in, what to expect of them out.

Public functions
----------------
champions()                               -> Champions that answer
answer(selection, scenarios, number)      -> Answer: up to four tracks, and why of the one in hand
scored(selection, content, name)          -> Scored: a file of unreleased tracks, ranked
start_row(selection, start, key)          -> DataFrame of one row: what a scenario starts from
first(selection, start)                   -> what to start from before anything is chosen
spans(selection)                          -> low, middle and high of each audio feature
video_lift(selection)                     -> RatioEstimate or None: the adjusted lift of a video
covered()                                 -> DataFrame: how often the interval held, by group

All of it is about the whole data version; the filter of a selection changes nothing.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import kept
from analytics.features import hits
from analytics.features import matrix as features
from analytics.importance import pushes
from analytics.importance.pushes import Waterfall
from analytics.runs import registry
from analytics.runs.database import with_models
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import answers as video_lift_answers
from analytics.what_if import lookalikes, prediction, scenario
from analytics.what_if.lookalikes import Space
from analytics.what_if.prediction import FEATURE_SETS, TASK, Champions
from analytics.what_if.scenario import Scenario
from data import published
from data.errors import BadFile, NotEnoughData
from data.imports import unreleased
from data.metrics import AUDIO_FEATURES
from data.reads import filters as reads_filters
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.reads import what_if as reads_what_if
from data.selection import Selection

Floats = npt.NDArray[np.float64]

ASKED = tuple((TASK, name) for name in FEATURE_SETS)
"""Tasks and feature sets whose champions answer."""
N_NEAREST = 6
MAX_COMPARED = 20_000
"""Tracks among which neighbours are looked for; of a larger catalogue a sample."""
MAX_BYTES = 20 * 2**20
"""Of a file that is scored."""


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What to expect of imagined tracks, and why of the one in hand."""

    table: pd.DataFrame
    """Of each scenario what `prediction.predicted` says."""
    starts: pd.DataFrame
    """artist, track that each scenario starts from; a new title for an artist or the catalogue."""
    tracks: pd.DataFrame
    """The scenarios with the columns of the mart."""
    number: int
    """Which one is in hand."""
    pushes: Waterfall
    """What moves its streams away from those of the average track."""
    nearest: pd.DataFrame
    """track, artist, streams, views of the real tracks most like it; none where too few have their
    audio features."""
    n_compared: int
    """Tracks among which those were looked for; fewer than `n_tracks` in a large catalogue."""
    n_tracks: int
    strangeness: float
    """Share of real tracks that have closer neighbours than it."""
    beyond: tuple[str, ...]
    """Audio features in which 999 of 1,000 tracks are less extreme."""
    hit_threshold: float
    median: float
    """Streams of the catalogue's median track."""

    @property
    def shown(self) -> pd.Series:
        """What is expected of the scenario in hand."""
        return self.table.iloc[self.number]

    @property
    def track(self) -> pd.Series:
        """The scenario in hand with the columns of the mart."""
        return self.tracks.iloc[self.number]


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """The tracks of a file, the most promising first, and what could not be read."""

    table: pd.DataFrame
    """rank, line, track, artist, back_n_tracks (the artist's tracks in the catalogue), streams,
    low, high, probability, percentile, feature_set, is_known."""
    rejected: pd.DataFrame
    """line, artist, track, reasons."""
    ignored_columns: tuple[str, ...]


@with_models
def champions() -> Champions:
    """Load the champions, checked against the registry.

    Raises
    ------
    ModelMissing, ModelRefused
        If one is missing, or is not the file that was registered.
    """
    registry.require_latest()
    return Champions({name: registry.load(TASK, name) for name in FEATURE_SETS})


@with_models
def covered() -> pd.DataFrame:
    """Return how often the 80 % interval held for artists not seen, by group of tracks.

    Returns
    -------
    DataFrame
        feature_set and the columns of `analytics.models.coverage.by_group`.
    """
    tables = [
        registry.frame(champions().of(name).champion.run_id, "coverage").assign(feature_set=name)
        for name in FEATURE_SETS
    ]
    return pd.concat(tables, ignore_index=True)


def answer(selection: Selection, *, scenarios: tuple[Scenario, ...], number: int) -> Answer:
    """Predict scenarios and explain one of them.

    Not kept: it takes about 20 ms, and each slider that moves asks anew.

    Parameters
    ----------
    scenarios : tuple of Scenario
    number : int
        The position of the one to explain.

    Raises
    ------
    NotEnoughData
        If the catalogue lacks what one starts from.
    """
    made = {one: _made(selection, one) for one in set(scenarios)}
    track = made[scenarios[number]]
    tracks = pd.concat([made[one] for one in scenarios], ignore_index=True)
    starts = [start_row(selection, start=one.start, key=one.key) for one in scenarios]
    space, quantiles = _space(selection.version), _quantiles(selection.version)
    threshold = _hit_threshold(selection.version)
    table = prediction.predicted(tracks, champions(), quantiles, hit_threshold=threshold)
    feature_set = str(table["feature_set"].iloc[number])
    model = champions().of(feature_set).model
    return Answer(
        table=table,
        starts=pd.concat([one[["artist", "track"]] for one in starts], ignore_index=True),
        tracks=tracks,
        number=number,
        pushes=pushes.waterfall(model, features.matrix(track, feature_set)),
        nearest=lookalikes.nearest(space, track, n=N_NEAREST) if space else _NONE_ALIKE,
        n_compared=len(space.tracks) if space else 0,
        n_tracks=published.manifest(selection.version).recordings,
        strangeness=lookalikes.strangeness(space, track) if space else 0.0,
        beyond=_beyond(selection, track),
        hit_threshold=threshold,
        median=float(quantiles[len(quantiles) // 2]),
    )


def _beyond(selection: Selection, track: pd.DataFrame) -> tuple[str, ...]:
    ends = spans(selection)
    return tuple(
        name
        for name in AUDIO_FEATURES
        if not ends[name][0] - 1e-9 <= track[name].iloc[0] <= ends[name][2] + 1e-9
    )


def _made(selection: Selection, one: Scenario) -> pd.DataFrame:
    """Return an imagined track as a row of the mart."""
    row, others = start_row(selection, start=one.start, key=one.key), None
    if one.artist is not None:
        one = replace(one, artist=_spelt(selection.version, one.artist) or one.artist)
        others = _others(selection.version, str(one.artist), str(row["track_id"].iloc[0]))
    return scenario.changed(
        row,
        one,
        middles={name: middle for name, (_, middle, _) in spans(selection).items()},
        others=others,
        reactions=_reactions(selection.version),
    )


@kept.in_memory
def start_row(selection: Selection, *, start: str, key: str) -> pd.DataFrame:
    """Return the track that a scenario starts from, one row with the columns of the mart.

    Parameters
    ----------
    start : {'catalogue', 'artist', 'track'}
    key : str
        The artist's name, or the track's id.

    Raises
    ------
    NotEnoughData
        If the catalogue has no such track or artist.
    """
    if start == "track":
        row = reads.track(selection.version, key)
        if row.empty:
            raise NotEnoughData(
                "The track that this scenario starts from is not in the catalogue.",
                hint="Choose another one to start from.",
            )
        return row
    if start == "catalogue":
        return scenario.average(reads_what_if.middle(selection.version))
    if (artist := _spelt(selection.version, key)) is None:
        raise NotEnoughData(
            f"The catalogue has no artist called {key or 'nothing'}.",
            hint="Choose another one to start from.",
        )
    usual = scenario.average(reads_what_if.middle(selection.version, artist), artist)
    return usual.assign(**_others(selection.version, artist, ""))


def first(selection: Selection, *, start: str) -> str:
    """Return the most streamed artist or track, to start from before another one is chosen."""
    if start == "artist":
        return next(iter(reads_filters.artists(selection.version)), "")
    if start == "track":
        return next(iter(reads.find(Selection(selection.version), "")["track_id"]), "")
    return ""


@kept.in_memory
def spans(selection: Selection) -> dict[str, tuple[float, float, float]]:
    """Return low, middle and high of each audio feature: nearly all tracks lie in between."""
    known = reads_what_if.ranges(selection.version)
    known = known.fillna({"low": 0.0, "middle": 0.5, "high": 1.0})
    ends = known[["low", "middle", "high"]].to_numpy(dtype=float).tolist()
    return {
        name: (low, middle, high)
        for name, (low, middle, high) in zip(known["feature"], ends, strict=True)
    }


@kept.in_memory
def _spelt(version: str, name: str) -> str | None:
    """Return an artist of the catalogue as it spells the name, whatever the case."""
    names = reads_filters.known_artists(version, [name.strip()])
    return name.strip() if name.strip() in names else next(iter(names), None)


@kept.in_memory
def _others(version: str, artist: str, track_id: str) -> dict[str, float]:
    """Return what an artist's tracks did, but one of the catalogue, for a track on a new album."""
    asked = pd.DataFrame([{"row_no": 0, "artist": artist, "track_id": track_id or None}])
    asked = asked.assign(album=None, track=None, channel=None)
    known = reads_what_if.back_catalogue(version, asked).drop(columns="row_no")
    return {str(name): float(known[name].iloc[0]) for name in known}


@kept.in_memory
def _reactions(version: str) -> dict[str, tuple[float, float]]:
    """Return (constant, slope) of log likes and log comments on log views."""
    rows = reads_what_if.reactions(version)
    return {name: (float(a), float(b)) for name, a, b in rows.itertuples(index=False)}


@kept.in_memory
def _quantiles(version: str) -> Floats:
    """Return equally spaced quantiles of streams over the whole version."""
    return reads_what_if.quantiles(version).to_numpy(dtype=np.float64)


@kept.in_memory
def _hit_threshold(version: str) -> float:
    return reads_hits.threshold(version, hits.SHARE)


_SHOWN = ("track_id", "track", "artist", "streams", "views")
_NONE_ALIKE = pd.DataFrame(columns=[*_SHOWN, "distance"])


@kept.in_memory
def _space(version: str) -> Space | None:
    """Return where tracks stand; None where too few have their audio features."""
    columns = (*_SHOWN, *lookalikes.COLUMNS)
    tracks = reads.tracks(Selection(version), columns, sample=MAX_COMPARED)
    try:
        return lookalikes.space(tracks)
    except NotEnoughData:
        return None


def video_lift(selection: Selection) -> RatioEstimate | None:
    """Return the adjusted lift of an official video, None where it has not been worked out."""
    everything = Selection(selection.version)
    robust = video_lift_answers.robust_if_known(everything, flag="has_official_video")
    return None if robust is None else robust.estimate


@with_models
def scored(selection: Selection, *, content: bytes, name: str) -> Scored:
    """Score a file of unreleased tracks as it was uploaded.

    Parameters
    ----------
    content : bytes
        CSV, Parquet or Excel, at most `MAX_BYTES`.
    name : str
        What to call the file in messages.

    Raises
    ------
    BadFile
        If it cannot be read; in the words of an import.
    """
    if len(content) > MAX_BYTES:
        raise BadFile(
            f"{name} is larger than {MAX_BYTES // 2**20} MiB",
            hint=f"At most {unreleased.MAX_TRACKS:,} tracks are scored in one go.",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        read = unreleased.read(path, selection.version, name=name)
    tracks = scenario.with_video(read.tracks, _reactions(selection.version))
    expected = prediction.predicted(
        tracks,
        champions(),
        _quantiles(selection.version),
        hit_threshold=_hit_threshold(selection.version),
    )
    table = tracks[["line", "track", "artist", "back_n_tracks"]].join(expected)
    table = table.sort_values("streams", ascending=False, kind="stable", ignore_index=True)
    table.insert(0, "rank", table.index + 1)
    return Scored(table, read.rejected, read.ignored_columns)
