import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.metrics import TIE, exact

PAGE = "pages/overview/page.py"


def body(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html")).replace(TIE, " ")


def said(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.main.markdown)


def specs(app: AppTest) -> list[str]:
    return [chart.proto.spec for chart in app.get("plotly_chart")]


def test_the_whole_catalogue(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert app.title[0].value == "Overview"
    assert "**3,000 tracks**" in said(app)
    text = body(app)
    assert f'title="{exact(demo_tracks["streams"].sum())}"' in text
    assert f'title="{exact(demo_tracks["views"].sum())}"' in text
    for label in ("Artists", "Engagement rate, mean", "Streams and views together", "Data quality"):
        assert label in text
    assert "95 % interval" in text
    assert '<span class="cf-delta"' not in text
    assert len(specs(app)) == 5
    assert "Demo catalogue, fictional" in said(app)


def test_one_filter_moved(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE)
    app.sidebar.get("button_group")[0].select("single").run()
    assert not app.exception
    singles = demo_tracks[demo_tracks["album_type"] == "single"]
    assert f"**{exact(len(singles))} tracks**" in said(app)
    assert f'title="{exact(singles["streams"].sum())}"' in body(app)


def test_what_claims_need_is_started_here(app_page: Callable, demo_copy: Path) -> None:
    shutil.rmtree(demo_copy / "cache", ignore_errors=True)
    app = app_page(PAGE)
    assert not app.exception
    assert "Being computed" in said(app)
    assert app.main.get("progress")
    for _ in range(600):
        if not app.main.get("progress"):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    assert "Being computed" not in said(app)


def test_a_filter_that_leaves_nothing(app_page: Callable) -> None:
    app = app_page(PAGE, tempo=["min", "50"], streams=["5B", "max"])
    assert not app.exception
    assert "No track fits the filter" in app.warning[0].value
    assert not specs(app)


def test_a_filter_that_leaves_one_artist(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].iloc[0])
    assert not app.exception
    assert "Too few tracks" in body(app)


def test_without_a_catalogue(
    app_page: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    app = app_page(PAGE)
    assert not app.exception
    assert "No catalogue is published" in app.warning[0].value


@pytest.mark.usefixtures("two_captures")
def test_growth_since_the_last_capture(app_page: Callable) -> None:
    app = app_page(PAGE)
    assert not app.exception
    text = body(app)
    assert "+10.0 %" in text
    assert '<img class="cf-spark"' in text
    assert len(specs(app)) == 6
    assert "streams changed by +10.0 % and views +10.0 % since 1 January 2026" in text
    assert "Streams gained" in text


def test_the_report_tells_of_the_budget_as_it_was_set(app_page: Callable) -> None:
    app = app_page("pages/budget/page.py", budget_budget="90000")
    assert not app.exception
    assert app.session_state["plan"].budget == 90_000


def test_what_it_earns_is_there_for_whoever_enters_the_rates(app_page: Callable) -> None:
    app = app_page(PAGE)
    assert "Earned so far" not in body(app)
    app.number_input(key="overview_rate_streams").set_value(0.004).run()
    assert not app.exception
    assert "Earned so far" in body(app)
