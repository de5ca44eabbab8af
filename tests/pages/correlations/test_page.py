"""The correlations page: full, too few tracks, a filter and the method moved."""

import json
from collections.abc import Callable

import pandas as pd

PAGE = "pages/correlations/page.py"
CHARTS = 4


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def lead(app) -> str:
    return next(text.value for text in app.markdown if "treams" in text.value)


def test_full(app_page: Callable) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert app.title[0].value == "Correlations"
    assert lead(app).startswith("**Streams and views rise together: 0.")
    assert len(charts(app)) == CHARTS
    assert len(app.get("download_button")) == CHARTS


def test_too_few_tracks_say_what_is_needed(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].mode()[0])
    assert not app.exception
    assert "at least 50 tracks of 20 artists" in app.warning[0].value.replace("&#45;", "-")
    assert app.title[0].value == "Correlations"
    assert not charts(app)


def test_a_filter_moves_the_answer(app_page: Callable) -> None:
    before = app_page(PAGE)
    after = app_page(PAGE, official_video="Yes")
    assert not after.exception
    assert lead(after) != lead(before)
    assert len(charts(after)) == CHARTS


def test_method_and_pair_are_chosen(app_page: Callable) -> None:
    app = app_page(PAGE)
    pearson = lead(app)
    app.button_group(key="correlations_method").set_value("spearman").run()
    app.selectbox(key="correlations_x").select("energy").run()
    app.selectbox(key="correlations_y").select("engagement_rate").run()
    assert not app.exception
    assert lead(app) != pearson
    axes = charts(app)[-1]["layout"]
    assert axes["xaxis"]["title"]["text"].startswith("Energy")
    assert axes["yaxis"]["title"]["text"].startswith("Engagement rate")


def test_a_link_carries_method_and_pair(app_page: Callable) -> None:
    app = app_page(PAGE, correlations_method="Ranks (Spearman)", correlations_x="Tempo")
    assert app.button_group(key="correlations_method").value == "spearman"
    assert charts(app)[-1]["layout"]["xaxis"]["title"]["text"].startswith("Tempo")
