"""The clusters page: full, too few tracks, a filter and the method moved, a track placed."""

import json
import time
from collections.abc import Callable

import pandas as pd
import pytest

PAGE = "pages/clusters/page.py"
CHARTS = 3
SECONDS = 60


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def lead(app) -> str:
    return next(text.value for text in app.markdown if "kind" in text.value)


def settled(app):
    """Run the page again until no answer is being worked out."""
    end = time.monotonic() + SECONDS
    while app.get("progress"):
        assert time.monotonic() < end, "an answer is still being worked out"
        time.sleep(0.05)
        app.run()
    return app


def test_full(app_page: Callable) -> None:
    app = settled(app_page(PAGE))
    assert not app.exception
    assert app.title[0].value == "Clusters"
    assert lead(app).startswith("**Six kinds of track; the largest, “")
    assert len(charts(app)) == CHARTS
    assert any("How sure: p" in text.value for text in app.markdown)
    assert len(app.get("download_button")) >= CHARTS + 3


def test_too_few_tracks_say_what_is_needed(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].mode()[0])
    assert not app.exception
    assert app.title[0].value == "Clusters"
    assert "need at least" in app.warning[0].value
    assert not charts(app)


def test_a_filter_moves_the_answer(app_page: Callable) -> None:
    before, after = app_page(PAGE), app_page(PAGE, official_video="Yes")
    assert not after.exception
    assert lead(after) != lead(before)
    assert len(charts(after)) == CHARTS


def test_a_slow_method_is_a_job_and_the_page_stays(app_page: Callable) -> None:
    app = app_page(PAGE, clusters_method="HDBSCAN")
    assert not app.exception
    assert app.title[0].value == "Clusters"
    app = settled(app)
    assert not app.exception
    assert lead(app).startswith("**No kinds of track stand apart this way.**")
    assert len(charts(app)) == CHARTS - 1
    app.selectbox(key="clusters_method").set_value("mixture").run()
    app = settled(app)
    assert lead(app).startswith("**Six kinds of track")
    assert len(charts(app)) == CHARTS


def test_views_and_outcomes_are_chosen(app_page: Callable) -> None:
    app = app_page(PAGE, clusters_view="3-D", clusters_color="Hits")
    assert charts(app)[0]["data"][0]["type"] == "scatter3d"
    app.slider(key="clusters_number").set_value(3)
    app.button_group(key="clusters_outcome").set_value("hit_rate").run()
    assert not app.exception
    assert lead(app).startswith("**Three kinds of track")


def test_tracks_are_placed(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE)
    app.button_group(key="clusters_place").set_value("existing").run()
    app.text_input(key="clusters_find_search").set_value("no such track at all").run()
    assert any("Nothing is called" in note.value for note in app.caption)
    track = demo_tracks.iloc[0]
    text = f"{track['artist']} {track['track']}".upper()
    app.text_input(key="clusters_find_search").set_value(text).run()
    app.button_group(key="clusters_find_found").set_value(track["track_id"]).run()
    assert not app.exception
    assert any("of the tracks nearest to it" in text.value for text in app.markdown)
    app.button_group(key="clusters_place").set_value("new").run()
    app.slider(key="clusters_new_energy").set_value(0.5).run()
    assert not app.exception
    assert len(charts(app)) == CHARTS + 1


@pytest.mark.parametrize(("aspect", "n_charts"), [("number", 3), ("reach", 1), ("axes", 1)])
def test_choosing_is_worked_out_when_asked(app_page: Callable, aspect: str, n_charts: int) -> None:
    app = app_page(PAGE)
    app.button_group(key="clusters_aspect").set_value(aspect).run()
    app = settled(app)
    assert not app.exception
    assert len(charts(app)) == CHARTS + n_charts
