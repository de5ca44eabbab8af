"""Which tracks become hits: curves, and what a threshold costs.

Public functions
----------------
held_out(task, feature_set, kind=None)               -> HeldOut: predictions for unseen artists
curves(held_out, n_bins=10)                          -> Curves: ROC, precision-recall, calibration
confusion(held_out, threshold=, ...)                 -> Confusion: counts, costs, the cheapest

They read what training stored for the whole data version. Rules of thumb are in `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.hits.rules import clustered_rate
from analytics.models import model as models
from analytics.models import scoring
from analytics.runs import registry, score_table
from data.errors import BadOption

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class HeldOut:
    """What a model said of tracks whose artists it had not seen."""

    task: str
    feature_set: str
    kind: str
    data_version: str
    tracks: pd.DataFrame
    """track_id, artist, track, fold, actual (1 or 0), predicted (calibrated probability)."""


def held_out(task: str, feature_set: str, *, kind: str | None = None) -> HeldOut:
    """Return held-out predictions of a model of hits (or of counts: `actual` in ln(1 + count)).

    Parameters
    ----------
    task : str
        'hits_10', 'hits_5', 'hits_20'.
    feature_set : {'audio', 'release', 'market'}
    kind : str, optional
        One of `models.CLASSIFIERS`; the champion by default.

    Raises
    ------
    ModelMissing
        If that model was not trained.
    """
    if kind is None:
        kind = registry.champion(task, feature_set).kind
    table = score_table.score_table(task)
    row = table[(table["feature_set"] == feature_set) & (table["model"] == kind)]
    if row.empty:
        raise registry.missing(task, feature_set, models.LABELS.get(kind, kind))
    run_id = row["run_id"].iloc[0]
    predictions = registry.frame(run_id, "held_out")
    tracks = registry.frame(registry.parent(run_id), "tracks")
    joined = tracks.iloc[predictions["row"]].reset_index(drop=True)
    joined = pd.concat([joined, predictions.drop(columns=["row"])], axis=1)
    return HeldOut(task, feature_set, kind, registry.require_latest().data_version, joined)


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
    """Draw the curves of a model of hits from its held-out predictions."""
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
        rate = clustered_rate(chosen["actual"].to_numpy(dtype=np.float64), chosen["artist"])
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
    recall: float
    """Share of hits that are called."""
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
    """threshold and cost on a grid, to draw."""


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
    grid = np.unique(np.round(np.append(np.linspace(0, 1, 101), threshold), 4))
    missed = np.array([np.count_nonzero(hit & (predicted < cut)) for cut in grid])
    false = np.array([np.count_nonzero(~hit & (predicted >= cut)) for cut in grid])
    costs = missed * cost_miss + false * cost_false
    best = int(costs.argmin())
    true_hits = int((hit & called).sum())
    return Confusion(
        threshold=threshold,
        true_hits=true_hits,
        missed_hits=int((hit & ~called).sum()),
        false_hits=int((~hit & called).sum()),
        true_rest=int((~hit & ~called).sum()),
        precision=true_hits / called.sum() if called.any() else float("nan"),
        recall=true_hits / hit.sum() if hit.any() else float("nan"),
        accuracy=float((hit == called).mean()),
        majority_accuracy=float(max(hit.mean(), 1 - hit.mean())),
        cost=float((hit & ~called).sum() * cost_miss + (~hit & called).sum() * cost_false),
        cost_of_none=float(hit.sum() * cost_miss),
        best_threshold=float(grid[best]),
        best_cost=float(costs[best]),
        costs=pd.DataFrame({"threshold": grid, "cost": costs}),
    )
