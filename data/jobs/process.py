"""Work in a process of its own, one at a time for each data directory, which outlives the server.

Its status is a small file that any process can read; it holds a lock that the system releases when
it dies, so a status of 'running' without a holder is that of a process that was killed.
"""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from data.errors import CannotWrite, CrossfadeError
from data.jobs import pace
from data.jobs.progress import Progress, Status
from data.kept import files
from data.settings import ROOT, settings


@dataclass(frozen=True, slots=True)
class ProcessStatus(Status):
    """Where the last or current one stands."""

    about: Mapping[str, str] = field(default_factory=dict)
    """What it works on, in its own words."""
    told_at: float = 0.0
    """When it told this, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Process:
    """A kind of work that runs as a command of its own.

    Parameters
    ----------
    name : str
        Of its files in the cache folder, 'training'.
    module : str
        What `python -m` runs.
    taken : str
        What to say where one is running already.
    stands : str
        What stands although it failed.
    """

    name: str
    module: str
    taken: str
    stands: str

    @property
    def _status_file(self) -> Path:
        return settings().cache_dir / f"{self.name}.json"

    @property
    def _lock_file(self) -> Path:
        return settings().cache_dir / f"{self.name}.lock"

    @property
    def log_file(self) -> Path:
        """Where what it prints goes when it was started in the background."""
        return settings().cache_dir / f"{self.name}.log"

    @property
    def _pace_file(self) -> Path:
        return settings().cache_dir / f"{self.name}.pace.json"

    def expected(self, kind: str, size: int) -> float | None:
        """Return the seconds that one takes here, going by earlier ones; None without any."""
        return pace.expected(self._pace_file, kind, size)

    def status(self) -> ProcessStatus:
        """Return where the last or current one of this data directory stands."""
        try:
            status = ProcessStatus(**json.loads(self._status_file.read_text()))
        except (OSError, ValueError, TypeError):
            return ProcessStatus()
        if status.is_at_work and not self.is_running():
            return replace(status, state="interrupted", text=f"The {self.name} was interrupted.")
        if status.is_at_work and status.left is not None:
            left = status.left - (time.time() - status.told_at)
            return replace(status, left=left if left > 0 else None)  # overdue: nobody can say
        return status

    def is_running(self) -> bool:
        """Say whether one is at work in this data directory."""
        return files.is_held(self._lock_file)

    def start(self, *arguments: str) -> bool:
        """Start one in the background, at low priority; False where one is running already.

        Raises
        ------
        CannotWrite
            In a folder that takes no writing.
        """
        if self.is_running():
            return False
        command = ["nice", sys.executable, "-m", self.module, *arguments]
        with files.writing(self.stands):
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            output = self.log_file.open("ab")
        with output:
            subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return True

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to be the one that runs.

        Raises
        ------
        BuildRunning, CannotWrite
            Where another holds it, or the folder takes no writing.
        """
        with contextlib.ExitStack() as held:
            with files.writing(self.stands):
                # Who only looks lets go at once, so a second tells one at work from a look.
                held.enter_context(files.lock(self._lock_file, taken=self.taken, seconds=1.0))
            yield

    @contextlib.contextmanager
    def telling(
        self, about: Mapping[str, str], *, kind: str = "", size: int = 0
    ) -> Iterator[Progress]:
        """Keep the status file true while the work runs; the lock has to be held.

        How long it took is remembered, so that the next one can say how long it will take.

        Parameters
        ----------
        about : mapping
            What it works on, for whoever shows it.
        kind : str
            Work of one kind takes as long as its size says.
        size : int
            Of what it works on, such as tracks; nothing is remembered of work without one.

        Yields
        ------
        What to call with how far the work is.
        """
        expected, begun = self.expected(kind, size), time.monotonic()
        status = ProcessStatus("running", 0.0, "starting", _now(), about=dict(about))

        def progress(share: float, text: str) -> None:
            nonlocal status
            seconds = time.monotonic() - begun
            left = pace.left(expected, share, seconds)
            status = replace(status, share=share, text=text, left=left, told_at=time.time())
            self._write(status)

        progress(0.0, "starting")
        try:
            yield progress
        except CrossfadeError as error:
            self._write(replace(status, state="failed", text=error.message))
            raise
        except BaseException as error:
            said = f"The {self.name} stopped: {type(error).__name__}."
            self._write(replace(status, state="failed", text=said))
            raise
        self._write(replace(status, state="finished", share=1.0, text="done"))
        if size:
            # What is done is done, though the next one may have to do without an estimate.
            with contextlib.suppress(CannotWrite), files.writing(self.stands):
                done = pace.Done(kind, size, time.monotonic() - begun)
                pace.remember(self._pace_file, done)

    def _write(self, status: ProcessStatus) -> None:
        with files.writing(self.stands):
            files.replace(self._status_file, json.dumps(asdict(status)))


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
