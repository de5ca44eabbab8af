"""Every page as a browser meets it: the real server, a websocket, one reader.

Cold: a page's first visit on a server that was just started and has no answers on disk. What is
worked out in the background then is waited for and timed by itself. Warm: later visits. The rival
computes in pandas, without a cache, what the page asks of the catalogue; it draws nothing.
"""

import asyncio
import shutil
from collections.abc import Mapping, Sequence

from data.settings import settings
from tests.bench.figure import Figure
from tests.bench.measure import MIB, percentile
from tests.load.moves import other
from tests.load.reader import SIDEBAR, Answer, Reader
from tests.served import Server, serving

TOPIC = "pages"
JOB_TIMEOUT = 900.0  # seconds
MOVED = "tempo"

ASKED = {
    "": [f"overview.{name}" for name in ("totals", "distribution", "top_tracks", "top_artists")]
    + ["overview.shares", "reads.tracks, 20,000 of them"],
    "claims": ["claims.claim_tracks", "claims.score_tracks"],
    "catalogue": ["catalogue.rows", "catalogue.count, searched", "catalogue.totals"],
    "correlations": ["reads.whole_artists"],
    "clusters": ["reads.tracks, 20,000 of them", "hits.thresholds"],
    "drivers": ["reads.tracks, 20,000 of them"],
    "what_if": ["what_if.middle", "what_if.quantiles", "what_if.ranges", "what_if.back_catalogue"],
    "video_lift": ["video_lift.tracks"],
    "budget": [
        "budget.candidates",
        "budget.views_per_stream",
        "budget.known_streams",
        "budget.promoted",
    ],
    "data_room": ["data_room.quality", "data_room.outliers", "data_room.scatter"],
}
"""Questions of each page, for the rival's part."""


def measure(size: int, repetitions: int, questions: Sequence[Figure]) -> list[Figure]:
    """Open every page of the app on the current catalogue.

    Parameters
    ----------
    size : int
    repetitions : int
        Warm visits of each page.
    questions : sequence of Figure
        From `questions.measure_all` at this size: they hold what pandas took.
    """
    here = settings()
    shutil.rmtree(here.cache_dir / "results", ignore_errors=True)
    in_pandas = {one.name: one.rival_value for one in questions if one.size == size}
    with serving(here.data_dir, here.mlruns_dir) as server:
        figures = asyncio.run(_read(server, size, repetitions, in_pandas))
        figures.append(_memory("server, most memory", size, server.peak_memory()))
        for line in server.complaints():
            print(f"  server: {line}")
    return figures


def _memory(name: str, size: int, n_bytes: int) -> Figure:
    return Figure(TOPIC, name, size, n_bytes / MIB, "MiB")


async def _read(
    server: Server, size: int, repetitions: int, in_pandas: Mapping[str, float | None]
) -> list[Figure]:
    reader = await Reader.connect(server.port)
    first = await reader.open("")
    figures = [Figure(TOPIC, "the first page of all", size, first.seconds, "s")]
    figures.append(_memory("server, memory at first", size, server.memory()))
    try:
        for page in list(reader.pages):
            if page:
                first = await reader.open(page)
            taken = await _visits(server, reader, page, first, repetitions)
            for error in first.errors():
                print(f"  /{page}: {error}")
            for when, seconds in taken.items():
                rival = _in_pandas(page, when, in_pandas)
                name = f"/{page}, {when}"
                note = "pandas, no drawing" if rival is not None else ""
                figures.append(Figure(TOPIC, name, size, seconds, "s", note, rival))
    finally:
        await reader.close()
    return figures


async def _visits(
    server: Server, reader: Reader, page: str, first: Answer, repetitions: int
) -> dict[str, float]:
    """Return the seconds of a page's first visit, its slow answers, later ones, a moved filter.

    The processor's time hardly depends on what else the machine does.
    """
    taken = {"cold": first.seconds}
    if first.is_at_work:
        taken["slow answers"] = (await reader.settled(first, JOB_TIMEOUT)).seconds
    busy = server.processor_seconds()
    again = [(await reader.open(page)) for _ in range(repetitions)]
    taken["warm"] = percentile([one.seconds for one in again], 0.95)
    taken["warm, processor"] = (server.processor_seconds() - busy) / repetitions
    for kind, widget in again[-1].widgets(SIDEBAR):
        if widget.id.endswith(f"-{MOVED}") and (state := other(kind, widget)):
            moved = await reader.move(state)
            taken["filter moved"] = moved.seconds
            await reader.settled(moved, JOB_TIMEOUT)
    return taken


def _in_pandas(page: str, when: str, known: Mapping[str, float | None]) -> float | None:
    if when not in ("cold", "warm"):
        return None
    parts = [known.get(f"{name}, {when}") for name in ASKED.get(page, [])]
    found = [part for part in parts if part is not None]
    return sum(found) if found and len(found) == len(parts) else None
