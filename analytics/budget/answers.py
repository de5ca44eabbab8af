"""What official videos for the chosen tracks would bring, and where promotion has most room.

Public functions
----------------
measurements(selection)        -> the slow question behind a plan, to be asked in the background
forecast(selection)            -> Forecast: streams of the tracks without an official video
lift(selection)                -> Robust: what a video does, from the whole version
judgement(selection)           -> Judgement: whether that lift can be told from the data
planned(selection, plan=)      -> Budget: the plan, simulated
advice(selection)              -> DataFrame: the platform on which each track stays behind
"""

import functools
from typing import Any

import pandas as pd

from analytics import kept
from analytics.budget import promotion
from analytics.budget.forecast import FEATURE_SET, TASK, Forecast, expected_streams
from analytics.budget.plan import Budget, Plan, plan_budget
from analytics.catalogue import answers as catalogue
from analytics.runs.database import with_models
from analytics.video_lift import answers as video_lift
from analytics.video_lift.comparison import Judgement, Robust
from data.reads import budget as reads
from data.selection import Selection

FLAG = "has_official_video"
CHAMPION = (TASK, FEATURE_SET)
"""Task and feature set of the model that forecasts."""


def measurements(selection: Selection) -> tuple[functools.partial[Any], ...]:
    """Return the slow question that a plan waits for: `lift`."""
    everything = Selection(selection.version)
    return (functools.partial(video_lift.robust, everything, flag=FLAG),)


@with_models
def forecast(selection: Selection) -> Forecast:
    """Predict the streams of the chosen tracks that have no official video.

    Raises
    ------
    ModelMissing, ModelRefused
        If there is no champion, or it may not be loaded.
    """
    return expected_streams(
        reads.known_streams(selection),
        reads.candidates(selection),
        views_per_stream=reads.views_per_stream(selection.version),
    )


def lift(selection: Selection) -> Robust:
    """Return what an official video does, measured on the whole version whatever the filter.

    Raises
    ------
    NotEnoughData
        See `analytics.video_lift.answers.robust`.
    """
    return video_lift.robust(Selection(selection.version), flag=FLAG)


def judgement(selection: Selection) -> Judgement:
    """Say whether the lift of the whole version can be told from the data."""
    compared = video_lift.comparison(Selection(selection.version), flag=FLAG)
    return video_lift.judgement(compared, lift(selection))


@with_models
def planned(selection: Selection, *, plan: Plan) -> Budget:
    """Simulate a plan; computes the lift first where it is not there, see `measurements`.

    Raises
    ------
    BadOption
        If a field of the plan cannot be; see `analytics.budget.plan.problems`.
    ModelMissing, ModelRefused, NotEnoughData
        See `forecast`, `lift` and `analytics.budget.plan.plan_budget`.
    """
    return plan_budget(forecast(selection), lift(selection).estimate, plan)


@kept.in_memory
def advice(selection: Selection) -> pd.DataFrame:
    """Say of each chosen track on which platform the next unit of promotion has most room.

    Returns
    -------
    DataFrame
        See `analytics.budget.promotion.advise`.
    """
    tracks = reads.promoted(selection, promotion.NEEDED)
    return promotion.advise(tracks, catalogue.expectation(selection))
