"""Work that takes long, in threads of this process: quick jobs never wait behind long ones.

Two who ask for the same thing wait for the same job. Whoever shows a job looks at its `status`.
"""

import functools
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from data.jobs.progress import Progress, Status

Lane = Literal["quick", "long", "import"]

MAX_FINISHED = 8
"""Finished jobs of a lane whose results are held for those who have not fetched them."""

RETRY_AFTER = 60.0
"""Seconds after which a failed job may be asked for again."""


@dataclass(slots=True)
class Job:
    """A piece of work and how far it is."""

    key: str
    title: str
    call: Callable[[Progress], Any] | None
    """None once it has finished: what it holds on to, such as an upload, may be large."""
    lane: Lane = "quick"
    status: Status = field(default_factory=lambda: Status("waiting"))
    result: Any = None
    error: BaseException | None = None
    finished_at: float = 0.0

    def progress(self, share: float, text: str = "") -> None:
        """Note how far the work is; called from the worker's thread."""
        self.status = Status("running", min(max(float(share), 0.0), 1.0), text)


@dataclass(slots=True)
class Worker:
    """Runs the jobs of each lane one after another, in a thread that lives while there is work."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _lanes: defaultdict[Lane, deque[Job]] = field(default_factory=lambda: defaultdict(deque))
    _running: set[Lane] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(
        self, key: str, title: str, call: Callable[[Progress], Any], *, lane: Lane = "quick"
    ) -> Job:
        """Return the job of this key, put in its lane now unless it is there already."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or self._may_retry(job):
                job = self._jobs[key] = Job(key, title, call, lane)
                self._lanes[lane].append(job)
                self._start(lane)
            return job

    def get(self, key: str) -> Job | None:
        """Return the job of this key, None where it is unknown or was dropped."""
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """Drop a finished job and its result."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.status.is_at_work:
                del self._jobs[key]

    @staticmethod
    def _may_retry(job: Job) -> bool:
        failed = job.status.state == "failed"
        return failed and time.monotonic() - job.finished_at > RETRY_AFTER

    def _start(self, lane: Lane) -> None:
        if lane not in self._running:
            self._running.add(lane)
            name = f"crossfade-{lane}-jobs"
            threading.Thread(target=self._work, args=(lane,), name=name, daemon=True).start()

    def _work(self, lane: Lane) -> None:
        while True:
            with self._lock:
                if not self._lanes[lane]:
                    self._running.discard(lane)
                    return
                job = self._lanes[lane].popleft()
            self._run(job)
            self._drop_oldest(lane)

    @staticmethod
    def _run(job: Job) -> None:
        job.progress(0.0)
        assert job.call is not None
        try:
            job.result = job.call(job.progress)
        except BaseException as error:  # shown to whoever asked for it
            job.error = error
        job.call = None
        job.finished_at = time.monotonic()
        if job.error is None:
            job.status = Status("finished", 1.0)
        else:
            job.status = replace(job.status, state="failed", text=str(job.error))

    def _drop_oldest(self, lane: Lane) -> None:
        with self._lock:
            finished = [
                job for job in self._jobs.values() if job.lane == lane and not job.status.is_at_work
            ]
            finished.sort(key=lambda job: job.finished_at)
            for job in finished[:-MAX_FINISHED]:
                del self._jobs[job.key]


@functools.cache
def worker() -> Worker:
    """Return the worker that all of this process share."""
    return Worker()
