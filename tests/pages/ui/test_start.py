import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pages.ui import start


def test_what_happens_once_does_not_happen_at_every_question(
    app_page: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were it to, no page's memory would ever be given back: what is frozen stays."""
    settled: list[str] = []
    monkeypatch.setattr(start, "_settle", lambda: settled.append(threading.current_thread().name))
    start.settle.cache_clear()
    app = app_page("pages/data_room/page.py")
    app.run()
    assert not app.exception
    assert settled == ["crossfade-settle"]
    start.settle.cache_clear()


def test_a_catalogue_that_is_not_there_stops_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    ended: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: ended.append(args.exc_value))
    start.prepare()
    for thread in threading.enumerate():
        if thread.name == "crossfade-prepare":
            thread.join(10)
    assert not ended
