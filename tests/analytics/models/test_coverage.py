"""Coverage by group, where singles are planted to be three times as hard to predict."""

import numpy as np
import pandas as pd
import pytest

from analytics.features import matrix as features
from analytics.models import coverage, scoring
from analytics.stats import splits
from tests.analytics.models_catalogue import catalogue


@pytest.fixture(scope="module")
def tracks() -> pd.DataFrame:
    made = catalogue(300)
    noise = np.random.default_rng(1).normal(size=len(made))
    noise *= np.where(made["album_type"] == "single", 1.5, 0.0)
    return made.assign(streams=(made["streams"] * np.exp(noise)).round())


@pytest.fixture(scope="module")
def result(tracks: pd.DataFrame) -> scoring.CrossValidation:
    X = features.matrix(tracks, "release")
    task = scoring.Task("streams", "release", X, features.log_target(tracks, "streams"))
    return scoring.cross_validate("ridge", task, tracks, splits.purged_folds(tracks))


def test_the_interval_holds_for_each_group(
    tracks: pd.DataFrame, result: scoring.CrossValidation
) -> None:
    table = coverage.by_group(result, tracks).set_index("label")
    assert table.loc["Singles", "width"] > 1.5 * table.loc["Album tracks", "width"]
    for label in (coverage.ALL, "Singles", "Album tracks", coverage.UNKNOWN):
        assert table.loc[label, "coverage"] == pytest.approx(0.8, abs=0.06)
    assert table["coverage"].between(0.65, 0.92).all()


def test_groups_are_counted_and_divided_evenly(
    tracks: pd.DataFrame, result: scoring.CrossValidation
) -> None:
    table = coverage.by_group(result, tracks).set_index("label")
    assert table.loc[[coverage.ALL, coverage.UNKNOWN], "n_tracks"].tolist() == [1800, 1800]
    types = tracks["album_type"].value_counts()
    assert table.loc["Singles", "n_tracks"] == types["single"]
    assert "Compilations" not in table.index
    for start, n_parts in (("Artist's other tracks", 4), ("Prediction", 10)):
        sizes = table.loc[table.index.str.startswith(start), "n_tracks"]
        assert len(sizes) == n_parts
        assert np.ptp(sizes) <= 1
    held = result.held_out
    inside = (held["actual"] >= held["low"]) & (held["actual"] <= held["high"])
    assert table.loc[coverage.ALL, "coverage"] == pytest.approx(inside.mean())
    assert (table["low"] <= table["coverage"]).all()
    assert (table["coverage"] <= table["high"]).all()
