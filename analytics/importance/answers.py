"""What the importance page asks of the champions, and of one track.

Public functions and names
--------------------------
TASKS                                          what can be asked for, in words
champion(task, feature_set)                    -> Champion that an answer is about
beeswarm(task, feature_set)                    -> Beeswarm
dependence(task, feature_set, feature)         -> Dependence
alone(task, feature_set, feature)              -> Alone: what if only this feature changes
together(everything, task, feature_set, ...)   -> Together: which features work together
has_trees(task, feature_set)                   -> whether there are single trees to look at
permutation(task, feature_set, kind)           -> DataFrame: what shuffling costs
ablation(task, feature_set)                    -> DataFrame or None: what leaving a group out costs
correlated(task, feature_set)                  -> DataFrame: features that say nearly the same
ranks(task)                                    -> Ranks
search(selection, text)                        -> DataFrame: tracks in view that a search finds
waterfall(selection, track_id, ...)            -> Waterfall of one track
one_tree(selection, track_id, number, ...)     -> OneTree: one tree, and the track's way through it

A task is 'streams', 'views', 'likes', 'comments', 'hits_10', 'hits_5' or 'hits_20', a feature set
'audio', 'release' or 'market'. Models are of the whole data version, so most answers take no
selection; all raise ModelMissing where there is no champion.
"""

import numpy as np
import pandas as pd

from analytics import kept
from analytics.features import matrix as features
from analytics.importance import contributions, losses, partial, pushes, ranking, trees
from analytics.importance import together as pairs
from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.partial import Alone
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranked, Ranks
from analytics.importance.together import Together
from analytics.importance.trees import OneTree
from analytics.runs import answers as models
from analytics.runs import registry
from analytics.runs.database import with_models
from data import metrics
from data.errors import ModelMissing
from data.jobs.progress import Progress, untold
from data.reads import tracks as reads
from data.selection import Selection

TASKS = models.COUNTS | {"hits_10": "Hits"}


def champion(task: str, feature_set: str) -> registry.Champion:
    """Return the model that an answer is about."""
    registry.require_latest()
    return registry.champion(task, feature_set)


def _stored(task: str, feature_set: str, name: str) -> pd.DataFrame:
    """Return a table that training left of a champion."""
    return registry.frame(champion(task, feature_set).run_id, name)


@with_models
def beeswarm(task: str, feature_set: str) -> Beeswarm:
    """Return what each feature adds to the predictions of a sample of tracks."""
    values = _stored(task, feature_set, "shap_values")
    return contributions.beeswarm(values, _stored(task, feature_set, "shap_features"))


@with_models
def dependence(task: str, feature_set: str, *, feature: str) -> Dependence:
    """Return how the push of one feature goes with its value."""
    values = _stored(task, feature_set, "shap_values")
    given = _stored(task, feature_set, "shap_features")
    return contributions.dependence(values, given, feature)


@with_models
def alone(task: str, feature_set: str, *, feature: str) -> Alone:
    """Return how predictions change where one feature alone is another."""
    given = _stored(task, feature_set, "shap_features")
    return partial.alone(registry.load(task, feature_set).model, given, feature)


def has_trees(task: str, feature_set: str) -> bool:
    """Say whether the champion has trees: a straight line has none, and no pairs either."""
    return pairs.trees_of(registry.load(task, feature_set).model.core) is not None


@kept.on_disk(is_long=True)
def together(
    everything: Selection,
    *,
    task: str,
    feature_set: str,
    run_id: str,
    progress: Progress = untold,
) -> Together:
    """Return which features of a champion with trees work together.

    Parameters
    ----------
    everything : Selection
        Without a filter: a model is of the whole data version.
    run_id : str
        Of the champion, so that a new one is asked anew.
    """
    given = registry.frame(run_id, "shap_features")
    return pairs.together(registry.load(task, feature_set).model, given, progress=progress)


@with_models
def permutation(task: str, feature_set: str, *, kind: str) -> pd.DataFrame:
    """Return what shuffling costs on held-out artists, the costliest first.

    Parameters
    ----------
    kind : {'feature', 'group'}
        What is shuffled at a time.
    """
    return losses.shuffling(_stored(task, feature_set, "permutation"), kind)


@with_models
def ablation(task: str, feature_set: str) -> pd.DataFrame | None:
    """Return what leaving a group out costs; None after a quick training, which skips that."""
    run_id = champion(task, feature_set).run_id
    try:
        return losses.leaving_out(registry.frame(run_id, "ablation"))
    except ModelMissing:
        return None


@with_models
def correlated(task: str, feature_set: str) -> pd.DataFrame:
    """Return pairs of features that say nearly the same."""
    return contributions.correlated(_stored(task, feature_set, "shap_features"))


@with_models
def ranks(task: str) -> Ranks:
    """Return the ranks of features side by side, those that rank highest anywhere first."""
    return ranking.ranks(
        {
            feature_set: Ranked(
                kind=champion(task, feature_set).kind,
                values=_stored(task, feature_set, "shap_values"),
                shuffled=_stored(task, feature_set, "permutation"),
            )
            for feature_set in features.FEATURE_SETS
        }
    )


@kept.in_memory
def search(selection: Selection, *, text: str) -> pd.DataFrame:
    """Return track_id, track, artist of tracks in view that hold all words of a text."""
    return reads.find(selection, text)


@with_models
def waterfall(selection: Selection, *, track_id: str, task: str, feature_set: str) -> Waterfall:
    """Explain the prediction of one track of the catalogue."""
    trained = registry.load(task, feature_set)
    X, row = _row(selection, track_id, task, feature_set)
    count = float(row[task if task in metrics.COUNTS else "streams"].astype(float).iloc[0])
    if np.isnan(count):
        return pushes.waterfall(trained.model, X)
    is_hit = float(count >= trained.champion.hit_threshold)
    actual = np.log1p(count) if task in metrics.COUNTS else is_hit
    return pushes.waterfall(trained.model, X, float(actual))


@with_models
def one_tree(
    selection: Selection, *, track_id: str, task: str, feature_set: str, number: int
) -> OneTree | None:
    """Follow one track of the catalogue through one tree; None for a model without trees."""
    X, _ = _row(selection, track_id, task, feature_set)
    return trees.one_tree(registry.load(task, feature_set).model, X, number)


def _row(
    selection: Selection, track_id: str, task: str, feature_set: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a track as a model reads it, and its row of the catalogue."""
    row = reads.track(selection.version, track_id)
    target = task if task in metrics.COUNTS else "streams"
    return features.matrix(row, feature_set, target=target), row
