"""Work that takes long, in threads of this process: quick jobs never wait behind long ones.

Two who ask for the same thing wait for the same job. Whoever shows a job looks at its `fraction`
and `text`.
"""

import functools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from data.jobs.progress import Progress

State = Literal["waiting", "running", "done", "failed"]

MAX_FINISHED = 8
"""Finished jobs whose results are held for those who have not fetched them."""

RETRY_AFTER = 60.0
"""Seconds after which a failed job may be asked for again."""


@dataclass(slots=True)
class Job:
    """A piece of work and how far it is."""

    key: str
    title: str
    call: Callable[[Progress], Any]
    is_long: bool = False
    state: State = "waiting"
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
    """Runs jobs in two lanes, one at a time in each: long ones, and all others.

    A lane's thread lives as long as there is work.
    """

    _jobs: dict[str, Job] = field(default_factory=dict)
    _lanes: dict[bool, deque[Job]] = field(default_factory=lambda: {True: deque(), False: deque()})
    _running: set[bool] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(
        self, key: str, title: str, call: Callable[[Progress], Any], *, is_long: bool = False
    ) -> Job:
        """Return the job of this key, put in its lane now unless it is there already."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or self._may_retry(job):
                job = self._jobs[key] = Job(key, title, call, is_long)
                self._lanes[is_long].append(job)
                self._start(is_long)
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

    def _start(self, lane: bool) -> None:
        if lane not in self._running:
            self._running.add(lane)
            name = f"crossfade-{'long' if lane else 'quick'}-jobs"
            threading.Thread(target=self._work, args=(lane,), name=name, daemon=True).start()

    def _work(self, lane: bool) -> None:
        while True:
            with self._lock:
                if not self._lanes[lane]:
                    self._running.discard(lane)
                    return
                job = self._lanes[lane].popleft()
            self._run(job)
            self._drop_oldest()

    @staticmethod
    def _run(job: Job) -> None:
        job.state = "running"
        try:
            job.result = job.call(job.progress)
        except BaseException as error:  # shown to whoever asked for it
            job.error = error
        job.finished_at = time.monotonic()
        job.state = "failed" if job.error is not None else "done"

    def _drop_oldest(self) -> None:
        with self._lock:
            finished = [job for job in self._jobs.values() if job.is_finished]
            finished.sort(key=lambda job: job.finished_at)
            for job in finished[:-MAX_FINISHED]:
                del self._jobs[job.key]


@functools.cache
def worker() -> Worker:
    """Return the worker that all of this process share."""
    return Worker()
