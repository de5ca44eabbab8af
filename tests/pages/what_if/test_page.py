"""The What-if page: full, an empty filter, controls moved, links, models that fail."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.runs import registry
from analytics.what_if import answers
from analytics.what_if.scenario import Scenario
from data import build
from data.exports import to_csv
from data.metrics import TIE
from data.selection import Selection
from pages.what_if import link, words

PAGE = "pages/what_if/page.py"


def charts(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def titles(app) -> list[str]:
    return [chart["layout"]["meta"]["title"] for chart in charts(app)]


def find(app: AppTest, key: str, text: str, picked: str) -> None:
    app.text_input(key=f"{key}_search").set_value(text).run()
    app.button_group(key=f"{key}_found").set_value(picked).run()


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert not app.warning
    assert any(f"80{TIE}% interval" in text.value for text in app.markdown)
    assert len(charts(app)) == 2
    assert "times the catalogue's median track" in titles(app)[0]
    assert any("An association in the catalogue" in text.value for text in app.caption)


def test_an_empty_filter_changes_nothing(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, streams=["5B", "max"])
    assert not app.exception
    assert titles(app) == titles(app_page(PAGE))


def test_a_slider_moves_the_answer_and_the_link(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    before = titles(app)
    app.slider(key="what_if_danceability").set_value(0.95).run()
    assert not app.exception
    assert titles(app) != before
    assert app.query_params["what_if"] == "danceability=0.95"
    app.button(key="what_if_reset").click().run()
    assert titles(app) == before
    assert "what_if" not in app.query_params


def test_scenarios_stand_side_by_side_and_a_link_reopens_them(
    app_page: Callable, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    app = app_page(PAGE)
    for _ in range(3):
        app.button(key="what_if_add").click().run()
    assert app.button(key="what_if_add").disabled
    app.toggle(key="what_if_official_video").set_value(False).run()
    app.number_input(key="what_if_views").set_value(5_000_000).run()
    artist = demo_tracks["artist"].iloc[0]
    find(app, "what_if_find_artist", artist, artist)
    assert app.selectbox(key="what_if_artist").value == artist
    assert not app.exception
    link = app.query_params["what_if"]
    assert len(link) == 4
    again = app_page(PAGE, what_if=link)
    assert not again.exception
    assert titles(again) == titles(app)
    app.button(key="what_if_remove").click().run()
    assert len(app.query_params["what_if"]) == 3


def test_starts_from_an_artist_and_a_track(
    app_page: Callable, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    app = app_page(PAGE)
    app.button_group(key="what_if_start").set_value("artist").run()
    assert not app.warning
    artist = demo_tracks["artist"].mode()[0]
    find(app, "what_if_find_start", artist, artist)
    assert not app.exception
    assert not app.warning
    own = demo_tracks[demo_tracks["artists"].map(lambda names: artist in names)]
    shown = app.slider(key="what_if_energy").value
    assert shown == pytest.approx(own["energy"].median())
    app.button_group(key="what_if_start").set_value("track").run()
    track = demo_tracks.iloc[11]
    text = f"{track['track']} {track['artist']}"
    find(app, "what_if_find_track", text, track["track_id"])
    assert not app.exception
    assert app.slider(key="what_if_energy").value == pytest.approx(track["energy"])


def test_what_lies_outside_the_data_is_said(app_page: Callable, trained_demo: Path) -> None:
    odd = Scenario(sound=(("energy", 0.0), ("loudness", 0.0), ("acousticness", 0.0)))
    app = app_page(PAGE, what_if=[link.to_text(odd)])
    assert not app.exception
    assert any("The data holds hardly anything" in text.value for text in app.warning)


def test_without_a_model_the_page_says_so(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No trained model yet" in app.warning[0].value
    assert app.title[0].value == "What-if"


def test_a_tampered_model_is_refused_and_the_page_stands(
    app_page: Callable, trained_copy: Path
) -> None:
    run_id = registry.champion("streams", "release").run_id
    (registry.artifacts(run_id) / "model" / "model.json").write_text("{}")
    app = app_page(PAGE)
    assert not app.exception
    assert "A model was refused" in app.warning[0].value
    assert app.title[0].value == "What-if"


def test_models_older_than_the_data_are_named(
    app_page: Callable, demo_copy: Path, trained_copy: Path
) -> None:
    assert build.main(["--demo-tracks", "400"]) == 0
    app = app_page(PAGE)
    assert not app.exception
    assert any("is about the older one" in text.value for text in app.caption)


def test_a_scored_file_says_what_came_out(everything: Selection, trained_demo: Path) -> None:
    content = to_csv(words.template())
    scored = answers.scored(everything, content=content, name="template.csv")
    assert len(scored.table) == 1
    assert scored.ignored_columns == ()
    assert "1 track scored" in words.verdict(scored, answers.champions())
