"""What champions say of tracks, against the models asked directly."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.runs import registry
from analytics.what_if import prediction
from analytics.what_if.prediction import Champions
from tests.analytics.models_catalogue import catalogue

QUANTILES = np.linspace(0, 1e8, 1_001)


@pytest.fixture
def champions(trained: Path) -> Champions:
    pairs = [(task, name) for task in prediction.TASKS for name in prediction.FEATURE_SETS]
    return Champions({pair: registry.load(*pair) for pair in pairs})


@pytest.fixture
def tracks() -> pd.DataFrame:
    """Return tracks of which every other has views, in an index that is not a range."""
    table = catalogue(5).head(10)
    is_seen = np.arange(len(table)) % 2 == 0
    return table.assign(views=table["views"].where(is_seen)).set_index("track_id", drop=False)


def test_tracks_with_views_are_asked_of_market_the_others_of_release(
    champions: Champions, tracks: pd.DataFrame
) -> None:
    table = prediction.predicted(tracks, champions, QUANTILES)
    assert table.index.equals(tracks.index)
    assert table["feature_set"].tolist() == ["market", "release"] * 5
    for feature_set in prediction.FEATURE_SETS:
        own = table["feature_set"] == feature_set
        X = features.matrix(tracks[own], feature_set)
        streams = champions.of("streams", feature_set).model
        np.testing.assert_allclose(np.log1p(table.loc[own, "streams"]), streams.predict(X))
        low, high = streams.interval(X)
        np.testing.assert_allclose(np.log1p(table.loc[own, "low"]), low)
        np.testing.assert_allclose(np.log1p(table.loc[own, "high"]), high)
        hit = champions.of("hits_10", feature_set).model
        np.testing.assert_allclose(table.loc[own, "probability"], hit.predict(X))


def test_the_percentile_is_the_share_of_tracks_with_fewer_streams(
    champions: Champions, tracks: pd.DataFrame
) -> None:
    streams = prediction.predicted(tracks, champions, QUANTILES)["streams"]
    every_thousandth = np.quantile(streams, np.linspace(0, 1, 1_001))
    table = prediction.predicted(tracks, champions, every_thousandth)
    shares = [(streams < one).mean() for one in streams]
    assert table["percentile"].tolist() == pytest.approx(shares, abs=0.12)
    assert table["percentile"].between(0, 1).all()
