"""One background worker per server: slow answers are computed there, one after another.

Two sessions that ask for the same thing wait for the same job. The page stays usable meanwhile.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

Progress = Callable[[float, str], None]
"""What a slow function calls to say how far it is: a share from 0 to 1 and what it is doing."""

MAX_FINISHED = 8
"""Finished jobs whose results are held for sessions that have not fetched them."""

RETRY_AFTER = 60.0
"""Seconds after which a failed job may be asked for again."""


@dataclass(slots=True)
class Job:
    """A piece of work and how far it is."""

    key: str
    title: str
    call: Callable[[Progress], Any]
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    fraction: float = 0.0
    text: str = ""
    result: Any = None
    error: BaseException | None = None
    finished_at: float = 0.0

    @property
    def is_finished(self) -> bool:
        """Whether there is a result or an error."""
        return self.state in ("done", "failed")

    def progress(self, fraction: float, text: str = "") -> None:
        """Note how far the work is; called from the worker's thread."""
        self.fraction, self.text = min(max(float(fraction), 0.0), 1.0), text


@dataclass(slots=True)
class Worker:
    """Runs jobs one at a time in a thread that lives as long as there is work."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _queue: deque[Job] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: bool = False

    def submit(self, key: str, title: str, call: Callable[[Progress], Any]) -> Job:
        """Return the job of this key, started now unless it is there already."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or self._may_retry(job):
                job = self._jobs[key] = Job(key, title, call)
                self._queue.append(job)
                self._start()
            return job

    def get(self, key: str) -> Job | None:
        """Return the job of this key, None where it is unknown or was dropped."""
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """Drop a finished job and its result."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.is_finished:
                del self._jobs[key]

    @staticmethod
    def _may_retry(job: Job) -> bool:
        return job.state == "failed" and time.monotonic() - job.finished_at > RETRY_AFTER

    def _start(self) -> None:
        if not self._running:
            self._running = True
            threading.Thread(target=self._work, name="crossfade-worker", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._running = False
                    return
                job = self._queue.popleft()
            self._run(job)
            self._drop_oldest()

    @staticmethod
    def _run(job: Job) -> None:
        job.state = "running"
        try:
            job.result = job.call(job.progress)
        except BaseException as error:  # shown in the page that asked for it
            job.error = error
        job.finished_at = time.monotonic()
        job.state = "failed" if job.error is not None else "done"

    def _drop_oldest(self) -> None:
        with self._lock:
            finished = [job for job in self._jobs.values() if job.is_finished]
            finished.sort(key=lambda job: job.finished_at)
            for job in finished[:-MAX_FINISHED]:
                del self._jobs[job.key]


@st.cache_resource(show_spinner=False)
def worker() -> Worker:
    """Return the worker that all sessions of this server share."""
    return Worker()


def wait_for(job: Job) -> None:
    """Draw a job's progress; the page is run again once it has finished."""
    _progress(job.key)


@st.fragment(run_every=0.7)
def _progress(key: str) -> None:
    job = worker().get(key)
    if job is None or job.is_finished:
        st.rerun()
    else:
        ahead = "Waiting for another computation" if job.state == "waiting" else job.text
        st.progress(job.fraction, text=f"{job.title} · {ahead}" if ahead else job.title)
