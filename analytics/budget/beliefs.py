"""Which lift to believe: comparisons that hold different things equal, weighed by the reader.

They disagree by more than chance, and nothing in the data says which is right: a video goes with
its licence, and a label films the tracks that it believes in. So a plan is simulated over all of
them.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.budget.plan import Plan
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift.comparison import LiftComparison, Robust
from data.errors import NotEnoughData

LABELS = {
    "untreated": "Tracks without one, compared like with like",
    "artist": "Same artist",
    "licence": "Same artist, licence held equal",
    "album": "Same album",
}
NAMES = tuple(LABELS)
"""Of the comparisons, as in the fields `trust_...` of a plan."""


@dataclass(frozen=True, eq=False, slots=True)
class Belief:
    """A comparison with its weight.

    Attributes
    ----------
    name : str
        One of `NAMES`.
    lift : RatioEstimate
    weight : float in (0, 1]
        All weights add up to 1.
    """

    name: str
    lift: RatioEstimate
    weight: float

    def simulated(self, standard_normal: np.ndarray) -> np.ndarray:
        """Return lifts as uncertain as the estimate, one for each standard normal."""
        return np.exp(np.log(self.lift.lift) + self.lift.log_se * standard_normal)


def lifts(compared: LiftComparison, robust: Robust) -> tuple[RatioEstimate, ...]:
    """Choose among what Video lift measured; without what the data does not allow.

    Parameters
    ----------
    compared : LiftComparison
    robust : Robust
        Both of official videos.

    Returns
    -------
    tuple of RatioEstimate
        `estimator` is one of `NAMES`.
    """
    first, *others = compared.specifications
    measured = {"untreated": robust.untreated, "artist": first}
    measured |= {choice.estimator: choice for choice in others}
    return tuple(
        dataclasses.replace(measured[name], estimator=name, label=label)
        for name, label in LABELS.items()
        if name in measured
    )


def weighed(lifts: Sequence[RatioEstimate], plan: Plan) -> tuple[Belief, ...]:
    """Give each comparison the reader's weight; those that have none are left out.

    Parameters
    ----------
    lifts : sequence of RatioEstimate
        `estimator` is one of `NAMES`.
    plan : Plan

    Raises
    ------
    NotEnoughData
        If only comparisons have a weight that the data does not allow.
    """
    trust = {lift.estimator: getattr(plan, f"trust_{lift.estimator}") or 0.0 for lift in lifts}
    total = sum(trust.values())
    if not total > 0:
        raise NotEnoughData(
            "the comparisons believed in cannot be made on this catalogue.",
            hint="Give weight to another one.",
        )
    return tuple(
        Belief(lift.estimator, lift, trust[lift.estimator] / total)
        for lift in lifts
        if trust[lift.estimator] > 0
    )
