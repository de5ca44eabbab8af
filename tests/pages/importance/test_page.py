"""The importance page: full, an empty filter, controls moved, without a model."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.importance import answers

PAGE = "pages/importance/page.py"


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def titles(app) -> list[str]:
    return [chart["layout"]["meta"]["title"] for chart in charts(app)]


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert any("the model relies most on" in text.value for text in app.markdown)
    assert len(charts(app)) == 2
    assert "either way on average" in titles(app)[0]
    assert any("of the demo catalogue" in text.value.replace("&#45;", "-") for text in app.caption)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("What if only this changes", ", alone: "),
        ("What the model would miss", "the model loses"),
        ("One track", "so far"),
        ("One tree", "Tree 1 of "),
    ],
)
def test_a_part_is_drawn_when_it_is_opened(
    app_page: Callable, trained_demo: Path, part: str, said: str
) -> None:
    app = app_page(PAGE, importance_part=part)
    assert not app.exception and not app.warning
    assert said in titles(app)[0]
    assert "either way on average" not in titles(app)[0]


def test_which_work_together_is_worked_out_beside_the_page(
    app_page: Callable, trained_demo: Path
) -> None:
    app = app_page(PAGE, importance_part="Which work together")
    deadline = time.monotonic() + 120
    while not charts(app):
        assert time.monotonic() < deadline and not app.exception
        time.sleep(0.3)
        app.run()
    assert "work together most" in titles(app)[0]
    assert len(charts(app)) == 2
    app.selectbox(key="importance_pair").select_index(3).run()
    assert titles(app)[1].startswith(app.selectbox(key="importance_pair").options[3])


def test_an_empty_filter_leaves_the_models_and_no_track(
    app_page: Callable, trained_demo: Path
) -> None:
    app = app_page(PAGE, streams=["5B", "max"], importance_part="One track")
    assert not app.exception
    assert not charts(app)
    assert any("No track in view" in text.value for text in app.caption)


def test_a_tree_that_there_is_none_of_is_said(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, importance_part="One tree")
    app.number_input(key="importance_tree").set_value(99_999).run()
    assert not app.exception
    assert "There is no tree 99999" in app.warning[0].value.replace("&#46;", ".")


def test_controls_move_the_answer(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    before = titles(app)
    app.button_group(key="importance_task").set_value("hits_10").run()
    assert not app.exception
    assert titles(app)[0] != before[0]
    fourth = answers.beeswarm("hits_10", "release").features.iloc[3]
    app.selectbox(key="importance_feature").select(fourth["name"]).run()
    assert not app.exception
    assert titles(app)[1].startswith(f"{fourth['label']}: from ×")


def test_what_is_shuffled_is_the_readers(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, importance_task="Hits", importance_part="What the model would miss")
    before = titles(app)
    app.button_group(key="importance_kind").set_value("feature").run()
    assert not app.exception
    assert "average precision" in titles(app)[0]
    assert titles(app)[0] != before[0]


def test_without_a_model_the_page_says_so(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No trained model yet" in app.warning[0].value
    assert app.title[0].value == "Importance"
