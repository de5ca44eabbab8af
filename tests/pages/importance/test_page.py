"""The importance page: full, an empty filter, controls moved, without a model; its pictures."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.importance import contributions as importance
from analytics.importance import pushes
from analytics.runs import registry
from data.selection import Selection
from pages.importance import answers, figures

PAGE = "pages/importance/page.py"


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def titles(app) -> list[str]:
    return [chart["layout"]["meta"]["title"] for chart in charts(app)]


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert any("the model goes by" in text.value for text in app.markdown)
    assert len(charts(app)) == 5
    assert "either way on average" in titles(app)[0]
    assert any("on data version" in text.value.replace("&#45;", "-") for text in app.caption)


def test_an_empty_filter_leaves_the_models_and_no_track(
    app_page: Callable, trained_demo: Path
) -> None:
    app = app_page(PAGE, streams=["5B", "max"])
    assert not app.exception
    assert len(charts(app)) == 4
    assert any("No track in view" in text.value for text in app.caption)


def test_controls_move_the_answer(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    before = titles(app)
    app.button_group(key="importance_task").set_value("hits_10").run()
    app.button_group(key="importance_kind").set_value("feature").run()
    assert not app.exception
    assert titles(app)[0] != before[0]
    assert "average precision" in titles(app)[2]
    feature = app.selectbox(key="importance_feature")
    feature.select(feature.options and answers_name(app, 3)).run()
    assert not app.exception


def answers_name(app, place: int) -> str:
    """Return the name behind an option that shows a label."""
    label = app.selectbox(key="importance_feature").options[place]
    table = importance.beeswarm("hits_10", "release").features
    return str(table.loc[table["label"] == label, "name"].iloc[0])


def test_without_a_model_the_page_says_so(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No trained model yet" in app.warning[0].value
    assert app.title[0].value == "Importance"


def test_steps_of_a_kind_add_up_to_the_same_prediction(
    everything: Selection, demo_tracks: pd.DataFrame, trained_demo: Path
) -> None:
    track_id = demo_tracks["track_id"].iloc[3]
    asked = {"task": "streams", "feature_set": "release"}
    run_id = answers.champion(**asked).run_id
    found = answers.waterfall(everything, track_id=track_id, run_id=run_id, **asked)
    assert found.base + found.steps["push"].sum() == pytest.approx(found.margin, abs=1e-4)
    assert (found.steps["label"] == "Artist's other tracks").sum() == 1
    assert np.allclose(found.steps["factor"], np.exp(found.steps["push"]))
    text = answers.in_words(found, "streams")
    assert text.startswith(("**Raise**", "**Lower**"))


def test_titles_from_the_data_are_never_markup(trained_demo: Path) -> None:
    found = importance.beeswarm("streams", "release")
    hostile = found.features.assign(label="<b>%{x}</b>")
    assert not any("<b>" in text for text in figures._labels(hostile))


def test_ticks_keep_apart_and_keep_one() -> None:
    kept = figures._apart([0.5, 0.8, 1, 1.25, 2, 5], 0.5)
    assert 1 in kept
    assert min(np.diff(np.log(kept))) >= 0.5


def test_a_model_of_an_older_code_is_refused_in_words(
    app_page: Callable, trained_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = pushes.features.names
    monkeypatch.setattr(pushes.features, "names", lambda *a, **o: known(*a, **o)[1:])
    app = app_page(PAGE)
    assert not app.exception
    assert "another version of Crossfade" in app.warning[0].value
    registry._load.cache_clear()
