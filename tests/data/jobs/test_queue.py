"""Jobs in threads: one computation for all who ask, lanes that do not wait for each other."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from data.errors import NotEnoughData
from data.jobs import queue
from data.jobs.progress import Progress, Status
from data.jobs.queue import Job, Worker

PATIENCE = 10.0


def ended(job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE
    while job.status.is_at_work and time.monotonic() < deadline:
        time.sleep(0.005)
    assert not job.status.is_at_work
    return job


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """Something that jobs wait for; let go at the end, whatever the test says."""
    event = threading.Event()
    yield event
    event.set()


def waits_for(event: threading.Event) -> Callable[[Progress], str]:
    def work(progress: Progress) -> str:
        progress(0.25, "waiting for it")
        assert event.wait(PATIENCE)
        return "done"

    return work


def one(progress: Progress) -> int:
    return 1


def test_two_who_ask_for_the_same_wait_for_one_job(held: threading.Event) -> None:
    worker, runs = Worker(), []

    def work(progress: Progress) -> int:
        held.wait(PATIENCE)
        runs.append(1)
        return 42

    first, second = (worker.submit("k", "Work", work) for _ in range(2))
    assert first is second
    held.set()
    assert ended(first).result == 42
    assert worker.submit("k", "Work", work).result == 42
    assert runs == [1]


def test_a_lane_runs_one_job_after_another() -> None:
    worker, at_once, most = Worker(), [0], [0]

    def work(progress: Progress) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        at_once[0] -= 1

    jobs = [worker.submit(str(n), "Work", work) for n in range(4)]
    assert [ended(job).status for job in jobs] == [Status("finished", 1.0)] * 4
    assert most == [1]


def test_quick_jobs_wait_neither_for_long_ones_nor_for_imports(held: threading.Event) -> None:
    worker = Worker()
    slow = [worker.submit(lane, "Work", waits_for(held), lane=lane) for lane in ("long", "import")]
    behind = worker.submit("behind", "Work", one, lane="long")
    assert ended(worker.submit("quick", "Work", one)).result == 1
    assert [job.status.state for job in slow] == ["running", "running"]
    assert behind.status == Status("waiting")
    held.set()
    assert ended(behind).result == 1


def test_a_job_tells_how_far_it_is(held: threading.Event) -> None:
    job = Worker().submit("k", "Work", waits_for(held))
    deadline = time.monotonic() + PATIENCE
    while not job.status.text and time.monotonic() < deadline:
        time.sleep(0.005)
    assert job.status == Status("running", 0.25, "waiting for it")
    job.progress(1.7, "nearly")
    assert job.status == Status("running", 1.0, "nearly")
    job.progress(-3)
    assert job.status == Status("running", 0.0, "")


def test_an_error_ends_the_job_not_the_worker() -> None:
    worker = Worker()

    def fail(progress: Progress) -> None:
        progress(0.5, "half")
        raise NotEnoughData("too few")

    job = ended(worker.submit("bad", "Work", fail))
    assert isinstance(job.error, NotEnoughData)
    assert job.status.state == "failed"
    assert "too few" in job.status.text
    assert worker.submit("bad", "Work", one) is job
    assert ended(worker.submit("good", "Work", one)).result == 1


def test_what_failed_may_be_asked_for_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    ended(worker.submit("k", "Work", lambda progress: 1 / 0))
    monkeypatch.setattr(queue, "RETRY_AFTER", 0.0)
    assert ended(worker.submit("k", "Work", one)).result == 1


def test_a_finished_job_is_forgotten_a_running_one_is_not(held: threading.Event) -> None:
    worker = Worker()
    running = worker.submit("running", "Work", waits_for(held))
    ended(worker.submit("done", "Work", one, lane="long"))
    for key in ("running", "done", "never"):
        worker.forget(key)
    assert worker.get("running") is running
    assert worker.get("done") is None


def test_results_make_room_for_those_of_their_own_lane_only() -> None:
    worker = Worker()
    draft = ended(worker.submit("draft", "Work", one, lane="import"))
    keys = [str(number) for number in range(2 * queue.MAX_FINISHED)]
    for key in keys:
        ended(worker.submit(key, "Work", one))
    deadline = time.monotonic() + PATIENCE
    while worker.get(keys[0]) and time.monotonic() < deadline:
        time.sleep(0.005)
    kept = [key for key in keys if worker.get(key)]
    assert kept in (keys[-queue.MAX_FINISHED :], keys[-queue.MAX_FINISHED - 1 :])
    assert worker.get("draft") is draft


def test_a_finished_job_holds_on_to_nothing_but_its_result() -> None:
    job = ended(Worker().submit("k", "Work", one))
    assert job.call is None


def test_all_of_a_process_share_one_worker() -> None:
    assert queue.worker() is queue.worker()
