"""Which lift to believe: comparisons that hold different things equal, weighed by the reader.

They disagree by more than chance, and nothing in the data says which is right: a video goes with
its licence, and a label films the tracks that it believes in. So a plan is simulated over all of
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.budget.plan import Plan
from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio
from analytics.video_lift import ladder
from analytics.video_lift.sample import Sample
from data.errors import NotEnoughData

NAMES = ("untreated", "artist", "licence", "album")
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


def within_artists(sample: Sample) -> tuple[RatioEstimate, ...]:
    """Compare tracks of the same artist in three ways, those that leave enough to compare.

    Parameters
    ----------
    sample : Sample
        Of official videos.

    Returns
    -------
    tuple of RatioEstimate
        `estimator` is one of `NAMES`: the same artist's tracks; with the licence held equal too;
        of the same album.
    """
    licensed = sample.tracks["is_licensed"].map({True: 1.0, False: 0.0}).fillna(0.0)
    album = pd.factorize(sample.tracks["artist"] + "\0" + sample.tracks["album"].fillna(""))[0]
    held = licensed.to_numpy(dtype=float)[:, None]
    choices: tuple[tuple[str, str, Callable[[], Estimate]], ...] = (
        ("artist", "Same artist", lambda: ladder.within_groups(sample, sample.artist)),
        (
            "licence",
            "Same artist, licence held equal",
            lambda: ladder.within_groups(sample, sample.artist, held),
        ),
        ("album", "Same album", lambda: ladder.within_groups(sample, album)),
    )
    found = []
    for name, label, estimate in choices:
        try:
            found.append(as_ratio(name, label, estimate()))
        except NotEnoughData:
            continue
    return tuple(found)


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
