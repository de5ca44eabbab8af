"""The plain recipe: three random forests on one feature set, five naive folds.

200 trees of depth 15 for streams, 200 of depth 10 for hits, 150 of depth 12 for views. One fold of
each is timed and counted five times: they are alike, and two minutes are enough.
"""

import json
import time

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import KFold

from data.metrics import AUDIO_FEATURES
from tests.bench.marts import Marts

N_FOLDS = 5
FLAGS = ("has_official_video", "is_licensed")
WHAT = f"random forests, {N_FOLDS} folds, audio and flags (one fold timed)"


def recipe(tracks: pd.DataFrame) -> float:
    """Return the seconds that the recipe takes."""
    columns = tracks[[*AUDIO_FEATURES, *FLAGS]].astype("float64")
    X = columns.fillna(columns.median()).to_numpy()
    streams, views = (np.log1p(tracks[name]).to_numpy() for name in ("streams", "views"))
    hits = (streams >= np.quantile(streams, 0.9)).astype(int)
    regressor, classifier = RandomForestRegressor, RandomForestClassifier
    return N_FOLDS * (
        _fold(regressor(200, max_depth=15, n_jobs=-1, random_state=0), X, streams)
        + _fold(classifier(200, max_depth=10, n_jobs=-1, random_state=0), X, hits)
        + _fold(regressor(150, max_depth=12, n_jobs=-1, random_state=0), X, views)
    )


def _fold(model: BaseEstimator, X: np.ndarray, y: np.ndarray) -> float:
    train, test = next(KFold(N_FOLDS, shuffle=True, random_state=0).split(X))
    started = time.perf_counter()
    model.fit(X[train], y[train]).score(X[test], y[test])
    return time.perf_counter() - started


if __name__ == "__main__":
    names = (*AUDIO_FEATURES, *FLAGS, "streams", "views")
    known = Marts.current()["tracks", *names].dropna(subset=["streams", "views"])
    print(json.dumps({"seconds": recipe(known), "what": WHAT}))
