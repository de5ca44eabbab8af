"""What the page Genres asks; `chances` is for other topics: genres of rows of features.

Models learn from all examples of a version; the filter of a selection only says which tracks are
labelled.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analytics import kept
from analytics.genres import (
    confusion,
    folds,
    groups,
    judging,
    labelling,
    leaks,
    lesson,
    pair,
    profiles,
    scores,
)
from analytics.genres.confusion import GenreConfusion
from analytics.genres.groups import Grouping
from analytics.genres.judging import GenreJudgement
from analytics.genres.labelling import Labeller, Labels
from analytics.genres.learning import LEARNED
from analytics.genres.lesson import Lesson
from analytics.genres.matrix import FEATURES, known_in
from analytics.genres.models import MODELS
from analytics.genres.pair import GenrePair
from analytics.genres.scores import GenreScores
from data.errors import NotEnoughData
from data.imports import unreleased
from data.jobs.progress import Progress, untold
from data.reads import genres as reads_genres
from data.reads import tracks as reads
from data.selection import Selection

MAX_EXAMPLES = 20_000
"""Of more examples, those of a sample of artists or recordings are learned from."""
MIN_PER_GENRE = 10
"""Examples that a genre needs to be learned."""
MAX_VIEW = 5_000
"""Tracks of a view that are labelled; of more, so many by lot."""
MAX_BYTES = 20 * 2**20
"""Of a file that is labelled."""
COLUMNS = ("track_id", "artist", "track", "streams", *FEATURES)

Sounds = tuple[tuple[float | None, ...], ...]
"""The features of a chart's tracks, a row each, as an option of an answer can hold them."""


@dataclass(frozen=True, slots=True)
class Learning:
    """What is learned from, and how."""

    file: str = ""
    """Whose examples: 'catalogue' or a genre table; empty, whichever has the most."""
    grouping: Grouping = ()
    """Empty: each genre is its own."""
    balance: str = "none"
    """One of `resampling.BALANCES`."""
    models: tuple[str, ...] = tuple(MODELS)


@kept.in_memory
def files(selection: Selection) -> pd.DataFrame:
    """Return what gives examples; see `data.reads.genres.files`."""
    return reads_genres.files(selection.version)


def examples(selection: Selection, way: Learning) -> pd.DataFrame:
    """Return the examples that models learn from, in their genres or groups.

    Raises
    ------
    NotEnoughData
        If no file gives genres.
    """
    return _examples(selection.version, way.file, way.grouping)


@lru_cache(maxsize=4)
def _examples(version: str, file: str, grouping: Grouping) -> pd.DataFrame:
    given = reads_genres.files(version)
    if given.empty:
        raise NotEnoughData(
            "No file of this catalogue names genres together with audio features.",
            hint="Import a genre table, or a catalogue with a column `genre`, in the Data room.",
        )
    rows = reads_genres.examples(version, file or str(given["file"][0]))
    rows["genre"] = groups.grouped(rows["genre"], grouping)
    rows = rows.dropna(subset="genre").drop_duplicates(["recording", "genre"])
    rows = rows.astype(dict.fromkeys(FEATURES, "float64"))
    rows["artist"] = rows["artist"].astype(object).where(rows["artist"].notna(), None)
    if len(rows) > MAX_EXAMPLES:
        lots = pd.util.hash_pandas_object(folds.clusters(rows), index=False)
        rows = rows[(lots / 2**64 < MAX_EXAMPLES / len(rows)).to_numpy()]
    sizes = rows["genre"].map(rows["genre"].value_counts())
    return rows[sizes >= MIN_PER_GENRE].reset_index(drop=True)


def genres_of(selection: Selection, way: Learning) -> tuple[str, ...]:
    """Return the genres that are learned."""
    return tuple(sorted(examples(selection, way)["genre"].unique()))


@kept.on_disk(is_long=True)
def judged(selection: Selection, *, way: Learning, progress: Progress = untold) -> GenreJudgement:
    """Judge the models and their votes on artists and recordings held out."""
    return judging.judge(
        examples(selection, way), names=way.models, balance=way.balance, progress=progress
    )


@kept.on_disk(is_long=True)
def protocols(selection: Selection, *, way: Learning, progress: Progress = untold) -> pd.DataFrame:
    """Score one model under other ways to split."""
    return leaks.compare(examples(selection, way), progress=progress)


@kept.on_disk(is_long=True)
def taught(selection: Selection, *, way: Learning, progress: Progress = untold) -> Lesson:
    """Resample before the split and inside it."""
    return lesson.teach(examples(selection, way), progress=progress)


@kept.on_disk
def told_apart(selection: Selection, *, way: Learning, first: str, second: str) -> GenrePair:
    """Learn what tells two genres apart."""
    return pair.tell_apart(examples(selection, way), first, second)


@kept.in_memory
def spreads(selection: Selection, *, way: Learning) -> pd.DataFrame:
    """Return how each feature spreads in each genre."""
    return profiles.spreads(examples(selection, way))


@kept.in_memory
def together(selection: Selection, *, way: Learning) -> pd.DataFrame:
    """Return how features go together."""
    return profiles.together(examples(selection, way))


def scored(
    judgement: GenreJudgement, name: str, weights: Mapping[str, float] | None = None
) -> GenreScores:
    """Score a contender, or a vote with a reader's weights."""
    return judging.scored(judgement, name, weights)


def confused(
    judgement: GenreJudgement, name: str, weights: Mapping[str, float] | None = None
) -> GenreConfusion:
    """Count which genre a contender takes for which."""
    chances = judging.contender(judgement, name, weights)
    is_balanced = name == judging.BALANCED and weights is None
    named = judgement.named if is_balanced else chances.argmax(axis=1)
    return confusion.confuse(named, judgement.actual, judgement.genres)


def calibrated(
    judgement: GenreJudgement, name: str, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Compare how sure a contender was with how often it was right."""
    chances = judging.contender(judgement, name, weights)
    return scores.calibration(chances, judgement.actual, judgement.rows["cluster"])


def any_right(judgement: GenreJudgement, name: str) -> tuple[float, float, float]:
    """Return how often a contender names one of the genres that the recording stands under."""
    return judging.any_of_its_genres(judgement, judging.contender(judgement, name))


@kept.on_disk(is_long=True)
def labeller(
    selection: Selection,
    *,
    way: Learning,
    features: tuple[str, ...],
    towards: str = "all",
    chart: Sounds = (),
    progress: Progress = untold,
) -> Labeller:
    """Learn from all examples, or for a chart, to name genres of other tracks.

    Parameters
    ----------
    features : tuple of str
        Those that the tracks have; see `shared_features`.
    towards : str, default='all'
        One of `shift.WAYS`.
    chart : tuple of tuples
        Features of the chart's tracks, for ways other than 'all'.
    """
    return labelling.prepare(
        examples(selection, way),
        features=features,
        chart=pd.DataFrame(chart, columns=list(features), dtype=float) if chart else None,
        way=towards,
        balance=way.balance,
        names=way.models,
        progress=progress,
    )


def shared_features(selection: Selection, way: Learning, tracks: pd.DataFrame) -> tuple[str, ...]:
    """Return the features that both the examples and some tracks know."""
    known = known_in(tracks)
    return tuple(name for name in known_in(examples(selection, way)) if name in known)


def sounds(tracks: pd.DataFrame, features: tuple[str, ...]) -> Sounds:
    """Return the features of a chart's tracks as an option."""
    values = tracks[list(features)].astype(float).round(6).to_numpy()
    return tuple(tuple(None if np.isnan(v) else v for v in row) for row in values.tolist())


@kept.in_memory
def view(selection: Selection) -> pd.DataFrame:
    """Return the tracks of a view, at most `MAX_VIEW`."""
    columns = [name for name in COLUMNS if name in reads.columns(selection.version)]
    return reads.tracks(selection, columns, sample=MAX_VIEW)


@kept.in_memory
def chart(selection: Selection, *, content: bytes, name: str) -> unreleased.Unreleased:
    """Read a chart from a file of any kind that imports take."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return unreleased.read(Path(file.name), selection.version, name=name)


def labelled(made: Labeller, tracks: pd.DataFrame) -> Labels:
    """Name the genres of tracks; see `labelling.label`."""
    return labelling.label(made, tracks)


def chances(
    selection: Selection, rows: pd.DataFrame, *, way: Learning | None = None
) -> pd.DataFrame | None:
    """Return chances of genres for rows of features, for other topics.

    Parameters
    ----------
    rows : DataFrame of shape (n, k)
        Some columns of `analytics.genres.matrix.FEATURES`.

    Returns
    -------
    DataFrame or None
        A column for each genre, rows summing to 1, calibrated, index of `rows`; None where nothing
        was learned from these features yet: `labeller` with `shared_features` learns it, as a job.
    """
    way = way or Learning()
    features = shared_features(selection, way, rows)
    made = labeller.if_kept(Selection(selection.version), way=way, features=features)
    if made is None:
        return None
    said = made.ensemble.chances(rows)[LEARNED]
    return pd.DataFrame(said, columns=list(made.ensemble.genres), index=rows.index)
