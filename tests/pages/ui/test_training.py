"""The notice on pages of models: a training that runs, died, or is of another version."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analytics import train
from analytics.runs import answers as models
from data import published
from data.errors import NotEnoughData
from data.selection import Selection

PAGE = "pages/experiments/page.py"


def offers(app) -> bool:
    return any(button.key == "train_now" for button in app.button)


def notes(app) -> str:
    return " ".join(note.value for note in app.caption)


def test_a_running_training_shows_its_progress_until_it_dies(
    app_page: Callable, demo_copy: Path
) -> None:
    version = published.current_version()
    with (
        pytest.raises(KeyboardInterrupt),
        train.PROCESS.lock(),
        train.PROCESS.telling(data_version=version, is_quick=True) as tell,
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


def test_what_failed_says_why(app_page: Callable, demo_copy: Path) -> None:
    version = published.current_version()
    with (
        pytest.raises(NotEnoughData),
        train.PROCESS.lock(),
        train.PROCESS.telling(data_version=version, is_quick=True),
    ):
        raise NotEnoughData("Too few *tracks*.")
    app = app_page(PAGE)
    assert "Too few &#42;tracks&#42;" in notes(app)


def test_models_of_another_version_are_named(everything: Selection, trained_demo: Path) -> None:
    assert models.freshness(everything).is_current
    fresh = models.freshness(replace(everything, version="0007-ffffffff"))
    assert not fresh.is_current
    assert "0007-ffffffff" in fresh.words and everything.version in fresh.words
