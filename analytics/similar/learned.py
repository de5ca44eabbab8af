"""What it is worth that a classifier learns groups: it learns those of pure noise as well.

K-means cuts any cloud of points into regions, and a classifier that is given the same features
finds the cuts again, whether or not there is anything in the cloud. So its accuracy says nothing
of the groups. Here the same is done to the catalogue and to noise beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.clusters.kmeans import kmeans
from analytics.clusters.quality import silhouette
from analytics.clusters.space import complete, require_distinct, scaled_space
from analytics.stats.clustered import rate
from analytics.stats.splits import Fold, purged_folds, require_enough
from data.jobs.progress import Progress, untold

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLOUDS = {
    "catalogue": "The catalogue",
    "noise": "Noise of the same covariance",
    "shuffled": "Each feature shuffled by itself",
}
MODELS = {"xgboost": "XGBoost", "net": "A small net"}
N_FOLDS = 3


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """How well groups are learned, of the catalogue and of noise."""

    table: pd.DataFrame
    """One row per cloud and model: cloud, model, accuracy, low, high (95 %, by artist), majority
    (share of the largest group), silhouette."""
    n_groups: int
    n_tracks: int
    n_folds: int


def learn_groups(
    tracks: pd.DataFrame,
    features: Sequence[str],
    *,
    n_groups: int,
    random_state: int = 0,
    progress: Progress = untold,
) -> Learned:
    """Group the catalogue and noise beside it, and have two classifiers learn the groups.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `artist`, `artists` and the features.
    features : sequence of str
    n_groups : int
        Of K-means.
    random_state : int, default=0
    progress : callable (share, text), default=untold

    Returns
    -------
    Learned
        Accuracy over folds that share no artist.

    Notes
    -----
    Sources: XGBoost; scikit-learn `MLPClassifier`. Noise is normal with the catalogue's covariance;
    shuffled, each feature keeps its values and loses its company.
    """
    known = complete(tracks, features)
    require_enough(known)
    points = scaled_space(known, features).scaled(known)
    require_distinct(points, n_groups)
    folds = purged_folds(known, n_folds=N_FOLDS, random_state=random_state)
    rng = np.random.default_rng(random_state)
    clouds = {
        "catalogue": points,
        "noise": rng.multivariate_normal(points.mean(axis=0), np.cov(points.T), len(points)),
        "shuffled": rng.permuted(points, axis=0),
    }
    rows = []
    for number, (cloud, cloud_points) in enumerate(clouds.items()):
        labels = kmeans(cloud_points, n_groups, random_state=random_state).labels_
        apart = silhouette(cloud_points, labels, random_state=random_state)
        for place, (model, make) in enumerate(_MODELS.items()):
            progress((2 * number + place) / 6, f"{CLOUDS[cloud]}: {MODELS[model]}")
            is_right = _right(cloud_points, labels, folds, make, random_state)
            accuracy, low, high = rate(is_right, known["artist"])
            rows.append((cloud, model, accuracy, low, high, _majority(labels), apart))
    columns = ["cloud", "model", "accuracy", "low", "high", "majority", "silhouette"]
    return Learned(pd.DataFrame(rows, columns=columns), n_groups, len(known), N_FOLDS)


def _majority(labels: Integers) -> float:
    return float(np.bincount(labels).max() / len(labels))


def _right(
    points: Floats,
    labels: Integers,
    folds: Sequence[Fold],
    make: Callable[[int], object],
    random_state: int,
) -> npt.NDArray[np.bool_]:
    """Return whether each point's group is told by a model that has not seen it."""
    from threadpoolctl import threadpool_limits

    told = np.full(len(points), -1)
    with threadpool_limits(1):  # on busy cores threads only wait for each other
        for fold in folds:
            # XGBoost wants classes counted from 0: a group may be missing from the training part.
            known, classes = np.unique(labels[fold.train], return_inverse=True)
            model = make(random_state).fit(points[fold.train], classes)  # type: ignore[attr-defined]
            told[fold.test] = known[model.predict(points[fold.test])]
    return told == labels


def _xgboost(random_state: int) -> object:
    from xgboost import XGBClassifier

    return XGBClassifier(
        n_estimators=80, max_depth=5, learning_rate=0.2, n_jobs=1, random_state=random_state
    )


def _net(random_state: int) -> object:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        hidden_layer_sizes=(64,), alpha=1e-3, max_iter=400, tol=2e-3, random_state=random_state
    )


_MODELS: dict[str, Callable[[int], object]] = {"xgboost": _xgboost, "net": _net}
