"""A plan, lifts and forecasts made up, whose errors are known."""

import math

import numpy as np
import pandas as pd

from analytics.budget.forecast import Forecast
from analytics.budget.plan import Plan
from analytics.stats.clustered import Estimate, as_ratio

LIFT = as_ratio("doubly_robust", "", Estimate(math.log(1.2), 0.03, 500))
SURE = as_ratio("doubly_robust", "", Estimate(math.log(1.2), 0.0, 500))
PLAN = Plan(
    cost_official=1_000.0,
    cost_lyric=100.0,
    revenue_per_stream=0.004,
    revenue_per_view=0.001,
    horizon_months=12.0,
    share_in_horizon=0.5,
    lyric_lift=1.0,
    budget=5_000.0,
)


def forecast(n_known: int = 3_000, n_candidates: int = 60, seed: int = 0) -> Forecast:
    """Make predictions whose errors are normal in logs, half of their variance the artist's."""
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
    candidates = pd.DataFrame(
        {
            "track_id": [f"c{i:05d}" for i in range(n_candidates)],
            "artist": [f"artist {i // 3}" for i in range(n_candidates)],
            "track": [f"track {i}" for i in range(n_candidates)],
            "streams": np.nan,
            "predicted": rng.normal(14, 1.0, n_candidates),
        }
    )
    return Forecast(known, candidates, views_per_stream=0.5)
