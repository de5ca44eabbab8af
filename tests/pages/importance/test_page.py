"""The importance page: full, an empty filter, controls moved, without a model."""

import json
from collections.abc import Callable
from pathlib import Path

from analytics.importance import answers

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
    assert any("of the demo catalogue" in text.value.replace("&#45;", "-") for text in app.caption)


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
    fourth = answers.beeswarm("hits_10", "release").features.iloc[3]
    app.selectbox(key="importance_feature").select(fourth["name"]).run()
    assert not app.exception
    assert titles(app)[1].startswith(f"{fourth['label']}: from ×")


def test_without_a_model_the_page_says_so(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No trained model yet" in app.warning[0].value
    assert app.title[0].value == "Importance"
