"""Who answers for a target and a feature set: the champion, and what a challenger must show.

Public functions
----------------
decide(results, previous, test_share)    -> Decision(kind, reason)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.models import model as models
from analytics.models.scoring import MAIN_SCORE, CrossValidation, FoldDifference, compare


@dataclass(frozen=True, slots=True)
class Decision:
    """Which kind of model is champion now, and why, in words."""

    kind: str
    reason: str


def decide(
    results: Mapping[str, CrossValidation],
    *,
    previous: str | None,
    is_hit: bool,
    test_share: float,
) -> Decision:
    """Choose the champion among models judged on the same folds.

    Parameters
    ----------
    results : mapping of kind to CrossValidation
        All on the same folds of the same data.
    previous : str or None
        Kind of the champion so far, refitted and rescored among `results`.
    is_hit : bool
    test_share : float
        Tracks of a test part over tracks of its training part.

    Returns
    -------
    Decision
        Without a champion so far, the best mean. With one, a challenger wins only if the
        corrected resampled t interval of its paired fold difference lies above zero.
    """
    score = MAIN_SCORE[is_hit]
    served = {kind: result for kind, result in results.items() if kind in models.SERVED}
    best = max(served, key=lambda kind: served[kind].mean[score])
    label, value = models.LABELS[best], served[best].mean[score]
    if previous not in served:
        return Decision(best, f"First champion: {label} has the best mean, {value:.3f}.")
    if best == previous:
        return Decision(best, f"Kept: {label} still has the best mean, {value:.3f}.")
    lead = _compare(served[best], served[previous], score, test_share)
    difference = f"{lead.difference:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}]"
    if lead.is_better:
        return Decision(best, f"{label} beats {models.LABELS[previous]} by {difference}.")
    return Decision(
        previous, f"Kept: the best challenger, {label}, differs by {difference}, which may be luck."
    )


def _compare(
    challenger: CrossValidation, champion: CrossValidation, score: str, test_share: float
) -> FoldDifference:
    return compare(
        challenger.folds[score].to_numpy(),
        champion.folds[score].to_numpy(),
        test_share=test_share,
    )
