"""Many readers at once, each answer held against the one that a single reader got."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.load.reader import Reader
from tests.load.visit import FILTERS, Step, visit
from tests.served import Server, serving

FORGOTTEN_AFTER = 125.0
"""Seconds after which Streamlit forgets a session whose tab was closed."""


@dataclass(frozen=True, slots=True)
class Load:
    """What many readers met with."""

    n_sessions: int
    seconds: float
    steps: tuple[Step, ...]
    wrong: tuple[str, ...]
    """Answers that are not what a single reader got."""
    errors: tuple[str, ...]
    memory_before: int
    """Of a server that single readers have seen everything of."""
    memory_during: int
    memory_after: int

    def percentile(self, share: float) -> float:
        """Return the seconds within which this share of questions was answered."""
        ordered = sorted(step.seconds for step in self.steps)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


async def run(
    data_dir: Path,
    mlruns_dir: Path,
    *,
    n_sessions: int,
    pages: Sequence[str] = (),
    n_filters: int = len(FILTERS),
    think: float = 15.0,
    forgotten_after: float = FORGOTTEN_AFTER,
    time_limit: float = 1800.0,
) -> Load:
    """Let one reader after another see everything, then many at once.

    What the single readers are shown is what everybody must be shown. The many meet a server of
    their own, with nothing in its memory yet; answers that take long are on disk by then.

    Parameters
    ----------
    data_dir, mlruns_dir : Path
        A catalogue and its models.
    n_sessions : int
    pages : sequence of str, optional
        All of the menu by default.
    n_filters : int
        How many of `FILTERS` are used.
    think : float
        Seconds, on average, for which a reader looks at a page: evenly between half and one and
        a half of it.
    forgotten_after : float
        Seconds to wait after the last has left.
    time_limit : float
        Seconds after which the many are stopped; that is an error.
    """
    with serving(data_dir, mlruns_dir) as server:
        pages = tuple(pages) or await _menu(server)
        plans = [(_turned(pages, n), FILTERS[n]) for n in range(n_filters)]
        expected = [await _alone(server, *plan) for plan in plans]
        memory_before = server.memory()
    with serving(data_dir, mlruns_dir) as server:
        started = time.perf_counter()
        sessions = [
            _one(server, *plans[n % n_filters], random.Random(n), think) for n in range(n_sessions)
        ]
        async with asyncio.timeout(time_limit):
            seen = await asyncio.gather(*sessions, return_exceptions=True)
        seconds, memory_during = time.perf_counter() - started, server.memory()
        await asyncio.sleep(forgotten_after)
        await _alone(server, pages[:1], {})  # a new session makes Streamlit drop the old ones
        return Load(
            n_sessions,
            seconds,
            tuple(step for steps in seen if isinstance(steps, list) for step in steps),
            tuple(_wrong(seen, expected)),
            (*_errors(seen), *server.complaints()),
            memory_before,
            memory_during,
            server.memory(),
        )


def _turned(pages: Sequence[str], by: int) -> tuple[str, ...]:
    """Begin with another page, so that readers are not all on the same one."""
    at = by * 3 % len(pages)
    return (*pages[at:], *pages[:at])


async def _menu(server: Server) -> tuple[str, ...]:
    reader = await Reader.connect(server.port)
    await reader.open("")
    await reader.close()
    return tuple(reader.pages)


async def _alone(server: Server, pages: Sequence[str], query: object) -> list[Step]:
    reader = await Reader.connect(server.port)
    try:
        return await visit(reader, pages, query)
    finally:
        await reader.close()


async def _one(
    server: Server, pages: Sequence[str], query: object, lot: random.Random, think: float
) -> list[Step]:
    await asyncio.sleep(lot.uniform(0, think))
    reader = await Reader.connect(server.port)
    try:
        return await visit(reader, pages, query, think=lambda: lot.uniform(0.5, 1.5) * think)
    finally:
        await reader.close()


def _wrong(seen: Sequence[object], expected: Sequence[Sequence[Step]]) -> list[str]:
    wrong = []
    for number, steps in enumerate(seen):
        if isinstance(steps, list):
            right = expected[number % len(expected)]
            if len(steps) != len(right):
                wrong.append(f"reader {number}: {len(steps)} answers instead of {len(right)}")
            for step, known in zip(steps, right, strict=False):
                wrong += [f"reader {number}: {text}" for text in step.differences(known)]
    return wrong


def _errors(seen: Sequence[object]) -> list[str]:
    broken = [f"reader {n}: {one!r}" for n, one in enumerate(seen) if isinstance(one, Exception)]
    shown = [text for steps in seen if isinstance(steps, list) for s in steps for text in s.errors]
    return [*broken, *shown]
