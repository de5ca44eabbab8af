"""The clusters page: full, too few tracks, a filter and the method moved, a track placed."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analytics.clusters import map as cluster_map
from data.selection import Selection
from pages.clusters import answers, figures, words
from pages.clusters import figures_choice as clusters_choice
from pages.clusters import figures_profiles as clusters_profiles
from pages.clusters.answers import Way
from pages.ui import jobs

PAGE = "pages/clusters/page.py"
CHARTS = 3
SECONDS = 60


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def lead(app) -> str:
    return next(text.value for text in app.markdown if "kind" in text.value)


def settled(app):
    """Run the page again until its background jobs are done."""
    end = time.monotonic() + SECONDS
    while any(not job.is_finished for job in list(jobs.worker()._jobs.values())):
        assert time.monotonic() < end
        time.sleep(0.05)
    return app.run()


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
    app.text_input(key="clusters_search").set_value("no such track at all").run()
    assert any("No track in view" in note.value for note in app.caption)
    app.text_input(key="clusters_search").set_value(demo_tracks["track"].iloc[0].upper()).run()
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


def test_comparison_has_every_method(everything: Selection) -> None:
    few = Selection(everything.version, album_types=("compilation",))
    found = answers.comparison(few, way=Way(n_clusters=3))
    assert len(words.compared(found)) == 5
    assert "agreement" in words.comparison_advice(found)
    assert len(clusters_choice.stability(found).data[0].x) == found.table.stability.notna().sum()


def test_text_from_the_data_is_never_markup(everything: Selection) -> None:
    drawn = answers.drawn(everything, way=Way(), layout="axes")
    drawn.points.loc[0, ["track", "artist"]] = ["<b>%{x}</b>", "<script>"]
    made = answers.clusters(everything, way=Way())
    fig = figures.track_map(drawn, made.names)
    hovers = [text for trace in fig.data for text in trace.hovertext]
    assert any("&lt;b&gt;" in text and "&lt;script&gt;" in text for text in hovers)
    assert not any("<script>" in text or "%{x}" in text for text in hovers)


def test_a_sample_is_said_to_be_one(everything: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_map, "MAX_DRAWN", 100)
    drawn = answers.drawn(everything, way=Way(n_clusters=9), layout="axes")
    assert words.map_basis(drawn).startswith("Drawn: a sample of 100 of ")


def test_every_outcome_and_colour_is_drawn(everything: Selection) -> None:
    way = Way(n_clusters=3)
    described = answers.profiles(everything, way=way)
    for outcome in words.OUTCOMES:
        fig = clusters_profiles.outcomes(described, outcome)
        assert len(fig.data[0].x) == 3
    drawn, made = answers.drawn(everything, way=way, layout="axes"), answers.labels(everything)
    assert set(made.columns) == {"track_id", "cluster", "kind"}
    for color in ("cluster", "streams", "hit"):
        fig = figures.track_map(drawn, ("a", "b", "c"), color=color, depth=True)
        assert sum(len(t.x) for t in fig.data if t.mode == "markers") == len(drawn.points)


@pytest.mark.real
def test_real_catalogue_from_cold(real_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data import published

    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
    everything = Selection(published.current_version())
    way = Way(n_clusters=7)  # not in any cache
    began = time.process_time()  # other tests may share the cores
    made = answers.clusters(everything, way=way)
    drawn = answers.drawn(everything, way=way, layout="axes")
    figures.track_map(drawn, made.names)
    assert time.process_time() - began < 3
