"""How time and memory are taken: a call here, or a command in a process of its own."""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
MIB = 2**20
ENOUGH = 1.0  # seconds after which a call is not repeated any more


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took; `memory` is the most that it ever held, in MiB."""

    seconds: float
    memory: float
    output: str


class Failed(RuntimeError):
    """A command ended badly; says how."""


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def warm(call: Callable[[], object], repetitions: int) -> float:
    """Return the 95th percentile of repeated calls; fewer where they take long."""
    gc.collect()
    taken: list[float] = []
    while len(taken) < repetitions and sum(taken) < ENOUGH:
        taken.append(seconds(call))
    return percentile(taken, 0.95)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def python(
    *arguments: str, environment: Mapping[str, str] | None = None, program: str = sys.executable
) -> Run:
    """Run Python in a process of its own and take its time and memory.

    Raises
    ------
    Failed
        With the last lines that it wrote, or 'out of memory'.
    """
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [program, *arguments],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        taken = time.perf_counter() - started
        output.seek(0)
        text = output.read()
    if process.returncode:
        short = "MemoryError" in text or "ArrowMemoryError" in text or process.returncode == -9
        raise Failed("out of memory" if short else text.strip()[-300:] or str(process.returncode))
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(taken, usage.ru_maxrss * unit / MIB, text)


def bound_memory(share: float = 0.8) -> None:
    """Keep this process from taking more than a share of the machine's memory."""
    import resource

    limit = int(share * psutil.virtual_memory().total)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
