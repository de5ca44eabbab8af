"""Learning for a chart: examples weighted, or cut, so that they sound as the chart does.

Public names
------------
WAYS                                 as they are, weighted, cut
towards(way, examples, chart)        -> Towards: weights of the examples
mix(chances, clusters, genres)       -> DataFrame: share of each genre with its interval
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats.resampling import resample_artists
from data.errors import NotEnoughData

Floats = npt.NDArray[np.float64]

WAYS = {
    "all": "All examples alike",
    "weighted": "Weighted towards the chart",
    "cut": "Cut to the chart's ranges",
}
MOST = 20.0
"""No example counts for more than so many; a few would decide else."""
MIN_CHART = 10


@dataclass(frozen=True, eq=False, slots=True)
class Towards:
    """How much each example counts."""

    weights: Floats
    """Shape (n,), mean 1 over all examples; 0 where it is left out."""
    n_effective: float
    """As many examples of equal weight would tell as much: (sum w)² / sum w²."""
    auc: float
    """How well chart and examples are told apart by sound, on rows held out; 0.5: not at all."""


def towards(way: str, examples: Floats, chart: Floats, *, random_state: int = 0) -> Towards:
    """Weigh examples by how much their sound is the chart's.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    examples : ndarray of shape (n, k)
        Rows of `matrix.matrix`; NaN where unknown.
    chart : ndarray of shape (m, k)
    random_state : int, default=0

    Raises
    ------
    NotEnoughData
        With fewer than `MIN_CHART` tracks on the chart, or no example within its ranges.

    Notes
    -----
    'weighted' is the density ratio by classification: the odds of being of the chart, by a logistic
    model of values and squares, judged in five folds so that no row weighs itself (Bickel, Brückner
    and Scheffer 2009, JMLR 10). 'cut' keeps examples between the chart's least and most of every
    feature, as the study does.
    """
    if len(chart) < MIN_CHART:
        raise NotEnoughData(
            f"The chart has {len(chart)} tracks whose sound is known; {MIN_CHART} are needed to "
            "learn for it.",
            hint="Label it with all examples alike.",
        )
    odds, auc = _odds(examples, chart, random_state)
    if way == "all":
        return Towards(np.ones(len(examples)), float(len(examples)), auc)
    if way == "cut":
        low, high = np.nanmin(chart, axis=0), np.nanmax(chart, axis=0)
        inside = ~((examples < low) | (examples > high)).any(axis=1)
        if not inside.any():
            raise NotEnoughData(
                "No example lies within the ranges of the chart.",
                hint="Weigh the examples instead.",
            )
        weights = inside / inside.mean()
    else:
        weights = np.minimum(odds / odds.mean(), MOST)
        weights /= weights.mean()
    return Towards(weights, float(weights.sum() ** 2 / (weights**2).sum()), auc)


def _odds(examples: Floats, chart: Floats, seed: int) -> tuple[Floats, float]:
    """Return each example's odds of being of the chart, and how well the two are told apart."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    X = np.vstack([examples, chart])
    none = np.isnan(X).all(axis=0)
    X = np.where(np.isnan(X), np.nan_to_num(np.nanmedian(np.where(none, 0.0, X), axis=0)), X)
    is_chart = np.r_[np.zeros(len(examples), dtype=int), np.ones(len(chart), dtype=int)]
    model = make_pipeline(
        StandardScaler(),
        PolynomialFeatures(2, include_bias=False),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=500),
    )
    split = StratifiedKFold(5, shuffle=True, random_state=seed)
    said = cross_val_predict(model, X, is_chart, cv=split, method="predict_proba")[:, 1]
    said = np.clip(said, 1e-6, 1 - 1e-6)
    own = said[: len(examples)]
    return own / (1 - own), float(roc_auc_score(is_chart, said))


def mix(chances: Floats, clusters: pd.Series, genres: tuple[str, ...]) -> pd.DataFrame:
    """Return how much of a set of tracks is of each genre.

    Parameters
    ----------
    chances : ndarray of shape (n, n_genres)
        Calibrated; a track counts for each genre by its chance.
    clusters : Series of shape (n,)
        The artist of each track.

    Returns
    -------
    DataFrame with columns genre, share, low, high (95 %, artists sampled with replacement)
    """
    sampled = resample_artists(clusters.reset_index(drop=True), n_replicates=400)
    by_group = np.column_stack(
        [sampled.by_group(column) for column in [*chances.T, np.ones(len(chances))]]
    )
    sums = sampled.weights @ by_group
    low, high = np.percentile(sums[:, :-1] / sums[:, -1:], [2.5, 97.5], axis=0)
    return pd.DataFrame({"genre": genres, "share": chances.mean(axis=0), "low": low, "high": high})
