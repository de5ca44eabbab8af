"""The page of experiments: all runs, none, one control moved; champions made and unmade by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.runs import registry
from data.metrics import TIE

PAGE = "pages/experiments/page.py"


def body(app) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def lead(app) -> str:
    return next(text.value for text in app.main.markdown if "answer" in text.value)


def press(app, label: str):
    return next(button for button in app.button if button.label == label).click().run()


def test_full(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert app.title[0].value == "Experiments"
    champion = registry.champion("streams", "release")
    assert f"R² {champion.mean:.2f}" in lead(app)
    assert "<td>champion</td>" in body(app)
    assert "First champion" in body(app)
    assert any("the one on screen" in note.value for note in app.caption)


def test_without_a_training_it_says_what_to_do(app_page: Callable, untrained: Path) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert "No trained model yet" in app.warning[0].value
    assert not app.get("plotly_chart")
    assert any(button.key == "train_now" for button in app.button)


def test_the_task_and_the_set_are_chosen(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, experiments_task="Hits: top 10 %", experiments_set="Audio")
    assert not app.exception
    assert f"hits: top 10{TIE}% from the audio set" in lead(app)
    assert "average precision" in lead(app)
    app.multiselect(key="experiments_kinds").select("logistic").run()
    assert not app.exception
    assert "<td>XGBoost</td>" not in body(app).split("Seconds")[1].split("</table>")[0]


def test_a_quick_training_leaves_likes_out(app_page: Callable, trained_demo: Path) -> None:
    app = app_page(PAGE, experiments_task="Likes")
    assert "No training has tried likes" in app.warning[0].value


def test_promoted_and_taken_down_with_a_reason(app_page: Callable, trained_copy: Path) -> None:
    before = registry.champion("streams", "release")
    app = app_page(PAGE)
    press(app, "Promote")
    assert "Say why" in app.warning[0].value
    app.text_input(key="experiments_promote_reason").set_value("<b>steadier</b>")
    press(app, "Promote")
    assert not app.exception
    after = registry.champion("streams", "release")
    assert after.run_id != before.run_id
    assert "&lt;b&gt;steadier" in body(app)
    app.text_input(key="experiments_demote_reason").set_value("worse on singles")
    press(app, "Take it down")
    assert registry.champion("streams", "release").run_id == before.run_id
    assert "worse on singles" in body(app)


def test_a_read_only_server_offers_no_change(
    app_page: Callable, trained_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    app = app_page(PAGE)
    assert not {"Promote", "Take it down"} & {button.label for button in app.button}
    assert any("read-only" in note.value for note in app.caption)
