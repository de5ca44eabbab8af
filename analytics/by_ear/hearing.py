"""Sound files analysed in a process of their own, one after another.

A file of a few kilobytes can ask a decoder for terabytes. So files are opened only in a program of
its own, whose memory and time are bounded and which is started anew when a file breaks it. It also
keeps librosa and numba out of the server.

Public functions
----------------
hear(files, progress)      yield what was heard of each file, or why it was not
"""

import contextlib
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.by_ear.heard import HeardSound, from_bytes, to_bytes
from data.errors import BadFile
from data.jobs.progress import Progress, untold
from data.settings import ROOT

MAX_MEMORY = 6 * 2**30
"""Of address space, of which libraries take two thirds without touching it."""
MAX_SECONDS = 120
"""Of processor time for a file; four times as much by the clock."""


def hear(
    files: Iterable[tuple[Path, str]], progress: Progress = untold
) -> Iterator[HeardSound | BadFile]:
    """Analyse files in order; one that cannot be read does not stop the others.

    Parameters
    ----------
    files : iterable of (path, name)
        What each is called in messages.
    progress : callable
        Called with the share of a file that is done, and a text.

    Yields
    ------
    What was heard, or the error that says in a sentence why not.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as held:
        child = held.enter_context(contextlib.closing(_Child(Path(folder) / "heard")))
        for path, name in files:
            try:
                yield child.hear(path.absolute(), name, progress)
            except BadFile as error:
                yield error


@dataclass(slots=True)
class _Child:
    """The process that analyses, started when it is needed."""

    into: Path
    process: subprocess.Popen[bytes] | None = None
    pending: bytes = field(default=b"")

    def hear(self, path: Path, name: str, progress: Progress) -> HeardSound:
        if not path.is_file():
            raise BadFile(f"{name} is no file that can be read.")
        if self.process is None:
            self._start()
        assert self.process is not None and self.process.stdin is not None
        try:
            asked = json.dumps([str(path), name, str(self.into)])
            self.process.stdin.write(asked.encode() + b"\n")
            self.process.stdin.flush()
            return self._answer(name, progress)
        except (BrokenPipeError, EOFError, TimeoutError) as error:
            self.close()
            raise BadFile(
                f"{name} is damaged, or needs more than {MAX_MEMORY // 2**30} GiB of memory "
                f"or {MAX_SECONDS} seconds."
            ) from error

    def _start(self) -> None:
        self.pending = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "analytics.by_ear.hearing"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _answer(self, name: str, progress: Progress) -> HeardSound:
        until = time.monotonic() + 4 * MAX_SECONDS
        while True:
            said = json.loads(self._line(until))
            if "share" in said:
                progress(said["share"], said["text"])
            elif "refused" in said:
                raise BadFile(said["refused"], hint=said["hint"])
            else:
                heard = from_bytes(self.into.read_bytes())
                self.into.unlink()
                return heard

    def _line(self, until: float) -> bytes:
        assert self.process is not None and self.process.stdout is not None
        handle = self.process.stdout.fileno()
        while b"\n" not in self.pending:
            if not select.select([handle], [], [], max(until - time.monotonic(), 0))[0]:
                raise TimeoutError
            read = os.read(handle, 65_536)
            if not read:
                raise EOFError
            self.pending += read
        line, _, self.pending = self.pending.partition(b"\n")
        return line

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def _main() -> None:
    """Answer each line of the standard input: a path, a name, and where to leave the answer."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # What libraries print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(**said: Any) -> None:
        print(json.dumps(said), file=answers, flush=True)

    for line in sys.stdin:
        path, name, into = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + MAX_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        try:
            _analyse(Path(path), name, Path(into), lambda share, text: say(share=share, text=text))
        except BadFile as error:
            say(refused=error.message, hint=error.hint)
        else:
            say(done=True)


def _analyse(path: Path, name: str, into: Path, progress: Progress) -> None:
    from analytics.by_ear import decode, features

    progress(0.0, "decoding")
    into.write_bytes(to_bytes(features.listen(decode.decode(path, name), name, progress)))


if __name__ == "__main__":
    _main()
