"""What official videos for the chosen tracks would bring, and where promotion has most room.

Public functions
----------------
measurements(selection)        -> the slow question behind a plan, to be asked in the background
forecast(selection)            -> Forecast: what is known of tracks without an official video
lifts(selection)               -> tuple of RatioEstimate: what a video would do, by all comparisons
robust(selection)              -> Robust: Video lift's own answer, for whom and how sure
judgement(selection)           -> Judgement: whether that lift can be told from the data
planned(selection, plan=)      -> Budget: the plan, simulated
advice(selection)              -> DataFrame: the platform on which each track stays behind
"""

import dataclasses
import functools
from typing import Any

import pandas as pd

from analytics import kept
from analytics.budget import beliefs, promotion
from analytics.budget.forecast import FEATURE_SET, TASK, Forecast, expected_streams
from analytics.budget.own_life import MIN_DAYS
from analytics.budget.plan import Plan
from analytics.budget.portfolio import Budget, plan_budget
from analytics.catalogue import answers as catalogue
from analytics.runs.database import with_models
from analytics.stats.clustered import RatioEstimate
from analytics.video_lift import answers as video_lift
from analytics.video_lift.comparison import Judgement, Robust
from data.reads import budget as reads
from data.selection import Selection

FLAG = "has_official_video"
CHAMPION = (TASK, FEATURE_SET)
"""Task and feature set of the model that forecasts."""


def measurements(selection: Selection) -> tuple[functools.partial[Any], ...]:
    """Return the slow question that a plan waits for: `robust`."""
    everything = Selection(selection.version)
    return (functools.partial(video_lift.robust, everything, flag=FLAG),)


@with_models
def forecast(selection: Selection) -> Forecast:
    """Gather what is known of the chosen tracks that have no official video.

    Raises
    ------
    ModelRefused
        If the streams of a track are not known and the champion may not be loaded.
    """
    return expected_streams(
        reads.known_streams(selection),
        reads.candidates(selection),
        monthly_streams=reads.monthly_streams(selection, min_days=MIN_DAYS),
        views_per_stream=reads.views_per_stream(selection.version),
    )


def lifts(selection: Selection) -> tuple[RatioEstimate, ...]:
    """Return the lift by each comparison, measured on the whole version whatever the filter.

    Raises
    ------
    NotEnoughData
        See `analytics.video_lift.answers`.
    """
    compared = video_lift.comparison(Selection(selection.version), flag=FLAG)
    return beliefs.lifts(compared, robust(selection))


def robust(selection: Selection) -> Robust:
    """Return Video lift's answer on the whole version."""
    return video_lift.robust(Selection(selection.version), flag=FLAG)


def judgement(selection: Selection) -> Judgement:
    """Say whether the lift of the whole version can be told from the data."""
    compared = video_lift.comparison(Selection(selection.version), flag=FLAG)
    return video_lift.judgement(compared, robust(selection))


@with_models
def planned(selection: Selection, *, plan: Plan, with_doubtful: bool = False) -> Budget:
    """Simulate a plan; computes the lifts first where they are not there, see `measurements`.

    Parameters
    ----------
    selection : Selection
    plan : Plan
    with_doubtful : bool, default=False
        Whether tracks count whose video may be somebody else's: they may have an official one.

    Raises
    ------
    BadOption
        If a field of the plan cannot be; see `analytics.budget.plan.problems`.
    ModelRefused, NotEnoughData
        See `forecast`, `lifts` and `analytics.budget.portfolio.plan_budget`.
    """
    told = forecast(selection)
    if not with_doubtful:
        sure = told.candidates[~told.candidates["is_doubtful"]]
        told = dataclasses.replace(told, candidates=sure.reset_index(drop=True))
    return plan_budget(told, lifts(selection), plan)


@kept.in_memory
def advice(selection: Selection, *, with_doubtful: bool = False) -> pd.DataFrame:
    """Say of each chosen track on which platform the next unit of promotion has most room.

    Parameters
    ----------
    selection : Selection
    with_doubtful : bool, default=False
        Whether tracks count whose video, and so whose views, may be somebody else's.

    Returns
    -------
    DataFrame
        See `analytics.budget.promotion.advise`.
    """
    tracks = reads.promoted(selection, promotion.NEEDED, with_doubtful=with_doubtful)
    return promotion.advise(tracks, catalogue.expectation(selection))
