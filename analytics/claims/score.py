"""How well a count is predicted from what a claim allows, on artists not seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.stats.resampling import resample_artists
from analytics.stats.splits import known_in_each, purged_folds, require_enough, require_scorable
from data.errors import NotEnoughData
from data.metrics import AUDIO_FEATURES

INPUTS = ("audio", "audio and YouTube counts")
YOUTUBE = ("views", "likes", "comments")
NEEDED = ("track_id", "artist", "artists", "streams", *YOUTUBE, *AUDIO_FEATURES)
"""Columns of `tracks` that a prediction claim reads."""


@dataclass(frozen=True, eq=False, slots=True)
class Score:
    """R² of logs on held-out artists, with a 95 % interval that resamples artists."""

    r2: float
    low: float
    high: float
    n_tracks: int
    n_artists: int


def score(
    tracks: pd.DataFrame, *, target: str = "streams", inputs: str = INPUTS[1], random_state: int = 0
) -> Score:
    """Predict a count from audio, with or without the other counts, and no back catalogue.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        The whole version, with `NEEDED`.
    target : {'streams', 'views', 'likes', 'comments'}, default='streams'
    inputs : {'audio', 'audio and YouTube counts'}, default='audio and YouTube counts'
        For a YouTube count as target, the other YouTube counts would give it away: streams stand
        in for them.
    random_state : int, default=0

    Raises
    ------
    NotEnoughData
        With fewer than 200 recordings or 30 artists, with none of the inputs known, or where
        tracks of a test part all have the same count.

    Notes
    -----
    Gradient boosting on `splits.purged_folds`; R² over all held-out tracks together. An input
    that no track of some training part has a value of is left out.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    known = tracks.dropna(subset=[target]).sort_values("track_id", ignore_index=True)
    require_enough(known)
    folds = purged_folds(known, random_state=random_state)
    columns = _inputs(known, target, inputs)
    columns = columns[known_in_each(columns, (fold.train for fold in folds))]
    x, y = columns.to_numpy(), features.log_target(known, target)
    if not x.shape[1]:
        raise NotEnoughData(f"No track with {target} has any {inputs}.")
    require_scorable(target, y, folds)
    predicted = np.empty(len(y))
    with threadpool_limits(limits=1):
        for fold in folds:
            model = HistGradientBoostingRegressor(
                max_iter=200,
                learning_rate=0.05,
                max_leaf_nodes=15,
                min_samples_leaf=30,
                l2_regularization=5.0,
                random_state=random_state,
            )
            model.fit(x[fold.train], y[fold.train])
            predicted[fold.test] = model.predict(x[fold.test])
    return _bounded(known["artist"], y, predicted, random_state)


def _inputs(tracks: pd.DataFrame, target: str, inputs: str) -> pd.DataFrame:
    x = tracks[list(AUDIO_FEATURES)].astype(float)  # the claim says audio: no words of the title
    if inputs == "audio":
        return x
    others = YOUTUBE if target == "streams" else ("streams",)
    logs = {name: np.log1p(tracks[name].astype(float)) for name in others}
    if target == "streams":
        logs["likes_per_view"] = logs["likes"] - logs["views"]
        logs["comments_per_view"] = logs["comments"] - logs["views"]
    return x.assign(**logs)


def _bounded(artists: pd.Series, y: np.ndarray, predicted: np.ndarray, random_state: int) -> Score:
    resamples = resample_artists(artists, random_state=random_state)
    errors = (y - predicted) ** 2
    sums = resamples.sums([np.ones_like(y), y, y**2, errors])
    n, total, squares, missed = sums.T
    values = 1 - missed / (squares - total**2 / n)
    low, high = np.quantile(values, [0.025, 0.975])
    r2 = 1 - errors.sum() / ((y - y.mean()) ** 2).sum()
    return Score(float(r2), float(low), float(high), len(y), resamples.n_artists)
