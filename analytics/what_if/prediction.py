"""What champions say of imagined tracks: streams, their interval, the chance of a hit.

Public functions and names
--------------------------
TASKS, FEATURE_SETS                      what is asked of which champions
Champions                                the loaded models
predicted(tracks, champions, quantiles)  -> DataFrame: a row for each track
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.features import matrix as features
from analytics.runs.registry import Trained

TASKS = ("streams", "hits_10")
FEATURE_SETS = ("release", "market")
"""Known before release, and with expected views."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Champions:
    """The champions that answer, by task and feature set."""

    loaded: Mapping[tuple[str, str], Trained]

    def of(self, task: str, feature_set: str) -> Trained:
        """Return one of them."""
        return self.loaded[task, feature_set]


def predicted(tracks: pd.DataFrame, champions: Champions, quantiles: Floats) -> pd.DataFrame:
    """Predict tracks: those with views from `market`, the others from `release`.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        With the columns of the mart that models read.
    champions : Champions
    quantiles : ndarray
        Equally spaced quantiles of the catalogue's streams, from the least to the most.

    Returns
    -------
    DataFrame of shape (n_tracks, 6), the index of `tracks`
        feature_set, streams, low, high (80 %), probability of a hit, percentile (0 to 1).
    """
    feature_set = tracks["views"].notna().map({True: "market", False: "release"})
    parts = [
        _predicted(tracks[feature_set == name], name, champions) for name in feature_set.unique()
    ]
    table = pd.concat(parts).loc[tracks.index]
    ahead = np.searchsorted(quantiles, table["streams"]) / (len(quantiles) - 1)
    return table.assign(percentile=ahead.clip(0, 1))


def _predicted(tracks: pd.DataFrame, feature_set: str, champions: Champions) -> pd.DataFrame:
    X = features.matrix(tracks, feature_set)
    streams = champions.of("streams", feature_set).model
    low, high = streams.interval(X)
    counts = np.expm1(np.column_stack([streams.predict(X), low, high])).clip(0)
    table = pd.DataFrame(counts, columns=["streams", "low", "high"], index=tracks.index)
    table.insert(0, "feature_set", feature_set)
    return table.assign(probability=champions.of("hits_10", feature_set).model.predict(X))
