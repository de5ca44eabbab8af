"""The genres page: every part of it on the demo, a chart from a file, too few examples."""

import json
import time
from collections.abc import Callable, Iterator

import pytest

from analytics.genres import models

PAGE = "pages/genres/page.py"
SECONDS = 90
QUICK = {"genres_models": "Random forest"}


@pytest.fixture(scope="module", autouse=True)
def _small_models() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "FOREST", models.FOREST | {"n_estimators": 8})
        yield


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def settled(app):
    end = time.monotonic() + SECONDS
    while app.get("progress"):
        assert time.monotonic() < end, "an answer is still being worked out"
        time.sleep(0.05)
        app.run()
    return app


def test_how_well_is_answered_in_the_head(app_page: Callable) -> None:
    app = settled(app_page(PAGE, **QUICK))
    assert not app.exception
    assert app.title[0].value == "Genres"
    assert any("Sound alone names the right one of 28 genres" in m.value for m in app.markdown)
    assert len(charts(app)) == 2
    app.selectbox(key="genres_contender").set_value("own").run()
    assert not app.exception
    assert any("With these weights" in m.value for m in app.markdown)


@pytest.mark.parametrize(
    ("part", "n_charts"),
    [("Genre by genre", 1), ("Taken for each other", 2), ("How genres sound", 2)],
)
def test_each_part_draws(app_page: Callable, part: str, n_charts: int) -> None:
    app = settled(app_page(PAGE, genres_part=part, **QUICK))
    assert not app.exception
    assert len(charts(app)) == n_charts


def test_a_view_is_labelled(app_page: Callable) -> None:
    asked = {"genres_part": "Label a chart", "official_video": "Yes", **QUICK}
    app = settled(app_page(PAGE, **asked))
    assert not app.exception
    assert any("lie outside what the examples cover" in m.value for m in app.markdown)
    assert len(charts(app)) == 1
