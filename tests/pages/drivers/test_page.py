"""The drivers page: full, no models, too few tracks, controls moved; waiting."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

PAGE = "pages/drivers/page.py"


def titles(app) -> list[str]:
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [spec["layout"]["meta"]["title"] for spec in specs]


def texts(app) -> str:
    return " ".join(text.value for text in app.main.markdown)


def waited(app):
    """Run the page until background jobs have drawn the penalty path and the ablation."""
    deadline = time.monotonic() + 60
    while not all(words in " ".join(titles(app)) for words in ("do nearly as well", "R² falls by")):
        assert time.monotonic() < deadline and not app.exception
        time.sleep(0.2)
        app.run()
    return app


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = waited(app_page(PAGE))
    assert not app.exception and not app.warning
    assert "Partly to be predicted" in texts(app)
    assert "from the audio alone" in texts(app) and "once out" in texts(app)
    assert "Tested the naive way" in texts(app)
    assert len(titles(app)) == 8
    assert len(app.get("download_button")) == 8


def test_without_models_the_live_parts_stand(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No model has been trained" in app.warning[0].value
    assert any("beyond doubt" in title for title in titles(app))


def test_too_few_tracks_say_what_is_needed(
    app_page: Callable, trained_demo: Path, demo_tracks: pd.DataFrame
) -> None:
    app = app_page(PAGE, artist=demo_tracks["artist"].mode()[0])
    assert not app.exception
    assert any("too few to weigh" in card.value for card in app.warning)
    assert "Partly to be predicted" in texts(app)


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
    assert any("go with likes" in title for title in titles(app))
