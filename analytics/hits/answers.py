"""How well hits are foreseen, what a threshold costs, and which rules of thumb hold.

Public functions and names
--------------------------
training_id()                                    -> id of the last training: answers are of it
foreseen(selection, task=, ..., training=)       -> Foreseen: a model's curves over tracks in view
best_foreseen(selection, task=, training=)       -> Foreseen by feature set: of the best models
threshold(selection, task)                       -> streams from which on a track is a hit
RULED                                            columns that a rule may speak of
check(selection, task=, rule=, n_looked_at=)     -> RuleCheck: a reader's rule against the rest
best_rules(selection, task=)                     -> DataFrame: rules found and checked elsewhere
limits(selection, column), condition_of(...)     -> the scale of a rule's column, and a bound on it

How each model of a task scored is in `analytics.runs.answers`.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analytics import kept
from analytics.features.condition import Condition
from analytics.features.hits import share_of
from analytics.hits import curves as analysis
from analytics.hits import rules
from analytics.hits.curves import Curves, HeldOut
from analytics.hits.rules import RuleCheck
from analytics.models.model import LABELS
from analytics.runs import answers as models
from analytics.runs import registry
from data import metrics
from data.errors import NotEnoughData
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.selection import Selection

MIN_TRACKS, MIN_HITS = 100, 20
RULED = (*(name for name in metrics.AUDIO_FEATURES[:10] if name != "key"), "duration_minutes")
"""Columns that a reader's rule may speak of: minutes are said, milliseconds are not."""
STEPS = {"loudness": 0.5, "tempo": 1.0, "duration_minutes": 0.1}
"""Grid of a rule's bounds; a hundredth where not said."""
STARTS = {"danceability": 0.7, "energy": 0.8}
"""Where a range opens; elsewhere at the median."""


@dataclass(frozen=True, eq=False, slots=True)
class Foreseen:
    """How a model of hits did on artists it had not seen."""

    held: HeldOut
    curves: Curves
    folds: tuple[Curves, ...]
    """The same curves, fold by fold: how far they spread."""


def training_id() -> str:
    """Return the id of the last training.

    Raises
    ------
    ModelMissing
        If none has finished.
    """
    return registry.require_latest().run_id


@kept.in_memory
def foreseen(
    selection: Selection, *, task: str, feature_set: str, kind: str, training: str
) -> Foreseen:
    """Trace a model's curves over the tracks in view, whole and fold by fold.

    Parameters
    ----------
    selection : Selection
    task : {'hits_10', 'hits_5', 'hits_20'}
    feature_set : {'audio', 'release', 'market'}
    kind : str
        One of `analytics.models.model.CLASSIFIERS`.
    training : str
        `training_id()`: a new training means new answers.

    Raises
    ------
    NotEnoughData
        With fewer than 100 tracks or 20 hits in view.
    ModelMissing
        If that model was not trained.
    """
    held = _in_view(_held_out(task, feature_set, kind), selection)
    parts = [part for _, part in held.tracks.groupby("fold") if part["actual"].nunique() == 2]
    folds = tuple(analysis.curves(replace(held, tracks=part)) for part in parts)
    return Foreseen(held, analysis.curves(held), folds)


def best_foreseen(selection: Selection, *, task: str, training: str) -> dict[str, Foreseen]:
    """Return `foreseen` of the best model of each feature set, by what is known when."""
    best = models.scored(task).drop_duplicates("feature_set")
    return {
        feature_set: foreseen(
            selection, task=task, feature_set=feature_set, kind=kind, training=training
        )
        for feature_set, kind in zip(best["feature_set"], best["model"], strict=True)
    }


def _held_out(task: str, feature_set: str, kind: str) -> HeldOut:
    """Read what a model said of the tracks of artists that it had not seen."""
    table = models.scored(task)
    row = table[(table["feature_set"] == feature_set) & (table["model"] == kind)]
    if row.empty:
        raise registry.missing(task, feature_set, LABELS.get(kind, kind))
    run_id = row["run_id"].iloc[0]
    predictions = registry.frame(run_id, "held_out")
    tracks = registry.frame(registry.parent(run_id), "tracks")
    joined = tracks.iloc[predictions["row"]].reset_index(drop=True)
    joined = pd.concat([joined, predictions.drop(columns=["row"])], axis=1)
    return HeldOut(task, feature_set, kind, joined)


def _in_view(held: HeldOut, selection: Selection) -> HeldOut:
    tracks = held.tracks
    if not selection.is_everything:
        shown = reads.within(selection, tracks["track_id"].tolist())
        tracks = tracks[tracks["track_id"].isin(shown)].reset_index(drop=True)
    n_hits = int(tracks["actual"].sum())
    if len(tracks) < MIN_TRACKS or not MIN_HITS <= n_hits < len(tracks):
        raise NotEnoughData(
            f"Models were judged on {metrics.many(len(tracks), 'track')} in view, "
            f"{metrics.many(n_hits, 'hit')} among them; to judge a model takes {MIN_TRACKS} tracks "
            f"with {MIN_HITS} hits.",
            hint="Widen the filter in the sidebar.",
        )
    return replace(held, tracks=tracks)


def threshold(selection: Selection, task: str) -> float:
    """Return the streams from which on a track is a hit, in the whole version."""
    return reads_hits.threshold(selection.version, share_of(task))


@kept.in_memory
def check(
    selection: Selection, *, task: str, rule: tuple[Condition, ...], n_looked_at: int
) -> RuleCheck:
    """Hold a reader's rule against all other tracks in view.

    Parameters
    ----------
    selection : Selection
    task : {'hits_10', 'hits_5', 'hits_20'}
    rule : tuple of Condition
        All must be met.
    n_looked_at : int
        Rules that the reader has tested so far, this one among them.

    Raises
    ------
    BadOption
        For an empty rule, an unknown column or bounds that hold nothing.
    NotEnoughData
        With fewer than 30 tracks or 10 artists on either side.
    """
    return rules.check_rule(
        _tracks(selection), rule, threshold=threshold(selection, task), n_looked_at=n_looked_at
    )


@kept.in_memory
def best_rules(selection: Selection, *, task: str) -> pd.DataFrame:
    """Find simple rules on half of the artists in view, check them on the other half.

    Returns
    -------
    DataFrame
        See `rules.best_rules`, without the conditions.

    Raises
    ------
    NotEnoughData
        Below 200 tracks or 30 artists.
    """
    checked = rules.best_rules(
        _tracks(selection), threshold=threshold(selection, task), columns=RULED
    )
    return checked.drop(columns="conditions")


@kept.in_memory
def limits(selection: Selection, column: str) -> tuple[float, float, float]:
    """Return where a column's range may begin and end, and where it opens at first.

    All on the grid of the column's step, of the whole version, so that a filter leaves the
    reader's range as it is.
    """
    low, middle, high = reads.span(selection.version, column)
    step = STEPS.get(column, 0.01)
    if step == 0.01:
        return 0.0, 1.0, STARTS.get(column, round(float(middle), 2))
    grid = [np.floor(low / step), np.ceil(high / step), np.round(middle / step)]
    first, last, start = (round(float(step * place), 2) for place in grid)
    return first, last, start


def condition_of(selection: Selection, column: str, low: float, high: float) -> Condition | None:
    """Return what a range on a column's scale binds, None where that is nothing.

    A bound at the end of the scale binds nothing: tracks beyond it, if any, are meant too.
    """
    first, last, _ = limits(selection, column)
    if low <= first and high >= last:
        return None
    return Condition(column, None if low <= first else low, None if high >= last else high)


@lru_cache(maxsize=1)
def _tracks(selection: Selection) -> pd.DataFrame:
    """Read the tracks once for the reader's rules and the tree's; nobody writes into them."""
    return reads.whole_artists(selection, ("track_id", "artist", "artists", "streams", *RULED))
