import ast
import inspect
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime import app_session

from analytics import kept
from data.settings import ROOT, settings
from pages.ui import start

IN_THE_BACKGROUND = {
    *("doubleml", "jinja2", "matplotlib", "mlflow", "optuna", "shap", "skops"),
    *("av", "imblearn", "librosa", "lightgbm", "pyloudnorm"),
}
"""What no reader waits for: it is needed by trainings, long answers and the report alone."""

QUICK_TO_IMPORT = {
    "scipy.cluster.hierarchy",
    "sklearn.feature_extraction.text",
    "sklearn.impute",
    "sklearn.mixture",
    "sklearn.neural_network",
    "sklearn.pipeline",
    "tqdm",
}
"""A twentieth of a second each, beside what is there."""


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[BaseException | None]]:
    """Start as a server does; return what went wrong beside it."""
    monkeypatch.setattr(kept, "while_waiting", kept.while_waiting)
    errors: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: errors.append(args.exc_value))

    def prepare() -> list[BaseException | None]:
        start.prepare()
        for thread in threading.enumerate():
            if thread.name == "crossfade-prepare":
                thread.join(10)
        return errors

    return prepare


def test_looking_again_at_work_that_has_ended_is_not_noted(
    prepared: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    assert start.GONE in inspect.getsource(app_session)
    prepared()
    noted = logging.getLogger(app_session.__name__)
    with caplog.at_level(logging.INFO, noted.name):
        noted.info(f"{start.GONE} - it might have been removed", "f00")
        noted.info("Something else")
    assert caplog.messages == ["Something else"]


def test_what_happens_once_does_not_happen_at_every_question(app_page: Callable) -> None:
    """Were it to, no page's memory would ever be given back: what is frozen stays."""
    start.settle.cache_clear()
    app = app_page("pages/data_room/page.py")
    app.run()
    assert not app.exception
    assert start.settle.cache_info().misses == 1
    assert start.settle.cache_info().hits >= 1


def test_a_catalogue_that_is_not_there_stops_no_server(
    prepared: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    assert prepared() == []
    assert list(tmp_path.iterdir()) == []


def test_uploads_of_a_server_that_was_killed_are_gone(prepared: Callable, demo_copy: Path) -> None:
    left = settings().uploads_dir / "left"
    left.mkdir(parents=True)
    (left / "0").write_text("artist,track")
    assert prepared() == []
    assert not left.exists()


def test_nothing_is_shown_where_nobody_waits(prepared: Callable, demo_warehouse: Path) -> None:
    prepared()
    with kept.while_waiting():
        pass


def _imported_within_functions() -> set[str]:
    names = set()
    for path in (ROOT / "analytics").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                names |= _imported(function)
    return {name for name in names if name.partition(".")[0] not in IN_THE_BACKGROUND}


def _imported(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_what_is_slow_to_import_is_there_before_it_is_needed() -> None:
    code = (
        "import importlib, pages, sys\n"
        f"for name in {start.SLOW_TO_IMPORT}: importlib.import_module(name)\n"
        f"print(*({_imported_within_functions()} - sys.modules.keys()))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    third_party = {name for name in result.stdout.split() if not name.startswith("analytics.")}
    assert third_party <= QUICK_TO_IMPORT
