"""What champions say of imagined tracks: streams, their interval, the chance of a hit.

All three are read off one distribution: the median, the bounds of its middle 80 %, and the share of
it that reaches the streams of a hit.

Public functions and names
--------------------------
TASK, FEATURE_SETS                       what is asked of which champions
Champions                                the loaded models
predicted(tracks, champions, ...)        -> DataFrame: a row for each track
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.runs.registry import Trained

TASK = "streams"
FEATURE_SETS = ("release", "market")
"""Known before release, and with expected views."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Champions:
    """The champions that answer, by feature set."""

    loaded: Mapping[str, Trained]

    def of(self, feature_set: str) -> Trained:
        """Return one of them."""
        return self.loaded[feature_set]


def predicted(
    tracks: pd.DataFrame, champions: Champions, quantiles: Floats, *, hit_threshold: float
) -> pd.DataFrame:
    """Predict tracks: those with views from `market`, the others from `release`.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        With the columns of the mart that models read.
    champions : Champions
    quantiles : ndarray
        Equally spaced quantiles of the catalogue's streams, from the least to the most.
    hit_threshold : float
        Streams from which on a track is a hit.

    Returns
    -------
    DataFrame of shape (n_tracks, 7), the index of `tracks`
        feature_set, is_known (whether the catalogue has other tracks of the artist), streams
        (median of what may come), low, high (80 %), probability of a hit, percentile (0 to 1).
    """
    feature_set = tracks["views"].notna().map({True: "market", False: "release"})
    parts = [
        _predicted(tracks[feature_set == name], str(name), champions, hit_threshold)
        for name in feature_set.unique()
    ]
    table = pd.concat(parts).loc[tracks.index]
    ahead = np.searchsorted(quantiles, table["streams"]) / (len(quantiles) - 1)
    return table.assign(percentile=ahead.clip(0, 1))


def _predicted(
    tracks: pd.DataFrame, feature_set: str, champions: Champions, hit_threshold: float
) -> pd.DataFrame:
    X, model = features.matrix(tracks, feature_set), champions.of(feature_set).model
    low, high = model.interval(X)
    counts = np.expm1(np.column_stack([model.predict(X), low, high])).clip(0)
    table = pd.DataFrame(counts, columns=["streams", "low", "high"], index=tracks.index)
    table.insert(0, "feature_set", feature_set)
    table.insert(1, "is_known", (tracks["back_n_tracks"] > 0).to_numpy())
    return table.assign(probability=model.chance(X, hit_threshold))
