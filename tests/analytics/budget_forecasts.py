"""A plan, lifts and forecasts made up, whose errors are known."""

import math

import numpy as np
import pandas as pd

from analytics.budget.forecast import Forecast
from analytics.budget.plan import Plan
from analytics.stats.clustered import Estimate, RatioEstimate, as_ratio


def lift(ratio: float, log_se: float = 0.03, name: str = "untreated") -> RatioEstimate:
    """Make an estimate of a lift by one comparison."""
    return as_ratio(name, f"by {name}", Estimate(math.log(ratio), log_se, 500))


LIFTS = (lift(1.2),)
SURE = (lift(1.2, 0.0),)
MIXED = (lift(1.1), lift(1.2, 0.03, "artist"), lift(0.95, 0.05, "licence"))
PLAN = Plan(
    cost_official=1_000.0,
    cost_lyric=100.0,
    revenue_per_stream=0.004,
    revenue_per_view=0.001,
    horizon_months=12.0,
    months_out=24.0,
    rate_kept=1.0,
    lyric_lift=1.0,
    budget=5_000.0,
)
"""Streams come evenly, so that half of those so far are to come."""


def forecast(
    n_known: int = 3_000, n_candidates: int = 60, seed: int = 0, *, is_new: bool = False
) -> Forecast:
    """Make tracks that are out; new ones have predictions instead of streams.

    The errors of predictions are normal in logs, half of their variance the artist's.
    """
    rng = np.random.default_rng(seed)
    predicted = rng.normal(14, 1.2, n_known)
    artist = rng.integers(0, n_known // 6, n_known)
    error = rng.normal(0, 0.7, n_known // 6)[artist] + rng.normal(0, 0.7, n_known)
    known = pd.DataFrame(
        {
            "track_id": [f"k{i:05d}" for i in range(n_known)],
            "artist": [f"artist {a}" for a in artist],
            "streams": np.exp(predicted + error).round(),
            "predicted": predicted,
        }
    )
    log = rng.normal(14, 1.0, n_candidates)
    candidates = pd.DataFrame(
        {
            "track_id": [f"c{i:05d}" for i in range(n_candidates)],
            "artist": [f"artist {i // 3}" for i in range(n_candidates)],
            "track": [f"track {i}" for i in range(n_candidates)],
            "streams": np.nan if is_new else np.exp(log).round(),
            "monthly_streams": np.nan,
            "predicted": log if is_new else np.nan,
            "is_out": not is_new,
            "is_doubtful": False,
        }
    )
    return Forecast(candidates, known, views_per_stream=0.5, n_unpredicted=0)
