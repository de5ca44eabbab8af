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
HIT = 5e6


@pytest.fixture
def champions(trained: Path) -> Champions:
    return Champions({name: registry.load("streams", name) for name in prediction.FEATURE_SETS})


@pytest.fixture
def tracks() -> pd.DataFrame:
    """Return tracks of which every other has views, in an index that is not a range."""
    table = catalogue(5).head(10)
    is_seen = np.arange(len(table)) % 2 == 0
    return table.assign(views=table["views"].where(is_seen)).set_index("track_id", drop=False)


def asked(tracks: pd.DataFrame, champions: Champions, quantiles=QUANTILES) -> pd.DataFrame:
    return prediction.predicted(tracks, champions, quantiles, hit_threshold=HIT)


def test_tracks_with_views_are_asked_of_market_the_others_of_release(
    champions: Champions, tracks: pd.DataFrame
) -> None:
    tracks.loc[tracks.index[:4], "back_n_tracks"] = 0
    table = asked(tracks, champions)
    assert table.index.equals(tracks.index)
    assert table["feature_set"].tolist() == ["market", "release"] * 5
    assert table["is_known"].tolist() == [False] * 4 + [True] * 6
    for feature_set in prediction.FEATURE_SETS:
        own = table["feature_set"] == feature_set
        X = features.matrix(tracks[own], feature_set)
        model = champions.of(feature_set).model
        np.testing.assert_allclose(np.log1p(table.loc[own, "streams"]), model.predict(X))
        low, high = model.interval(X)
        np.testing.assert_allclose(np.log1p(table.loc[own, "low"]), low)
        np.testing.assert_allclose(np.log1p(table.loc[own, "high"]), high)
        np.testing.assert_allclose(table.loc[own, "probability"], model.chance(X, HIT))


def test_what_is_expected_and_the_chance_of_a_hit_never_disagree(champions: Champions) -> None:
    """More expected, better chance; even odds where as many are expected as a hit takes."""
    one = catalogue(5).head(1).assign(views=np.nan)
    made = pd.concat([one] * 60, ignore_index=True)
    rng = np.random.default_rng(0)
    made["energy"], made["valence"] = rng.random(60), rng.random(60)
    made["has_official_video"] = rng.random(60) < 0.5
    made["is_licensed"] = rng.random(60) < 0.5
    table = asked(made, champions).sort_values("streams", kind="stable")
    assert table["streams"].nunique() > 30
    assert (np.diff(table["probability"]) >= -1e-12).all()
    assert ((table["probability"] >= 0.5) == (table["streams"] >= HIT)).all()
    assert ((table["probability"] < 0.1) == (table["high"] < HIT)).all()


def test_the_percentile_is_the_share_of_tracks_with_fewer_streams(
    champions: Champions, tracks: pd.DataFrame
) -> None:
    streams = asked(tracks, champions)["streams"]
    every_thousandth = np.quantile(streams, np.linspace(0, 1, 1_001))
    table = asked(tracks, champions, every_thousandth)
    shares = [(streams < one).mean() for one in streams]
    assert table["percentile"].tolist() == pytest.approx(shares, abs=0.12)
    assert table["percentile"].between(0, 1).all()
