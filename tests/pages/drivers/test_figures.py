"""The pictures of the drivers page."""

import numpy as np
import pandas as pd
import pytest

from analytics.drivers import feature_choice
from analytics.drivers.ols import ols
from pages.drivers import figures


def test_every_coefficient_is_drawn_with_its_interval(demo_tracks: pd.DataFrame) -> None:
    hostile = demo_tracks.assign(track="<b>%{x}</b>")
    fit = ols(hostile, features=("energy", "valence", "is_single"))
    fig = figures.coefficients(fit)
    drawn = {
        name: (value, value - below, value + above)
        for trace in fig.data
        for name, value, below, above in zip(
            trace.y, trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True
        )
    }
    for row in fit.coefficients.to_dict("records"):
        bounds = (row["slope"], row["low"], row["high"])
        assert drawn[row["label"]] == pytest.approx(bounds)
    assert "<b>%{x}" not in figures.residuals(fit).data[0].hovertext[0]


def test_paths_and_ablation_are_drawn_whole(demo_tracks: pd.DataFrame) -> None:
    path = feature_choice.penalty_path(demo_tracks, feature_set="audio")
    lines = figures.path(path).data
    assert len(lines) == path.slopes["name"].nunique()
    assert len(figures.penalties(path).data[0].x) == len(path.scores)
    marks = [note.x for note in figures.path(path).layout.annotations if note.text == "best"]
    assert 10 ** marks[0] == pytest.approx(path.chosen)
    table = feature_choice.ablation(demo_tracks, feature_set="release")
    drawn = figures.ablation(table, target="streams", top=5).data
    groups = int((table["kind"] == "group").sum())
    assert sum(len(trace.x) for trace in drawn) == groups + 5
    assert np.isfinite([v for trace in drawn for v in trace.error_x.array]).all()
