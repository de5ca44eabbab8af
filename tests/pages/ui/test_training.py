"""The notice on pages of models: a training that runs, died, or is of another version."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics import train
from analytics.runs import answers as models
from data import build, published
from data.errors import NotEnoughData
from data.jobs import pace
from data.selection import Selection
from data.settings import settings
from pages.ui import training

PAGES = ["drivers", "experiments", "hits", "importance", "what_if"]
"""Those that have nothing to say without models; Budget goes by what tracks have had so far."""
PAGE = "pages/experiments/page.py"


def offers(app: AppTest) -> bool:
    return any(button.key == "train_now" for button in app.button)


def notes(app: AppTest) -> str:
    return " ".join(note.value for note in app.caption)


def test_a_running_training_shows_its_progress_until_it_dies(
    app_page: Callable, demo_copy: Path
) -> None:
    about = {"data_version": published.current_version()}
    with (
        pytest.raises(KeyboardInterrupt),
        train.PROCESS.lock(),
        train.PROCESS.telling(about) as tell,
    ):
        tell(0.4, "streams from audio")
        app = app_page(PAGE)
        assert not app.exception
        assert app.get("progress")[0].proto.value == 40
        assert "streams from audio" in app.get("progress")[0].proto.text
        assert not offers(app)
        raise KeyboardInterrupt
    app.run()
    assert not app.get("progress")
    assert "The last training did not finish" in notes(app)
    assert offers(app)


@pytest.mark.parametrize("topic", PAGES)
def test_the_first_training_is_no_error_of_a_page_that_waits_for_it(
    app_page: Callable, demo_copy: Path, topic: str
) -> None:
    about = {"data_version": published.current_version()}
    with train.PROCESS.lock(), train.PROCESS.telling(about) as tell:
        tell(0.25, "views from audio")
        app = app_page(f"pages/{topic}/page.py")
    assert not app.exception
    assert not app.warning
    assert "The first models are being trained" in " ".join(box.value for box in app.info)
    assert [
        bar.proto.value for bar in app.get("progress") if "Training models on" in bar.proto.text
    ] == [25]


def test_what_failed_says_why(app_page: Callable, demo_copy: Path) -> None:
    about = {"data_version": published.current_version()}
    with pytest.raises(NotEnoughData), train.PROCESS.lock(), train.PROCESS.telling(about):
        raise NotEnoughData("Too few *tracks*.")
    app = app_page(PAGE)
    assert "Too few &#42;tracks&#42;" in notes(app)


def test_models_of_another_version_are_named(everything: Selection, trained_demo: Path) -> None:
    fresh = models.freshness(everything)
    assert training.said(fresh).endswith("(3,000 tracks), the one on screen.")
    assert "a quick training" in training.said(fresh)
    other = training.said(replace(fresh, current="0007-ffffffff"))
    assert f"on version {everything.version} of the demo catalogue" in other
    assert "The page shows newer data, version 0007-ffffffff" in other
    earlier = training.said(replace(fresh, current="0000-ffffffff"))
    assert earlier.endswith("The page shows an earlier version, 0000-ffffffff.")


def test_a_champion_of_an_earlier_training_is_named(
    everything: Selection, trained_demo: Path
) -> None:
    fresh = models.freshness(everything, [("streams", "audio")])
    assert training.said(fresh).endswith("the one on screen.")
    older = replace(fresh.champions[0], data_version="0000-ffffffff")
    said = training.said(replace(fresh, champions=(older,)))
    assert "the model used here was trained on version 0000-ffffffff" in said
    assert f"The page shows newer data, version {everything.version}" in said


def test_a_sample_is_said_to_be_one(everything: Selection, trained_demo: Path) -> None:
    fresh = models.freshness(everything)
    assert fresh.training is not None
    large = replace(fresh, training=replace(fresh.training, n_tracks_in_all=9_000, is_quick=False))
    said = training.said(large)
    assert "a full training" in said
    assert "(3,000 of 9,000 tracks, all those of artists chosen at random)" in said


def test_without_a_training_it_says_so(everything: Selection, untrained: Path) -> None:
    assert training.said(models.freshness(everything)) == (
        "There are no models of the demo catalogue yet."
    )


def test_after_an_import_on_the_command_line_no_page_uses_models_of_the_demo(
    app_page: Callable, demo_copy: Path, trained_copy: Path, tmp_path: Path
) -> None:
    about = {"data_version": published.current_version()}
    with pytest.raises(NotEnoughData), train.PROCESS.lock(), train.PROCESS.telling(about):
        raise NotEnoughData("The catalogue has 197 recordings.")
    file = tmp_path / "label.parquet"
    pd.read_parquet(next((demo_copy / "raw").glob("*.parquet"))).head(300).to_parquet(file)
    assert build.main([str(file)]) == 0
    for topic in PAGES:
        app = app_page(f"pages/{topic}/page.py")
        assert not app.exception, topic
        said = " ".join(box.value for box in [*app.warning, *app.caption, *app.info])
        assert "There are no models of the real catalogue yet" in said, topic
        assert "Those of another catalogue are not used" in said, topic
        assert "197 recordings" not in said, topic
        assert offers(app), topic
        assert "Models come from" not in said, topic


def test_how_long_a_training_takes_is_said_once_it_is_known(
    app_page: Callable, demo_copy: Path, untrained: Path
) -> None:
    def said(app: AppTest) -> str:
        return str(app.button(key="train_now").help)

    version = published.current_version()
    assert said(app_page(PAGE)).startswith("Once it has begun, you see how long it will take.")
    settings().cache_dir.mkdir(parents=True, exist_ok=True)
    learned = settings().cache_dir / "training.pace.json"
    pace.remember(learned, pace.Done("quick", 1_500, 360.0))
    assert "Takes about 12 minutes, going by earlier trainings" in said(app_page(PAGE))
    kept = {"kind": "quick", "size": 3_000}
    with train.PROCESS.lock(), train.PROCESS.telling({"data_version": version}, **kept):
        app = app_page(PAGE)
        assert "about 12 minutes left" in app.get("progress")[0].proto.text


def test_a_training_is_started_by_a_click(app_page: Callable, demo_copy: Path) -> None:
    app = app_page(PAGE)
    train.PROCESS.log_file.parent.mkdir(parents=True, exist_ok=True)
    with train.PROCESS.lock():
        app.button(key="train_now").click().run()
    assert not app.exception
    assert "Models are being trained already" in app.toast[0].value
