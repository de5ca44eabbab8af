"""What each feature adds, ranks, one track: factors on their axes, text that is never markup."""

import numpy as np
import pandas as pd

from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranks
from pages.importance.figures import axes, features

RNG = np.random.default_rng(0)
N = 1_000


def swarm(label: str) -> Beeswarm:
    table = pd.DataFrame({"name": ["energy"], "label": [label], "says_same": ["Valence"]})
    points = pd.DataFrame({"row": range(N), "name": "energy", "value": RNG.random(N)})
    points["push"], points["height"] = points["value"] - 0.5, points["value"]
    return Beeswarm(N, 14.0, table, points)


def test_titles_from_the_data_are_never_markup() -> None:
    figure = features.beeswarm(swarm("<b>%{x}</b>"), "streams", "")
    [label] = figure.layout.yaxis.ticktext
    assert "<b>" not in label
    assert label.endswith(axes.SAYS_SAME)


def test_a_beeswarm_shows_some_of_many_tracks_and_no_two_in_one_place() -> None:
    dots = features.beeswarm(swarm("Energy"), "streams", "").data[0]
    assert len(dots.x) == features.MAX_DOTS["beeswarm"]
    assert np.abs(np.asarray(dots.y)).max() <= 0.38


def test_a_dependence_shows_some_of_many_tracks() -> None:
    points = pd.DataFrame({"row": range(N), "value": RNG.random(N), "partner": RNG.random(N)})
    points["push"] = points["value"]
    line = points[["value", "push"]].head(3)
    one = Dependence("energy", "Energy", "Tempo", points, line)
    dots, medians = features.dependence(one, "streams", "").data
    assert len(dots.x) == len(dots.marker.color) == features.MAX_DOTS["dependence"]
    assert len(medians.x) == 3


def test_marks_of_factors_keep_apart_and_keep_one() -> None:
    steps = pd.DataFrame(
        {"label": list("abc"), "value": "", "push": [0.9, -0.3, 0.4], "factor": [2.46, 0.74, 1.49]}
    )
    axis = features.waterfall(Waterfall(14.0, 15.0, steps), "streams", "").layout.xaxis
    assert 0 in axis.tickvals
    assert np.diff(axis.tickvals).min() >= np.diff(axis.range)[0] / 8
    assert "×1" in axis.ticktext


def test_ranks_are_empty_where_a_set_lacks_the_feature() -> None:
    table = pd.DataFrame({"name": ["a", "b"], "label": ["A", "B"], "group": "Audio"})
    table["audio, SHAP"] = [1.0, np.nan]
    figure = features.ranks(Ranks(table, {"audio": "ols"}), "")
    assert list(figure.layout.xaxis.ticktext) == ["Audio, SHAP"]
    assert np.isnan(figure.data[0].z[1][0])


def test_a_waterfall_ends_beside_what_the_track_has() -> None:
    steps = pd.DataFrame({"label": ["a"], "value": "", "push": [1.0], "factor": [np.e]})
    fig = features.waterfall(Waterfall(14.0, 15.0, steps, 17.5), "streams", "")
    expected, has = fig.data[-1].x
    assert (expected, has) == (1.0, 3.5)
    assert fig.layout.xaxis.range[1] > has
    assert len(fig.data[-1].text) == 2
    without = features.waterfall(Waterfall(14.0, 15.0, steps), "streams", "")
    assert len(without.data) == 1
    assert len(features.waterfall(Waterfall(0.0, 1.0, steps, 1.0), "hits_10", "").data) == 1
