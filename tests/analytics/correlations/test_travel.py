"""What travels: planted truths are recovered, and a verdict rests on the difference."""

import numpy as np
import pandas as pd
import pytest

from analytics.correlations.pairs import correlate_pairs
from analytics.correlations.travel import VERDICTS
from analytics.correlations.variables import METHODS
from analytics.stats.correlation import Method


def planted(seed: int = 0) -> pd.DataFrame:
    """Energy goes with both counts, valence with views only, liveness with neither."""
    rng = np.random.default_rng(seed)
    n = 4000
    frame = pd.DataFrame(rng.normal(size=(n, 3)), columns=["energy", "valence", "liveness"])
    shared = rng.normal(size=n)
    both = 14 + shared + 0.5 * frame["energy"]
    frame["streams"] = np.exp(both + 1.2 * rng.normal(size=n))
    frame["views"] = np.exp(both + 0.6 * frame["valence"] + rng.normal(size=n))
    frame["artist"] = rng.integers(0, 500, n).astype(str)
    frame["speechiness"] = np.nan
    return frame


@pytest.mark.parametrize("method", METHODS)
def test_the_ranking_finds_what_travels(method: Method) -> None:
    names = ["streams", "views", "energy", "valence", "liveness", "speechiness"]
    travel = correlate_pairs(planted(), method=method, variables=names).travel
    assert dict(zip(travel["feature"], travel["verdict"], strict=True)) == {
        "energy": "both",
        "valence": "views only",
        "liveness": "neither",
        "speechiness": "too few",
    }
    places = [VERDICTS.index(verdict) for verdict in travel["verdict"]]
    assert places == sorted(places)
    told = travel.set_index("feature").loc[["energy", "valence", "liveness"]]
    assert (told["difference"] == told["streams"] - told["views"]).all()


def test_a_verdict_needs_the_difference_not_only_one_interval(tracks: pd.DataFrame) -> None:
    travel = correlate_pairs(
        tracks, n_replicates=60, variables=["streams", "views", "energy", "key", "tempo"]
    ).travel
    only = travel[travel["verdict"].isin(["streams only", "views only"])]
    assert ((only["difference_low"] > 0) | (only["difference_high"] < 0)).all()
