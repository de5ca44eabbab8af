"""Work in a process of its own: one at a time, with a status that is believed while it lives."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from data.errors import BuildRunning, CannotWrite, NotEnoughData
from data.jobs.process import Process, ProcessStatus
from data.settings import ROOT, settings

WORK = Process(
    "work",
    "platform",  # prints what the machine is called, and needs nothing
    taken="Work is being done right now.",
    stands="What was done before still stands.",
)
AT_WORK = textwrap.dedent("""
    import sys, time
    from tests.data.jobs.test_process import WORK
    with WORK.lock(), WORK.telling({"what": "a wall"}) as tell:
        tell(0.5, "half of it")
        print("begun", flush=True)
        time.sleep(60)
""")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    return settings().cache_dir


def test_a_status_is_true_while_the_work_runs_and_after_it() -> None:
    assert WORK.status() == ProcessStatus()
    with WORK.lock(), WORK.telling({"what": "a wall"}) as tell:
        begun = WORK.status()
        assert (begun.state, begun.share, begun.about) == ("running", 0.0, {"what": "a wall"})
        tell(0.5, "half of it")
        assert (WORK.status().share, WORK.status().text) == (0.5, "half of it")
        assert WORK.status().started_at == begun.started_at
        assert WORK.is_running()
    assert (WORK.status().state, WORK.status().share) == ("finished", 1.0)
    assert not WORK.is_running()


@pytest.mark.parametrize(
    ("error", "said"),
    [(NotEnoughData("Too few tracks."), "Too few tracks."), (KeyError("x"), "stopped: KeyError")],
)
def test_what_failed_says_why(error: Exception, said: str) -> None:
    with pytest.raises(type(error)), WORK.lock(), WORK.telling({}) as tell:
        tell(0.5, "half of it")
        raise error
    assert WORK.status().state == "failed"
    assert said in WORK.status().text
    assert WORK.status().share == 0.5


def test_how_long_it_took_is_learned_for_the_next_one() -> None:
    with WORK.lock(), WORK.telling({}, kind="walls", size=100) as tell:
        tell(0.05, "the first stone")
        assert WORK.status().left is None
    took = WORK.expected("walls", 100)
    assert took is not None
    assert WORK.expected("walls", 300) == pytest.approx(3 * took)
    with WORK.lock(), WORK.telling({}, kind="walls", size=100_000_000) as tell:
        assert (WORK.status().left or 0) > 100 * took
        tell(0.99, "the last stone")
        assert (WORK.status().left or 0) < 100_000 * took
    assert WORK.status().left is None or WORK.status().state == "finished"


def test_one_that_is_overdue_promises_nothing(cache: Path) -> None:
    cache.mkdir(parents=True)
    status = {"state": "running", "share": 0.9, "left": 60.0}
    with WORK.lock():
        (cache / "work.json").write_text(json.dumps({**status, "told_at": time.time() - 20}))
        assert 30 < (WORK.status().left or 0) <= 40
        (cache / "work.json").write_text(json.dumps({**status, "told_at": time.time() - 70}))
        assert WORK.status().left is None


def test_of_work_that_failed_nothing_is_learned() -> None:
    with pytest.raises(ZeroDivisionError), WORK.lock(), WORK.telling({}, kind="walls", size=1):
        raise ZeroDivisionError
    assert WORK.expected("walls", 1) is None


def test_the_status_of_one_that_was_killed_is_not_believed() -> None:
    process = subprocess.Popen([sys.executable, "-c", AT_WORK], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"begun\n"
    assert WORK.status().state == "running"
    assert WORK.start() is False
    with pytest.raises(BuildRunning, match="being done right now"), WORK.lock():
        raise AssertionError("two at once")
    process.send_signal(signal.SIGKILL)
    process.wait()
    status = WORK.status()
    assert (status.state, status.text) == ("interrupted", "The work was interrupted.")
    assert status.about == {"what": "a wall"}
    with WORK.lock():
        assert WORK.is_running()


@pytest.mark.parametrize("content", ["{half a", "[]", '{"state": "running", "steps": 3}', ""])
def test_a_status_that_cannot_be_read_is_none(cache: Path, content: str) -> None:
    cache.mkdir(parents=True)
    (cache / "work.json").write_text(content)
    assert WORK.status() == ProcessStatus()


@pytest.fixture
def looked_at(cache: Path) -> Iterator[IO[str]]:
    """Look at the lock of work that died, as another reader's page does."""
    cache.mkdir(parents=True)
    (cache / "work.json").write_text(json.dumps({"state": "running", "share": 0.4}))
    with (cache / "work.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


def test_who_looks_is_not_taken_for_one_at_work(looked_at: IO[str]) -> None:
    assert WORK.status().state == "interrupted"


def test_work_begins_while_pages_look(looked_at: IO[str]) -> None:
    away = threading.Timer(0.1, fcntl.flock, (looked_at, fcntl.LOCK_UN))
    away.start()
    with WORK.lock():
        assert WORK.status().is_at_work
    away.join()


def test_one_that_is_started_prints_into_its_log() -> None:
    assert WORK.start()
    deadline = time.monotonic() + 20
    while not WORK.log_file.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert os.uname().sysname in WORK.log_file.read_text()


def test_a_folder_that_takes_no_writing_is_named(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("in the way")
    assert WORK.status() == ProcessStatus()
    with pytest.raises(CannotWrite, match=str(cache)) as told:
        WORK.start()
    assert "still stands" in told.value.hint
    with pytest.raises(CannotWrite, match=str(cache)), WORK.lock():
        raise AssertionError("no lock can be held")


def test_what_goes_wrong_in_the_work_is_no_matter_of_its_lock() -> None:
    with pytest.raises(FileNotFoundError), WORK.lock():
        raise FileNotFoundError("a file of the work's own")
