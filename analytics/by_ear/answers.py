"""What the By ear page asks: files in, what they are, what they resemble and may become out.

Public functions and names
--------------------------
hear(uploads, progress)            -> HeardFiles: each file, or the sentence why not
matches(heard)                     -> Matches: the recordings of the library an excerpt may be of
alike(heard)                       -> DataFrame: what sounds like it, and why
alignment(heard, recording_id)     -> Alignment with one recording of the library
become(selection, heard, sound)    -> Becoming: streams to expect from its sound alone
keep(heard)                        -> whether it was new to the library
n_recordings()                     -> in the library

Uploads lie in a scratch folder while they are heard, and are gone afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics import kept
from analytics.by_ear import becoming, dtw, hearing, library, likeness, matching
from analytics.by_ear import key as keys
from analytics.by_ear.becoming import Becoming, Measure
from analytics.by_ear.decode import MAX_BYTES
from analytics.by_ear.dtw import Alignment
from analytics.by_ear.heard import HeardSound
from analytics.by_ear.likeness import SoundSpace
from analytics.features import hits
from analytics.runs import registry
from analytics.runs.database import with_models
from data.errors import BadFile
from data.jobs.progress import Progress
from data.kept import files
from data.metrics import AUDIO_FEATURES
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.selection import Selection
from data.settings import settings

MAX_FILES = 20
MAX_UPLOAD = MAX_BYTES
N_ALIKE = 10
MAX_TRACKS = 20_000
"""Of the catalogue, among which those most alike say what the open features may be."""
MEASURED = ("key", "loudness", "tempo", "duration_ms")
OPEN = tuple(name for name in AUDIO_FEATURES if name not in MEASURED)
"""What only the platform measures."""
SHORTEST_MATCH = 6.0
"""Seconds from which on an excerpt is looked up."""


@dataclass(frozen=True, eq=False, slots=True)
class HeardFiles:
    """What became of uploads."""

    heards: tuple[HeardSound, ...]
    refused: tuple[str, ...]
    """A sentence for each file that could not be read."""


@dataclass(frozen=True, eq=False, slots=True)
class Matches:
    """The recordings that an excerpt may be of."""

    table: pd.DataFrame
    """name, score, begins_at (s), tempo (ratio), semitones, recording_id; the likeliest first."""
    is_found: bool
    """Whether the first is the one."""
    n_recordings: int


def hear(uploads: Sequence[tuple[str, bytes]], progress: Progress) -> HeardFiles:
    """Hear uploads of (name, content), one after another."""
    heards: list[HeardSound] = []
    refused: list[str] = []
    with files.scratch(_uploads()) as folder:
        paths = []
        for number, (name, content) in enumerate(uploads):
            path = folder / str(number)
            path.write_bytes(content)
            paths.append((path, name))

        def told(share: float, text: str) -> None:
            done = len(heards) + len(refused)
            progress((done + share) / len(paths), f"{paths[done][1]}: {text}")

        for heard in hearing.hear(paths, told):
            if isinstance(heard, BadFile):
                refused.append(heard.message)
            else:
                heards.append(heard)
    return HeardFiles(tuple(heards), tuple(refused))


def _uploads() -> Path:
    folder = settings().uploads_dir / "sound"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@kept.while_same(library.state)
def _everything() -> tuple[HeardSound, ...]:
    return tuple(library.everything())


@kept.while_same(library.state)
def _space() -> SoundSpace:
    return likeness.space(_everything())


def n_recordings() -> int:
    """Return how many recordings the library holds."""
    return len(_everything())


def is_kept(heard: HeardSound) -> bool:
    """Say whether a recording is in the library."""
    return heard.recording_id in {one.recording_id for one in _everything()}


def keep(heard: HeardSound) -> bool:
    """Add what was heard to the library; say whether it was new."""
    return library.append([heard]) == 1


def matches(heard: HeardSound) -> Matches:
    """Look an excerpt up in the library."""
    known = _everything()
    found = matching.candidates(library.index(), heard.pairs) if known else ()
    rows = [
        {
            "name": known[one.number].name,
            "score": one.score,
            "begins_at": max(one.begins_at, 0.0),
            "tempo": one.tempo,
            "semitones": one.semitones,
            "recording_id": known[one.number].recording_id,
        }
        for one in found
    ]
    columns = ["name", "score", "begins_at", "tempo", "semitones", "recording_id"]
    table = pd.DataFrame(rows, columns=columns)
    return Matches(table, matching.is_found(found), len(known))


def alike(heard: HeardSound) -> pd.DataFrame:
    """Return what sounds like a recording, but itself.

    Returns
    -------
    DataFrame
        name, distance, timbre, rhythm, harmony (0 closest to 1), tempo, key, loudness,
        recording_id; the nearest first.
    """
    known = _everything()
    if not known:
        return pd.DataFrame(columns=["name", "distance", "recording_id"])
    table = likeness.distances(_space(), heard).assign(
        name=[one.name for one in known],
        tempo=[one.tempo.bpm for one in known],
        key=[keys.name(one.key.tonic, one.key.mode) for one in known],
        loudness=[one.loudness for one in known],
        recording_id=[one.recording_id for one in known],
    )
    table = table[table["recording_id"] != heard.recording_id]
    return table.sort_values("distance", kind="stable", ignore_index=True).head(N_ALIKE)


def alignment(heard: HeardSound, recording_id: str) -> Alignment:
    """Return how a recording runs along one of the library."""
    [other] = [one for one in _everything() if one.recording_id == recording_id]
    return dtw.align(heard, other)


def measured(heard: HeardSound) -> dict[str, Measure]:
    """Return the audio features of the platform that a file itself tells, with their errors.

    Notes
    -----
    The errors are those of the demo's recordings, whose truth is known: tempo to a hundredth where
    the octave is right, loudness to half a LU. A key is right or wrong, and its error not drawn.
    """
    return {
        "key": Measure(float(heard.key.tonic)),
        "loudness": Measure(heard.loudness, 0.5),
        "tempo": Measure(heard.tempo.bpm, 0.01 * heard.tempo.bpm),
        "duration_ms": Measure(heard.seconds * 1000),
    }


@with_models
def become(
    selection: Selection, heard: HeardSound, *, sound: tuple[tuple[str, float], ...] = ()
) -> Becoming:
    """Say what a recording may become, by its sound alone.

    Parameters
    ----------
    selection : Selection
        Its version only.
    heard : HeardSound
    sound : tuple of (feature, value)
        Features of `OPEN` that the reader sets; the others stay open.

    Raises
    ------
    ModelMissing, ModelRefused, NotEnoughData
        If there is no model of the `audio` set, or the catalogue has no audio features.
    """
    registry.require_latest()
    set_by_hand = {name: Measure(value) for name, value in sound}
    return becoming.become(
        measured(heard) | set_by_hand,
        _tracks(selection.version),
        registry.load("streams", "audio").model,
        hit_threshold=hit_threshold(selection),
    )


def hit_threshold(selection: Selection) -> float:
    """Return the streams from which on a track is a hit, in the whole version."""
    return reads_hits.threshold(selection.version, hits.SHARE)


@kept.in_memory
def _tracks(version: str) -> pd.DataFrame:
    return reads.tracks(Selection(version), AUDIO_FEATURES, sample=MAX_TRACKS)
