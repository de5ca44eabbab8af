"""Predictions that come true as often as they say, for what is drawn and said of them."""

import numpy as np
import pandas as pd

from analytics.hits.curves import HeldOut


def held(n: int = 400) -> HeldOut:
    """Make predictions for tracks of some sixty artists in five folds."""
    rng = np.random.default_rng(0)
    predicted = rng.uniform(size=n)
    tracks = pd.DataFrame(
        {
            "track_id": [str(number) for number in range(n)],
            "artist": rng.integers(60, size=n).astype(str),
            "fold": rng.integers(5, size=n),
            "actual": (rng.uniform(size=n) < predicted).astype(float),
            "predicted": predicted,
        }
    )
    return HeldOut("hits_10", "release", "xgboost", tracks)
