"""The drivers page: full, no models, too few tracks, controls moved; waiting."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

PAGE = "pages/drivers/page.py"


def titles(app) -> list[str]:
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [spec["layout"]["meta"]["title"] for spec in specs]


def texts(app) -> str:
    return " ".join(text.value for text in app.main.markdown)


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception and not app.warning
    assert "Partly predictable" in texts(app)
    assert "from the audio alone" in texts(app) and "once out" in texts(app)
    assert any("(a naive split)" in note.value for note in app.caption)
    assert len(titles(app)) == len(app.get("download_button")) == 3


@pytest.mark.parametrize(
    ("part", "said"), [("Fewer features", "do nearly as well"), ("What each adds", "R² falls by")]
)
def test_a_part_is_worked_out_when_it_is_opened(
    app_page: Callable, trained_demo: Path, part: str, said: str
) -> None:
    app = app_page(PAGE, drivers_part=part)
    deadline = time.monotonic() + 60
    while said not in " ".join(titles(app)):
        assert time.monotonic() < deadline and not app.exception
        time.sleep(0.2)
        app.run()
    assert not any("clearly go" in title for title in titles(app))


def test_errors_are_drawn_for_whoever_opens_them(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, drivers_errors="true")
    assert not app.exception
    assert len(titles(app)) == 5
    assert "Errors reach further" in titles(app)[-1]


def test_without_models_the_live_parts_stand(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "There are no models of the demo catalogue yet" in app.warning[0].value
    assert any("clearly go" in title for title in titles(app))


def test_too_few_tracks_say_what_is_needed(
    app_page: Callable, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].mode()[0])
    assert not app.exception
    assert any("features takes" in card.value for card in app.warning)
    assert "Partly predictable" in texts(app)


def test_target_features_and_filter_are_the_readers(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, drivers_target="Views", drivers_set="Audio")
    assert not app.exception
    assert titles(app)[0].startswith("R² of log views")
    app.multiselect(key="drivers_features_views").set_value(["energy", "tempo"]).run()
    assert any("of 2 features" in title for title in titles(app))
    before = texts(app)
    app.sidebar.get("button_group")[0].select("single").run()
    assert not app.exception
    assert texts(app) != before


def test_likes_wait_for_a_full_training(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, drivers_target="Likes")
    assert "No training has looked at likes" in app.warning[0].value
    assert "python" not in app.warning[0].value
    assert any(button.label == "Train everything" for button in app.button)
    assert any("go with likes" in title for title in titles(app))
    assert "Change of likes" in " ".join(html.proto.body for html in app.get("html"))
