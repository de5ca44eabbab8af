"""What a reader does, step by step: opens every page, moves its filter and its own widgets."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.moves import other
from tests.load.reader import MAIN, SIDEBAR, Answer, Reader

FILTERS: tuple[Mapping[str, object], ...] = (
    {},
    {"album_type": "Single"},
    {"official_video": "Yes", "tempo": ["90", "150"]},
    {"licensed": "No", "streams": ["100k", "max"]},
)
"""What a link may ask for; each reader comes with one of them."""

MOVES_PER_PAGE = 3
"""Widgets of a page's own that are moved, the first one last, beside one of the filter."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one question of a reader brought."""

    name: str
    """Page and widget."""
    seconds: float
    digests: Mapping[tuple[int, ...], str]
    """What was shown: place and SHA-256 of each element."""
    kinds: Mapping[tuple[int, ...], str]
    errors: tuple[str, ...]

    def differences(self, other: "Step") -> list[str]:
        """Name what is not the same as in another reader's step."""
        if self.name != other.name:
            return [f"{self.name} instead of {other.name}"]
        places = sorted(self.digests.keys() | other.digests.keys())
        kinds = {**other.kinds, **self.kinds}
        return [
            f"{self.name}: {kinds[place]} at {'.'.join(map(str, place))}"
            for place in places
            if self.digests.get(place) != other.digests.get(place)
        ]


async def visit(
    reader: Reader,
    pages: Sequence[str],
    query: Mapping[str, object],
    *,
    think: Callable[[], float] = lambda: 0.0,
) -> list[Step]:
    """Open each page and move its widgets, waiting for slow answers; return every step.

    Parameters
    ----------
    pages : sequence of str
        Paths, '' being the first page.
    query : mapping
        One of `FILTERS`.
    think : callable
        Seconds for which the reader looks at a page before the next question.
    """
    steps = []
    for number, page in enumerate(pages):
        await asyncio.sleep(think())
        name = f"/{page}"
        answer = await _ask(steps, name, reader, reader.open(page, query))
        for state in moves(answer, number):
            if state.id not in answer.widget_ids():
                continue  # another move took it off the page
            await asyncio.sleep(think())
            widget = state.id.rpartition("-")[2]
            answer = await _ask(steps, f"{name} {widget}", reader, reader.move(state))
    return steps


async def _ask(steps: list[Step], name: str, reader: Reader, question: Awaitable[Answer]) -> Answer:
    first = await question
    answer = await reader.settled(first)
    shown = answer.texts()
    steps.append(
        Step(
            name,
            first.seconds,
            {place: hashlib.sha256(text).hexdigest() for place, text in shown.items()},
            {place: str(e.WhichOneof("type")) for place, e in answer.elements.items()},
            tuple(answer.errors()),
        )
    )
    return answer


def moves(answer: Answer, number: int) -> list[WidgetState]:
    """Choose what to move on a page: one widget of the filter, in turn, and some of its own."""
    shared = [move for widget in answer.widgets(SIDEBAR) if (move := other(*widget))]
    own = [move for widget in answer.widgets(MAIN) if (move := other(*widget))]
    turn = number % max(len(shared), 1)
    return [*reversed(own[:MOVES_PER_PAGE]), *shared[turn : turn + 1]]
