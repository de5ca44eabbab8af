"""Evening out how often genres occur: by weights, or by making up and leaving out examples.

Public names
------------
BALANCES                          names of the ways to what readers call them
even(balance, X, y, ...)          -> Evened: rows to learn from, with weights where these are used

Whatever is made up here may only be learned from: made before the split, examples stand on both
sides of it beside those that they were made of (see `analytics.genres.lesson`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from data.errors import BadOption, NotEnoughData

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

BALANCES = {
    "none": "As they come",
    "weights": "Class weights",
    "smote": "SMOTE",
    "enn": "Edited nearest neighbours",
    "tomek": "Tomek links",
    "smote_tomek": "SMOTE + Tomek links",
    "smote_enn": "SMOTE + ENN",
}
RESAMPLED = tuple(BALANCES)[2:]
NEIGHBOURS = 5
"""Of SMOTE; a genre with no more examples than that is filled up from fewer."""


@dataclass(frozen=True, eq=False, slots=True)
class Evened:
    """Rows to learn from."""

    X: Floats
    y: Codes
    weights: Floats | None


def even(balance: str, X: Floats, y: Codes, *, random_state: int = 0) -> Evened:
    """Even out training rows.

    Parameters
    ----------
    balance : str
        One of `BALANCES`.
    X : ndarray of shape (n, k)
        NaN where unknown; where rows are made up, unknown values stand as their median.
    y : ndarray of int, shape (n,)
    random_state : int, default=0

    Raises
    ------
    NotEnoughData
        If cleaning leaves no example, or SMOTE finds a genre with a single one.

    Notes
    -----
    Neighbours are near in standard deviations: in raw units the duration alone would decide.
    Source: Chawla et al. (2002) for SMOTE, Batista et al. (2004) for what follows it.
    """
    if balance not in BALANCES:
        raise BadOption(f"there is no way of evening out called {balance!r}")
    if balance == "none":
        return Evened(X, y, None)
    if balance == "weights":
        counts = np.bincount(y)
        weights = len(y) / (np.count_nonzero(counts) * counts[y])
        return Evened(X, y, weights)
    medians = np.nan_to_num(np.nanmedian(np.where(np.isnan(X).all(axis=0), 0.0, X), axis=0))
    filled = np.where(np.isnan(X), medians, X)
    mean, deviation = filled.mean(axis=0), filled.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    scaled = (filled - mean) / deviation
    made, labels = _sampler(balance, y, random_state).fit_resample(scaled, y)
    if len(np.unique(labels)) < 2:
        raise NotEnoughData(
            f"{BALANCES[balance]} leaves no two genres to tell apart.",
            hint="Choose class weights, or import more examples.",
        )
    return Evened(made * deviation + mean, labels, None)


def _sampler(balance: str, y: Codes, random_state: int) -> Any:
    from imblearn.combine import SMOTEENN, SMOTETomek
    from imblearn.over_sampling import SMOTE
    from imblearn.under_sampling import EditedNearestNeighbours, TomekLinks

    counts = np.bincount(y)
    least = int(counts[counts > 0].min())
    if balance.startswith("smote") and least < 2:
        raise NotEnoughData(
            "SMOTE makes examples up between two of a genre; one genre has a single example.",
            hint="Choose class weights, or group genres.",
        )
    smote = SMOTE(k_neighbors=min(NEIGHBOURS, least - 1) or 1, random_state=random_state)
    samplers = {
        "smote": smote,
        "enn": EditedNearestNeighbours(),
        "tomek": TomekLinks(),
        "smote_tomek": SMOTETomek(smote=smote, random_state=random_state),
        "smote_enn": SMOTEENN(smote=smote, random_state=random_state),
    }
    return samplers[balance]
