"""Which tracks become hits: curves, and what a threshold costs.

Public functions
----------------
curves(held_out, n_bins=10)                          -> Curves: ROC, precision-recall, calibration
confusion(held_out, threshold=, ...)                 -> Confusion: counts, costs, the cheapest

They judge what training stored for the whole data version. Rules of thumb are in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.models import scoring
from analytics.stats import clustered
from data.errors import BadOption

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class HeldOut:
    """What a model said of tracks whose artists it had not seen."""

    task: str
    feature_set: str
    kind: str
    tracks: pd.DataFrame
    """track_id, artist, track, fold, actual (1 or 0), predicted (calibrated probability)."""


@dataclass(frozen=True, eq=False, slots=True)
class Curves:
    """How well probabilities rank tracks, and whether they come true."""

    base_rate: float
    scores: dict[str, float]
    """average_precision, roc_auc, brier, baseline_brier over all held-out tracks together."""
    roc: pd.DataFrame
    """false_positive_rate, true_positive_rate, threshold."""
    precision_recall: pd.DataFrame
    """recall, precision, threshold."""
    calibration: pd.DataFrame
    """Equal parts by probability: predicted (mean), observed (share of hits), low, high (95 %,
    clustered by artist), n_tracks."""


def curves(held: HeldOut, *, n_bins: int = 10) -> Curves:
    """Trace the curves of a model of hits from its held-out predictions."""
    from sklearn.metrics import precision_recall_curve, roc_curve

    actual = held.tracks["actual"].to_numpy(dtype=np.float64)
    predicted = held.tracks["predicted"].to_numpy(dtype=np.float64)
    false, true, thresholds = roc_curve(actual, predicted)
    precision, recall, cuts = precision_recall_curve(actual, predicted)
    return Curves(
        base_rate=float(actual.mean()),
        scores=scoring.hit_scores(actual, predicted, baseline=float(actual.mean())),
        roc=_thinned(
            {"false_positive_rate": false, "true_positive_rate": true, "threshold": thresholds}
        ),
        precision_recall=_thinned(
            {"recall": recall, "precision": precision, "threshold": np.append(cuts, np.inf)}
        ),
        calibration=_calibration(held.tracks, n_bins),
    )


def _thinned(columns: dict[str, Floats], points: int = 400) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    if len(frame) <= points:
        return frame
    return frame.iloc[np.linspace(0, len(frame) - 1, points).astype(int)].reset_index(drop=True)


def _calibration(tracks: pd.DataFrame, n_bins: int) -> pd.DataFrame:
    order = np.argsort(tracks["predicted"].to_numpy(), kind="stable")
    rows = []
    for part in np.array_split(order, n_bins):
        chosen = tracks.iloc[part]
        rate = clustered.rate(chosen["actual"].to_numpy(dtype=np.float64), chosen["artist"])
        rows.append((chosen["predicted"].mean(), *rate, len(part)))
    return pd.DataFrame(rows, columns=["predicted", "observed", "low", "high", "n_tracks"])


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """What calling every track above a threshold a hit gets right and wrong."""

    threshold: float
    true_hits: int
    missed_hits: int
    false_hits: int
    true_rest: int
    precision: float
    """Share of called tracks that are hits; NaN where none is called."""
    precision_low: float
    precision_high: float
    """95 %, clustered by artist."""
    recall: float
    """Share of hits that are called."""
    recall_low: float
    recall_high: float
    """95 %, clustered by artist."""
    accuracy: float
    majority_accuracy: float
    """Accuracy of never saying 'hit': what `accuracy` has to be held against."""
    cost: float
    cost_of_none: float
    """Cost of never saying 'hit'."""
    best_threshold: float
    """The cheapest threshold on these tracks."""
    best_cost: float
    costs: pd.DataFrame
    """threshold and cost on a grid."""


def confusion(
    held: HeldOut, *, threshold: float = 0.5, cost_miss: float = 5.0, cost_false: float = 1.0
) -> Confusion:
    """Count what a threshold gets right and wrong, and price it.

    Parameters
    ----------
    held : HeldOut
    threshold : float in [0, 1], default=0.5
        Tracks with at least this probability are called hits.
    cost_miss, cost_false : float >= 0
        Price of a hit that is not called, and of a call that is no hit, in any unit.

    Raises
    ------
    BadOption
        If the threshold or a price is out of range.
    """
    if not 0 <= threshold <= 1 or min(cost_miss, cost_false) < 0:
        raise BadOption("A threshold lies between 0 and 1, and a price is not below zero.")
    hit = held.tracks["actual"].to_numpy() == 1
    predicted = held.tracks["predicted"].to_numpy(dtype=np.float64)
    called = predicted >= threshold
    costs = _costs(hit, predicted, threshold, cost_miss, cost_false)
    cheapest = int(costs["cost"].to_numpy().argmin())
    precision, precision_low, precision_high = _rate(hit[called], held.tracks["artist"][called])
    recall, recall_low, recall_high = _rate(called[hit], held.tracks["artist"][hit])
    missed, false = int((hit & ~called).sum()), int((~hit & called).sum())
    return Confusion(
        threshold=threshold,
        true_hits=int((hit & called).sum()),
        missed_hits=missed,
        false_hits=false,
        true_rest=int((~hit & ~called).sum()),
        precision=precision,
        precision_low=precision_low,
        precision_high=precision_high,
        recall=recall,
        recall_low=recall_low,
        recall_high=recall_high,
        accuracy=float((hit == called).mean()),
        majority_accuracy=float(max(hit.mean(), 1 - hit.mean())),
        cost=float(missed * cost_miss + false * cost_false),
        cost_of_none=float(hit.sum() * cost_miss),
        best_threshold=float(costs["threshold"][cheapest]),
        best_cost=float(costs["cost"][cheapest]),
        costs=costs,
    )


def _rate(actual: Mask, artists: pd.Series) -> tuple[float, float, float]:
    nan = float("nan")
    return clustered.rate(actual, artists) if len(actual) else (nan, nan, nan)


def _costs(
    hit: Mask, predicted: Floats, threshold: float, cost_miss: float, cost_false: float
) -> pd.DataFrame:
    grid = np.unique(np.round(np.append(np.linspace(0, 1, 101), threshold), 4))
    missed = np.array([np.count_nonzero(hit & (predicted < cut)) for cut in grid])
    false = np.array([np.count_nonzero(~hit & (predicted >= cut)) for cut in grid])
    return pd.DataFrame({"threshold": grid, "cost": missed * cost_miss + false * cost_false})
