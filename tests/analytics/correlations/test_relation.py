"""One pair closely: the line, the tenths, the density."""

import numpy as np
import pandas as pd
import pytest

from analytics.correlations.relation import MAX_POINTS, relate
from data.errors import NotEnoughData


def test_one_pair_closely(demo_tracks: pd.DataFrame) -> None:
    pair = relate(demo_tracks, x="views", y="streams")
    known = np.log1p(demo_tracks[["views", "streams"]].dropna())
    slope, intercept = np.polyfit(known["views"], known["streams"], 1)
    assert pair.fit["y"].to_numpy() == pytest.approx(slope * pair.fit["x"] + intercept)
    assert (pair.fit["low"] < pair.fit["y"]).all() and (pair.fit["y"] < pair.fit["high"]).all()
    assert pair.density.sum() == pair.tenths["n_tracks"].sum() == len(known)
    assert pair.pearson.r == pytest.approx(known.corr().iloc[0, 1])
    assert pair.spearman.r == pytest.approx(known.corr("spearman").iloc[0, 1])
    assert len(pair.points) == len(known) <= MAX_POINTS
    overall = (pair.tenths["y"] * pair.tenths["n_tracks"]).sum() / len(known)
    assert overall == pytest.approx(known["streams"].mean())


def test_many_tracks_become_a_density(demo_tracks: pd.DataFrame) -> None:
    many = pd.concat([demo_tracks] * 3, ignore_index=True)
    pair = relate(many, x="energy", y="streams", n_replicates=50)
    assert pair.points.empty
    assert pair.density.sum() > MAX_POINTS


def test_a_variable_that_never_differs_is_said(demo_tracks: pd.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="differ in them"):
        relate(demo_tracks.assign(energy=1.0), x="energy", y="streams")
