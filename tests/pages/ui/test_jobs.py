import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from analytics import kept
from data.errors import NotEnoughData
from data.selection import Selection
from pages.ui import jobs


def wait(job: jobs.Job) -> jobs.Job:
    deadline = time.monotonic() + 10
    while not job.is_finished and time.monotonic() < deadline:
        time.sleep(0.01)
    assert job.is_finished
    return job


def test_the_same_job_asked_twice_runs_once() -> None:
    worker, runs, hold = jobs.Worker(), [], threading.Event()

    def work(progress: jobs.Progress) -> int:
        hold.wait(5)
        runs.append(1)
        return 42

    one, other = (worker.submit("k", "Work", work) for _ in range(2))
    assert one is other
    hold.set()
    assert wait(one).result == 42
    assert runs == [1]


def test_jobs_run_one_after_another_and_tell_progress() -> None:
    worker, at_once, most = jobs.Worker(), [0], [0]

    def work(progress: jobs.Progress) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        progress(1.7, "nearly")
        time.sleep(0.02)
        at_once[0] -= 1

    done = [wait(worker.submit(str(n), "Work", work)) for n in range(4)]
    assert most == [1]
    assert {(job.fraction, job.text) for job in done} == {(1.0, "nearly")}


def test_an_error_ends_the_job_not_the_worker() -> None:
    worker = jobs.Worker()

    def fail(progress: jobs.Progress) -> None:
        raise NotEnoughData("too few")

    assert isinstance(wait(worker.submit("bad", "Work", fail)).error, NotEnoughData)
    assert worker.submit("bad", "Work", fail).error is not None
    assert wait(worker.submit("good", "Work", lambda progress: 1)).result == 1
    worker.forget("bad")
    assert worker.get("bad") is None


def test_few_finished_jobs_are_held() -> None:
    worker = jobs.Worker()
    for n in range(2 * jobs.MAX_FINISHED):
        wait(worker.submit(str(n), "Work", lambda progress: 1))
    wait(worker.submit("last", "Work", lambda progress: 1))
    time.sleep(0.05)
    assert (
        sum(worker.get(str(n)) is not None for n in range(2 * jobs.MAX_FINISHED))
        <= jobs.MAX_FINISHED
    )


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    value: int
    about: str


CALLS: list[str] = []


@kept.on_disk
def slow(selection: Selection, *, about: str, progress: Callable = lambda *a: None) -> Answer:
    """Count how often it is computed."""
    CALLS.append(about)
    progress(0.5, "half")
    return Answer(len(about), about)


@pytest.fixture
def selection(everything: Selection) -> Selection:
    CALLS.clear()
    for file in slow.file(everything, about="x").parent.glob("test_jobs_*"):
        file.unlink()
    return everything


def test_an_answer_on_disk_outlives_the_caches(selection: Selection) -> None:
    import streamlit as st

    assert slow.if_kept(selection, about="abc") is None
    assert slow(selection, about="abc").value == 3
    st.cache_data.clear()
    kept = slow.if_kept(selection, about="abc")
    assert kept is not None
    assert (kept.value, kept.about) == (3, "abc")
    assert slow(selection, about="abc").value == 3
    assert CALLS == ["abc"]


def test_other_options_versions_and_filters_are_other_answers(selection: Selection) -> None:
    files = {
        slow.file(selection, about="abc"),
        slow.file(selection, about="abcd"),
        slow.file(Selection("0000-other"), about="abc"),
        slow.file(Selection(selection.version, artists=("a",)), about="abc"),
    }
    assert len(files) == 4


def test_a_damaged_file_is_computed_again(selection: Selection) -> None:
    file = slow.file(selection, about="abc")
    slow(selection, about="abc")
    file.write_bytes(b"rubbish")
    assert slow.if_kept(selection, about="abc") is None


def page() -> None:
    import streamlit as st

    from pages.ui import filters, jobs
    from pages.ui.errors import shown_to_reader
    from tests.pages.ui import test_jobs

    with shown_to_reader():
        answer = jobs.answer(test_jobs.slow, filters.chosen(), about="abcde")
    st.write("still usable" if answer is None else f"answer {answer.value}")


def test_a_page_stays_usable_while_a_job_runs(selection: Selection) -> None:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(page).run()
    assert not app.exception
    deadline = time.monotonic() + 10
    while app.markdown[0].value != "answer 5" and time.monotonic() < deadline:
        time.sleep(0.05)
        app.run()
    assert app.markdown[0].value == "answer 5"
    assert CALLS.count("abcde") <= 1
