"""Is an official video worth its money: a ladder of comparisons, each fairer than the last.

The quick rungs are computed on the spot. The doubly robust one takes seconds and is kept.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import doubly_robust
from analytics.video_lift import groups as lift_groups
from analytics.video_lift import ladder as lift_ladder
from analytics.video_lift import specifications as lift_specifications
from analytics.video_lift.doubly_robust import POOR
from analytics.video_lift.groups import MAX_POOR
from analytics.video_lift.sample import FLAGS, Sample, prepare
from analytics.video_lift.untreated import effect_on_untreated
from data import metrics
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold

REPORTED = (
    "ratio_of_means",
    "ratio_of_geometric_means",
    "adjusted_ols",
    "artist_fixed_effects",
    "doubly_robust",
)


@dataclass(frozen=True, eq=False, slots=True)
class LiftComparison:
    """The rungs that take no time.

    Attributes
    ----------
    flag : str
    rungs : tuple of RatioEstimate
        Raw ratios, adjusted, within artists; in this order.
    tests : tuple of RatioEstimate
        Welch, Mann-Whitney, permutation.
    specifications : tuple of RatioEstimate
        The within-artist rung again, with something else held equal or left out.
    by_licence : tuple of RatioEstimate
        A licensed and an unlicensed official video, each against none; empty for a licence.
    without_doubtful : tuple of RatioEstimate
        The rungs without tracks whose video may not be their own; empty where these are none, or
        where too few tracks are left.
    n_with, n_without, n_artists, n_doubtful : int
    together : DataFrame
        Tracks by both flags: `has_official_video`, `is_licensed`, `n_tracks`.
    """

    flag: str
    rungs: tuple[RatioEstimate, ...]
    tests: tuple[RatioEstimate, ...]
    specifications: tuple[RatioEstimate, ...]
    by_licence: tuple[RatioEstimate, ...]
    without_doubtful: tuple[RatioEstimate, ...]
    n_with: int
    n_without: int
    n_artists: int
    n_doubtful: int
    together: pd.DataFrame


@dataclass(frozen=True, eq=False, slots=True)
class Robust:
    """The doubly robust rung and whether it may be believed.

    Attributes
    ----------
    flag : str
    estimate : RatioEstimate
    untreated : RatioEstimate
        The same for the tracks without the flag, by the same fit.
    without_back : RatioEstimate
        The same with the back catalogue left out of what is held equal.
    robustness_value, robustness_bound : float in [0, 1]
        See `doubly_robust.Fit`.
    share_poor : float in [0, 1]
        Share of tracks that hardly have a counterpart.
    overlap : DataFrame of shape (20, 3)
        `chance` (middle of a bin of propensities), `with_flag`, `without` (shares of tracks).
    balance : DataFrame
        `covariate`, `before`, `after`: standardised mean differences.
    groups : DataFrame
        See `groups.by_group`.
    n_tracks, n_artists : int
    """

    flag: str
    estimate: RatioEstimate
    untreated: RatioEstimate
    without_back: RatioEstimate
    robustness_value: float
    robustness_bound: float
    share_poor: float
    overlap: pd.DataFrame
    balance: pd.DataFrame
    groups: pd.DataFrame
    n_tracks: int
    n_artists: int


@dataclass(frozen=True, eq=False, slots=True)
class Judgement:
    """Whether the data can answer, and what the answer hangs on.

    Attributes
    ----------
    is_identified : bool
    reasons : tuple of str
        Why not.
    hangs_on : tuple of RatioEstimate
        The lowest and the highest of the other choices, where one lies outside the interval of the
        last rung; else none.
    """

    is_identified: bool
    reasons: tuple[str, ...]
    hangs_on: tuple[RatioEstimate, ...] = ()


def compare(
    tracks: pd.DataFrame, *, flag: str = "has_official_video", random_state: int = 0
) -> LiftComparison:
    """Climb the quick rungs of the ladder.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart, with `COLUMNS`. Rows without streams or flag are left out.
    flag : {'has_official_video', 'is_licensed'}, default='has_official_video'
    random_state : int, default=0
        Of the permutation test.

    Raises
    ------
    BadOption, NotEnoughData
        See `sample.prepare`.
    """
    sample = prepare(tracks, flag)
    rungs = _quick_rungs(sample)
    return LiftComparison(
        flag=flag,
        rungs=rungs,
        tests=lift_ladder.tests(sample, random_state=random_state),
        specifications=(
            dataclasses.replace(rungs[-1], label="as on the ladder", meaning=""),
            *lift_specifications.other_choices(sample),
        ),
        by_licence=lift_specifications.by_licence(sample),
        without_doubtful=_without_doubtful(tracks, flag),
        n_with=int(sample.d.sum()),
        n_without=int((1 - sample.d).sum()),
        n_artists=sample.n_artists,
        n_doubtful=int(sample.tracks["is_doubtful_video"].sum()),
        together=_together(sample.tracks),
    )


def _quick_rungs(sample: Sample) -> tuple[RatioEstimate, ...]:
    return (
        *lift_ladder.raw_rungs(sample),
        lift_ladder.adjusted_ols(sample),
        lift_ladder.artist_fixed_effects(sample),
    )


def _without_doubtful(tracks: pd.DataFrame, flag: str) -> tuple[RatioEstimate, ...]:
    doubtful = tracks["is_doubtful_video"].astype(bool)
    if not doubtful.any():
        return ()
    try:
        return _quick_rungs(prepare(tracks[~doubtful], flag))
    except NotEnoughData:
        return ()


def _together(tracks: pd.DataFrame) -> pd.DataFrame:
    both = ["has_official_video", "is_licensed"]
    known = tracks.dropna(subset=both)
    return known.astype(dict.fromkeys(both, bool)).groupby(both).size().reset_index(name="n_tracks")


def robust(
    tracks: pd.DataFrame,
    *,
    flag: str = "has_official_video",
    random_state: int = 0,
    progress: Progress = untold,
) -> Robust:
    """Climb the last rung and look whether it holds.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        As for `compare`.
    flag : {'has_official_video', 'is_licensed'}, default='has_official_video'
    random_state : int, default=0
        Of folds, boosting and clusters.
    progress : callable, optional
        Is told a share done and what comes next.

    Raises
    ------
    BadOption, NotEnoughData
        See `sample.prepare`.
    """
    import sklearn.ensemble  # noqa: F401  (its threads can only be limited once it is there)
    from threadpoolctl import threadpool_limits

    sample = prepare(tracks, flag)
    progress(0.05, "comparing like with like")
    # scikit-learn's threads spin while they wait: on shared cores one is faster than two
    with threadpool_limits(limits=1):
        fit = doubly_robust.fit(sample, random_state=random_state)
        progress(0.55, "the same without the back catalogue")
        without = doubly_robust.fit(sample, back_catalogue=False, random_state=random_state)
        progress(0.9, "for whom")
        groups = lift_groups.by_group(sample, fit, random_state=random_state)
    return Robust(
        flag=flag,
        estimate=fit.estimate,
        untreated=effect_on_untreated(sample, fit),
        without_back=without.estimate,
        robustness_value=fit.robustness_value,
        robustness_bound=fit.robustness_bound,
        share_poor=lift_groups.share_poor(fit.propensity),
        overlap=_overlap(sample.d, fit.propensity),
        balance=balance(sample, fit.propensity),
        groups=groups,
        n_tracks=len(sample.d),
        n_artists=sample.n_artists,
    )


def _overlap(d: np.ndarray, propensity: np.ndarray) -> pd.DataFrame:
    edges = np.linspace(0, 1, 21)
    shares = {
        name: np.histogram(propensity[d == side], edges)[0] / max((d == side).sum(), 1)
        for name, side in (("with_flag", 1), ("without", 0))
    }
    return pd.DataFrame({"chance": (edges[1:] + edges[:-1]) / 2, **shares})


def balance(sample: Sample, propensity: np.ndarray) -> pd.DataFrame:
    """Return standardised mean differences before and after weighting.

    Parameters
    ----------
    sample : Sample
    propensity : ndarray of shape (n,)
        Chance of the flag, in (0, 1).

    Returns
    -------
    DataFrame, largest difference before first
        `covariate`, `before`, `after`; differences of means in pooled standard deviations.
    """
    x = doubly_robust.confounders(sample)
    x = x.fillna(x.median())
    weight = np.where(sample.d == 1, 1 / propensity, 1 / (1 - propensity))
    rows = [
        (name, _smd(values, sample.d, np.ones_like(weight)), _smd(values, sample.d, weight))
        for name, values in ((name, x[name].to_numpy(dtype=float)) for name in x)
        if values.std() > 0
    ]
    table = pd.DataFrame(rows, columns=["covariate", "before", "after"])
    return table.sort_values("before", key=np.abs, ascending=False, ignore_index=True)


def _smd(values: np.ndarray, d: np.ndarray, weight: np.ndarray) -> float:
    with_flag, without = d == 1, d == 0
    gap = np.average(values[with_flag], weights=weight[with_flag])
    gap -= np.average(values[without], weights=weight[without])
    pooled = np.sqrt((values[with_flag].var() + values[without].var()) / 2)
    return float(gap / pooled) if pooled > 0 else 0.0


def judge(comparison: LiftComparison, robust: Robust) -> Judgement:
    """Say whether the lift is identified: counterparts are there and the fair rungs agree.

    Parameters
    ----------
    comparison : LiftComparison
    robust : Robust
        Of the same tracks and flag.
    """
    reasons = []
    if robust.share_poor > MAX_POOR:
        reasons.append(
            f"{metrics.percent(robust.share_poor, 0)} of the tracks hardly have a counterpart: "
            f"their chance of {FLAGS[robust.flag]} is below {metrics.percent(POOR, 0)} or above "
            f"{metrics.percent(1 - POOR, 0)}."
        )
    artist, last = comparison.rungs[-1], robust.estimate
    if not (artist.low <= last.lift <= artist.high or last.low <= artist.lift <= last.high):
        reasons.append(
            f"The fair comparisons disagree: {metrics.ratio(artist.lift)} within the same artist, "
            f"{metrics.ratio(last.lift)} doubly robust, each outside the other's interval."
        )
    by_lift = sorted(comparison.specifications, key=lambda estimate: estimate.lift)
    is_moved = any(not last.low <= estimate.lift <= last.high for estimate in by_lift)
    return Judgement(not reasons, tuple(reasons), (by_lift[0], by_lift[-1]) if is_moved else ())


def ladder(comparison: LiftComparison, robust: Robust | None) -> tuple[RatioEstimate, ...]:
    """Return the rungs in their order, with the last one if it is there."""
    return (*comparison.rungs, *((robust.estimate,) if robust is not None else ()))
