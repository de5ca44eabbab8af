"""The correlations page: full, too few tracks, a filter and the method moved; its pictures."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analytics.correlations import correlate as analysis
from data.reads import tracks as reads
from data.selection import Selection
from pages.correlations import answers, figures
from pages.ui import sampling

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


@pytest.mark.parametrize("method", analysis.METHODS)
def test_what_is_not_distinguishable_has_no_fill(demo_tracks: pd.DataFrame, method) -> None:
    found = analysis.correlate(demo_tracks, method=method, n_replicates=200)
    cells = figures.heat_map(found).data[0]
    filled = sum(value != 0 for row in cells.z for value in row if value == value)
    assert filled == (found.pairs["is_clear"] | found.pairs["is_built_in"]).sum()
    assert filled < len(found.pairs)


def test_figures_draw_every_row_with_its_interval(demo_tracks: pd.DataFrame) -> None:
    found = analysis.correlate(demo_tracks, n_replicates=200)
    drawn = figures.travel(found).data
    assert sum(len(trace.x) for trace in drawn) == 2 * len(found.travel)
    assert all(len(trace.error_x.array) == len(trace.x) for trace in drawn)
    told = analysis.segments(demo_tracks, n_replicates=200)
    assert sum(len(trace.x) for trace in figures.segments(told).data) == told.n_compared


def test_titles_from_the_data_are_never_markup(demo_tracks: pd.DataFrame) -> None:
    hostile = demo_tracks.assign(track="<b>%{x}</b>", album_type="<i>album</i>")
    dots = figures.relation(analysis.relate(hostile, x="views", y="streams", n_replicates=50))
    assert "<b>%{x}" not in dots.data[0].hovertext[0]
    told = figures.segments(analysis.segments(hostile, n_replicates=50))
    assert not any("<i>" in text.lower() for text in told.layout.yaxis.ticktext)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.1, 0.3, "rise together"), (-0.3, -0.1, "views are low"), (-0.1, 0.3, "from chance")],
)
def test_the_headline_says_what_the_interval_allows(low: float, high: float, said: str) -> None:
    link = analysis.Link((low + high) / 2, low, high, 0.5, 100, 50)
    assert said in answers.headline(link)


def test_the_lead_says_which_way_a_feature_goes() -> None:
    travel = pd.DataFrame(
        {
            "feature": ["loudness", "acousticness", "energy", "valence", "key"],
            "verdict": ["both, more views", "both", "both", "views only", "neither"],
            "streams": [0.2, -0.1, 0.1, 0.0, 0.0],
            "views": [0.3, -0.2, 0.1, 0.1, 0.0],
        }
    )
    assert answers._travellers(travel) == (
        "On both platforms, more plays go with loudness and energy, fewer plays go with "
        "acousticness. On YouTube only, more plays go with valence."
    )
    assert "No audio feature" in answers._travellers(travel.tail(1))


def test_a_large_catalogue_is_sampled_by_artist_and_says_so(everything: Selection) -> None:
    columns = ("track_id", "artist", "streams")
    whole = reads.whole_artists(everything, columns)
    part = reads.whole_artists(everything, columns, at_most=1000)
    assert 700 < len(part) < 1300
    kept = whole[whole["artist"].isin(part["artist"])]
    assert part["track_id"].tolist() == kept["track_id"].tolist()
    assert sampling.said(everything, len(whole), at_most=len(whole)) == ""
    assert "1,000 of 3,000 tracks" in sampling.said(everything, 1000, at_most=1000)


@pytest.mark.real
def test_a_changed_filter_is_drawn_at_once(
    real_warehouse: Path, app_page: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
    app = app_page(PAGE)
    spent = []
    for stop in ("200", "190", "180", "170"):
        started = time.process_time()
        app.select_slider(key="tempo").set_range("min", stop).run()
        spent.append(time.process_time() - started)
    assert not app.exception
    # processor time, as the wall clock also counts what else the machine does
    assert min(spent) < 0.5 * len(os.sched_getaffinity(0))
