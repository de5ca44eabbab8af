"""How far plays can be predicted, and by what.

Public functions and names
--------------------------
best_of_sets(target)                             -> DataFrame: the best model of each feature set
ols(selection, target=, names=)                  -> Ols: what goes with plays
penalty_path(selection, target=, ...)            -> PenaltyPath: Ridge or LASSO over penalties
ablation(selection, target=, feature_set=)       -> DataFrame: what each feature adds

The last three are fitted to the tracks in view. How each model of a target scored is in
`analytics.runs.answers`.
"""

import functools

import pandas as pd

from analytics import kept
from analytics.drivers import feature_choice
from analytics.drivers import ols as regression
from analytics.drivers.feature_choice import PenaltyPath
from analytics.drivers.ols import Ols
from analytics.features import matrix as features
from analytics.runs import answers as models
from analytics.runs.database import with_models
from data.reads import tracks as reads
from data.selection import Selection

MAX_TRACKS = 50_000
"""Up to here the live models take every track in view; above, those of a sample of artists."""


@with_models
def best_of_sets(target: str) -> pd.DataFrame:
    """Return the best model of each feature set, with the leak that a naive split would show.

    Parameters
    ----------
    target : {'streams', 'views', 'likes', 'comments'}

    Returns
    -------
    DataFrame
        Rows in the order of what is known when; the columns of `models.scored` and leak: by how
        much the naive score of a model exceeds its own, NaN where no naive split was tried.

    Raises
    ------
    ModelMissing
        If no training looked at this target.
    """
    rows = []
    for _, of_set in models.scored(target).groupby("feature_set", sort=False):
        both = of_set[of_set["naive"].notna() & (of_set["model"] != "baseline")]
        leak = float((both["naive"] - both["score"]).iloc[0]) if len(both) else float("nan")
        rows.append({**of_set.iloc[0].to_dict(), "leak": leak})
    return pd.DataFrame(rows)


@kept.in_memory
def ols(selection: Selection, *, target: str, names: tuple[str, ...]) -> Ols:
    """Regress a target on features, over the tracks in view.

    Parameters
    ----------
    selection : Selection
    target : {'streams', 'views', 'likes', 'comments'}
    names : tuple of str
        Columns of `features.matrix`.

    Raises
    ------
    NotEnoughData, BadOption
        See `analytics.drivers.ols.ols`.
    """

    def matrix_of(feature_set: str) -> pd.DataFrame:
        """Ask for 'streams' where the target makes no difference."""
        return _matrix(selection, feature_set, target if feature_set == "market" else "streams")

    return regression.ols(_tracks(selection), target=target, features=names, matrix_of=matrix_of)


@kept.on_disk
def penalty_path(selection: Selection, *, target: str, feature_set: str, kind: str) -> PenaltyPath:
    """Trace Ridge or LASSO over its penalties, over the tracks in view.

    Parameters
    ----------
    selection : Selection
    target : {'streams', 'views', 'likes', 'comments'}
    feature_set : {'audio', 'release', 'market'}
    kind : {'lasso', 'ridge'}

    Raises
    ------
    NotEnoughData
        Below 200 tracks or 30 artists.
    """
    return feature_choice.penalty_path(
        _tracks(selection), kind=kind, target=target, feature_set=feature_set
    )


@kept.on_disk
def ablation(selection: Selection, *, target: str, feature_set: str) -> pd.DataFrame:
    """Leave out each feature and each group, over the tracks in view.

    Raises
    ------
    NotEnoughData
        Below 200 tracks or 30 artists.
    """
    return feature_choice.ablation(_tracks(selection), target=target, feature_set=feature_set)


@functools.lru_cache(maxsize=2)
def _matrix(selection: Selection, feature_set: str, target: str) -> pd.DataFrame:
    """Read titles once for all that is asked of the tracks; nobody writes into it."""
    return features.matrix(_tracks(selection), feature_set, target=target)


@functools.lru_cache(maxsize=1)
def _tracks(selection: Selection) -> pd.DataFrame:
    """Read the tracks once for all live models; nobody writes into them."""
    columns = reads.columns(selection.version)
    return reads.whole_artists(selection, columns, at_most=MAX_TRACKS)
