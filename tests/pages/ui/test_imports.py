"""Uploads on their way to a draft: how far they are, and nothing left of them."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.jobs.queue import worker
from data.settings import settings

CSV = b"Artist,Track,Stream,Views\nAda,One,100,50\nAda,Two,20,7\n"
PATIENCE = 30.0


def page() -> None:
    from pages.ui import imports

    imports.draw()


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """Keep the lane of imports busy until a test lets go."""
    event = threading.Event()
    worker().submit("held", "Work", lambda progress: event.wait(PATIENCE), lane="import")
    yield event
    event.set()


def checked(content: bytes, name: str = "new.csv") -> AppTest:
    app = AppTest.from_function(page).run()
    app.get("file_uploader")[0].set_value([(name, content, "text/csv")]).run()
    return app.button(key="data_room_check").click().run()


def waited(app: AppTest, reached: Callable[[AppTest], object]) -> AppTest:
    deadline = time.monotonic() + PATIENCE
    while not reached(app) and time.monotonic() < deadline:
        time.sleep(0.05)
        app.run()
    assert not app.exception
    assert reached(app)
    return app


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


def left() -> set[str]:
    return {path.name for path in settings().uploads_dir.iterdir()} - {".lock"}


def test_how_far_a_check_is_is_shown_as_of_any_other_job(
    demo_copy: Path, held: threading.Event
) -> None:
    app = checked(CSV, "*new*.csv")
    [bar] = app.get("progress")
    assert bar.proto.text == ("Checking &#42;new&#42;&#46;csv · Waiting for another computation")
    assert "data_room_check" not in keys(app)
    held.set()
    waited(app, lambda app: "data_room_publish" in keys(app))
    assert not app.get("progress")
    assert left() == set()


def test_nothing_is_left_of_a_file_that_is_refused(demo_copy: Path) -> None:
    app = waited(checked(b"a,b\n1,2\n"), lambda app: "data_room_again" in keys(app))
    assert "This file cannot be imported" in app.warning[0].value
    assert left() == set()
    assert not list((demo_copy / "warehouse").glob(".draft-*"))


def test_a_disk_that_takes_no_uploads_is_named(demo_copy: Path) -> None:
    settings().uploads_dir.parent.mkdir(exist_ok=True)
    settings().uploads_dir.write_text("in the way")
    app = waited(checked(CSV), lambda app: "data_room_again" in keys(app))
    assert "Crossfade could not write" in app.warning[0].value


def test_a_defect_of_ours_crashes_loudly_and_the_form_is_back(demo_copy: Path) -> None:
    app = checked(CSV)
    key = app.session_state["data_room_job"]
    waited(app, lambda app: "data_room_publish" in keys(app))
    job = worker().get(key)
    assert job is not None
    job.error = ZeroDivisionError("a defect")
    app.run()
    assert "a defect" in app.exception[0].value
    app.run()
    assert not app.exception
    assert "data_room_check" in keys(app)
