"""Slow work on a page: in a thread or in a process, it shows how far it is in one way."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from streamlit.testing.v1 import AppTest

from analytics import kept
from data.errors import NotEnoughData
from data.jobs.progress import Progress, Status, untold
from data.jobs.queue import worker
from data.selection import Selection

PATIENCE = 20.0
CALLS: list[str] = []
HELD = threading.Event()


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    value: int


@kept.on_disk
def slow(selection: Selection, *, about: str, progress: Progress = untold) -> Answer:
    CALLS.append(about)
    progress(0.5, "half of *it*")
    assert HELD.wait(PATIENCE)
    if about == "nothing":
        raise NotEnoughData("Too few tracks.")
    return Answer(len(about))


@pytest.fixture(autouse=True)
def _held(everything: Selection) -> Iterator[None]:
    """Let no answer be there at first, and none be computed before the test says so."""
    CALLS.clear()
    HELD.clear()
    for file in slow.file(everything, about="x").parent.glob(f"{slow.topic}-*"):
        file.unlink()
    yield
    HELD.set()


def page() -> None:
    import streamlit as st

    from pages.ui import filters, jobs
    from pages.ui.errors import shown_to_reader
    from tests.pages.ui import test_jobs

    about = st.selectbox("About", ["abcde", "nothing"])
    with shown_to_reader():
        answer = jobs.answer(test_jobs.slow, filters.chosen(), about=about)
        st.write("still usable" if answer is None else f"answer {answer.value}")


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def run_until(app: AppTest, reached: Callable[[AppTest], bool]) -> AppTest:
    deadline = time.monotonic() + PATIENCE
    while not reached(app) and time.monotonic() < deadline:
        time.sleep(0.05)
        app.run()
    assert reached(app)
    return app


def bar(app: AppTest) -> str:
    return " ".join(progress.proto.text for progress in app.get("progress"))


def test_a_page_stays_usable_while_an_answer_is_computed() -> None:
    app = run_until(AppTest.from_function(page).run(), lambda app: "half" in bar(app))
    assert text(app) == "still usable"
    assert app.get("progress")[0].proto.value == 50
    assert bar(app) == "Working it out · half of &#42;it&#42;"
    HELD.set()
    run_until(app, lambda app: text(app) == "answer 5")
    assert not app.get("progress")
    assert CALLS == ["abcde"]


def test_an_answer_that_waits_behind_another_says_so(everything: Selection) -> None:
    worker().submit("first", "Work", lambda progress: HELD.wait(PATIENCE))
    app = AppTest.from_function(page).run()
    assert bar(app) == "Working it out · Waiting for another computation"


def test_an_error_is_told_where_the_answer_would_be() -> None:
    HELD.set()
    app = AppTest.from_function(page).run()
    app.selectbox[0].select("nothing").run()
    run_until(app, lambda app: len(app.warning) > 0)
    assert "Too few tracks" in app.warning[0].value
    assert not app.exception
    app.run()
    assert CALLS.count("nothing") == 1


def test_an_answer_that_is_kept_is_there_at_once(everything: Selection) -> None:
    HELD.set()
    slow(everything, about="abcde")
    assert text(AppTest.from_function(page).run()) == "answer 5"
    kept.forget()
    assert text(AppTest.from_function(page).run()) == "answer 5"
    assert CALLS == ["abcde"]


def several() -> None:

    from functools import partial

    import streamlit as st

    from pages.ui import filters, jobs
    from tests.pages.ui.test_jobs import slow

    questions = [partial(slow, filters.chosen(), about=about) for about in ("nothing", "a", "ab")]
    st.write("at work" if jobs.begin_next(questions) else "all there")


def test_several_answers_are_computed_one_after_another() -> None:
    app = run_until(AppTest.from_function(several).run(), lambda app: "half" in bar(app))
    assert (text(app), CALLS) == ("at work", ["nothing"])
    HELD.set()
    run_until(app, lambda app: text(app) == "all there")
    assert CALLS == ["nothing", "a", "ab"]


@dataclass
class Elsewhere:
    """Work in a process of its own."""

    status: Status = field(default_factory=Status)


ELSEWHERE = Elsewhere()


def watching() -> None:
    import streamlit as st

    from pages.ui import jobs
    from tests.pages.ui.test_jobs import ELSEWHERE

    seen = ELSEWHERE.status
    jobs.show("Models of 0001-a", seen, lambda: ELSEWHERE.status, every=1)
    st.write(f"the page of {seen.state}")


def test_a_process_is_shown_as_a_thread_is() -> None:
    ELSEWHERE.status = Status()
    app = AppTest.from_function(watching).run()
    assert not app.get("progress")
    ELSEWHERE.status = Status("running", 0.4, "streams", "2026-01-01T00:00:00")
    app.run()
    assert bar(app) == "Models of 0001&#45;a · streams"
    assert app.get("progress")[0].proto.value == 40
    ELSEWHERE.status = Status("finished", 1.0, "done", "2026-01-01T00:00:00")
    app.run()
    assert not app.get("progress")
    assert text(app) == "the page of finished"


def test_a_page_that_is_behind_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever begins or ends between the page's look and that of its bar."""
    statuses = iter([Status(), Status("running"), Status("running"), Status("running")])

    class Moving:
        @property
        def status(self) -> Status:
            return next(statuses, Status("running"))

    monkeypatch.setattr("tests.pages.ui.test_jobs.ELSEWHERE", Moving())
    app = AppTest.from_function(watching).run()
    assert text(app) == "the page of running"
    assert len(app.get("progress")) == 1
