"""The drivers page: full, no models, too few tracks, controls moved; its words and pictures."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.drivers import feature_choice
from analytics.drivers import ols as drivers
from pages.drivers import answers, figures

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


def best(audio: float, release: float, leak: float = 0.02) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature_set": ["audio", "release"],
            "label": "XGBoost",
            "score": [audio, release],
            "spread": 0.03,
            "naive": [audio + leak, release + leak],
            "baseline": -0.001,
            "leak": [leak, float("nan")],
        }
    )


@pytest.mark.parametrize(
    ("audio", "release", "said"),
    [(0.02, 0.05, "Hardly"), (0.1, 0.5, "by who makes"), (0.4, 0.5, "as well as by who")],
)
def test_the_verdict_follows_the_scores(audio: float, release: float, said: str) -> None:
    assert said in answers.lead(best(audio, release), "streams")


def test_the_leak_is_named_with_its_sign() -> None:
    assert "+2 (audio) points" in answers.lead(best(0.1, 0.5), "streams")
    assert "−2 (audio) points" in answers.lead(best(0.1, 0.5, -0.02), "streams")


def test_every_coefficient_is_drawn_with_its_interval(demo_tracks: pd.DataFrame) -> None:
    hostile = demo_tracks.assign(track="<b>%{x}</b>")
    found = drivers.ols(hostile, features=("energy", "valence", "is_single"))
    fig = figures.coefficients(found)
    drawn = {
        name: (value, value - below, value + above)
        for trace in fig.data
        for name, value, below, above in zip(
            trace.y, trace.x, trace.error_x.arrayminus, trace.error_x.array, strict=True
        )
    }
    for row in found.coefficients.to_dict("records"):
        bounds = (row["slope"], row["low"], row["high"])
        assert drawn[row["label"]] == pytest.approx(bounds)
    assert "<b>%{x}" not in figures.residuals(found).data[0].hovertext[0]


def test_paths_and_ablation_are_drawn_whole(demo_tracks: pd.DataFrame) -> None:
    found = feature_choice.penalty_path(demo_tracks, feature_set="audio")
    lines = figures.path(found).data
    assert len(lines) == found.slopes["name"].nunique()
    assert len(figures.penalties(found).data[0].x) == len(found.scores)
    marks = [note.x for note in figures.path(found).layout.annotations if note.text == "best"]
    assert 10 ** marks[0] == pytest.approx(found.chosen)
    table = feature_choice.ablation(demo_tracks, feature_set="release")
    drawn = figures.ablation(table, target="streams", top=5).data
    groups = int((table["kind"] == "group").sum())
    assert sum(len(trace.x) for trace in drawn) == groups + 5
    assert np.isfinite([v for trace in drawn for v in trace.error_x.array]).all()
