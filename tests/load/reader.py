"""One reader: speaks Streamlit's protocol over a websocket, as a browser's tab does."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.websocket import WebSocket
from tests.served import HOST

ANSWER_TIMEOUT = 120.0  # seconds
MAIN, SIDEBAR = 0, 1
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN

Path = tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What one run of a page's script showed."""

    seconds: float
    """From the question to the end of the run."""
    elements: dict[Path, Element]
    timers: dict[str, float]
    """Fragments that ask to be run again, and after how many seconds."""

    def texts(self) -> dict[Path, bytes]:
        """Return each element as bytes, without what is drawn by lot for each session."""
        return {path: _plain(element) for path, element in self.elements.items()}

    @property
    def is_at_work(self) -> bool:
        """Whether something on the page is still being worked out: it says how far it is."""
        kinds = {element.WhichOneof("type") for element in self.elements.values()}
        return bool(self.timers) and "progress" in kinds

    def errors(self) -> list[str]:
        """Return what the page says went wrong."""
        shown = [e.exception for e in self.elements.values() if e.HasField("exception")]
        return [f"{one.type}: {one.message}" for one in shown]

    def widgets(self, place: int) -> list[tuple[str, Any]]:
        """Return kind and message of the enabled widgets in the page or its sidebar."""
        movable = []
        for path, element in sorted(self.elements.items()):
            kind = element.WhichOneof("type")
            widget = getattr(element, kind) if kind else None
            if path[0] == place and getattr(widget, "id", "") and not _is_off(widget):
                movable.append((kind, widget))
        return movable

    def widget_ids(self) -> set[str]:
        """Return the ids of all widgets that are there."""
        return {widget.id for place in (MAIN, SIDEBAR) for _, widget in self.widgets(place)}


def _is_off(widget: object) -> bool:
    """Whether a widget takes no input, or none before its form is sent."""
    return bool(getattr(widget, "disabled", False) or getattr(widget, "form_id", ""))


def _plain(element: Element) -> bytes:
    copy = Element()
    copy.CopyFrom(element)
    kind = copy.WhichOneof("type")
    widget = getattr(copy, kind) if kind else copy
    # Whether a widget is told again what it was set to depends on how often the page ran since.
    if "set_value" in widget.DESCRIPTOR.fields_by_name:
        copy.ClearField("has_one_shot_effect")
        for name in ("set_value", "value", "raw_value", "raw_values"):
            if name in widget.DESCRIPTOR.fields_by_name:
                widget.ClearField(name)
    if copy.HasField("download_button"):
        copy.download_button.ClearField("deferred_file_id")
    return copy.SerializeToString(deterministic=True)


@dataclass(slots=True)
class Reader:
    """A tab of a browser: opens pages, moves widgets, waits for slow answers."""

    socket: WebSocket
    pages: dict[str, str] = field(default_factory=dict)
    """Script hash of each page, by its path."""
    _page: str = ""
    _query: str = ""
    _moved: dict[str, WidgetState] = field(default_factory=dict)
    _elements: dict[Path, Element] = field(default_factory=dict)
    _timers: dict[str, float] = field(default_factory=dict)
    _inbox: asyncio.Queue[ForwardMsg | None] = field(default_factory=asyncio.Queue)
    _listener: asyncio.Task | None = None

    @classmethod
    async def connect(cls, port: int) -> "Reader":
        """Open a session."""
        reader = cls(await WebSocket.connect(HOST, port, "/_stcore/stream", "streamlit"))
        reader._listener = asyncio.create_task(reader._listen())
        return reader

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()
        if self._listener:
            self._listener.cancel()

    async def open(self, page: str, query: Mapping[str, object] = {}) -> Answer:
        """Go to a page, its path being '' for the first one, with a filter in the address."""
        self._page, self._query = page, urlencode(query, doseq=True)
        self._moved.clear()
        self._elements.clear()
        return await self._run()

    async def move(self, state: WidgetState) -> Answer:
        """Set a widget."""
        self._moved[state.id] = state
        return await self._run()

    async def settled(self, answer: Answer, timeout: float = ANSWER_TIMEOUT) -> Answer:
        """Wait, as a browser does, until nothing on the page is being worked out any more."""
        started = time.monotonic()
        while answer.is_at_work:
            if time.monotonic() - started > timeout:
                raise TimeoutError(f"{self._page}: still working after {timeout:.0f} s")
            # A page of models has a slower timer too, for its notice of the training.
            fragment, interval = min(answer.timers.items(), key=lambda timer: timer[1])
            await asyncio.sleep(interval)
            self._catch_up()
            answer = await self._run(fragment if fragment in self._timers else "")
        seconds = time.monotonic() - started
        return Answer(seconds, answer.elements, answer.timers)

    async def _run(self, fragment: str = "") -> Answer:
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self._query
        if self._page in self.pages:
            run.page_script_hash = self.pages[self._page]
        else:
            run.page_name = self._page
        run.fragment_id, run.is_auto_rerun = fragment, bool(fragment)
        run.context_info.timezone, run.context_info.locale = "Europe/London", "en-GB"
        run.widget_states.widgets.extend(self._moved.values())
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._collect(), ANSWER_TIMEOUT)
        seconds = time.perf_counter() - started
        return Answer(seconds, dict(self._elements), dict(self._timers))

    async def _listen(self) -> None:
        async for payload in self.socket.messages():
            message = ForwardMsg()
            message.ParseFromString(payload)
            self._inbox.put_nowait(message)
        self._inbox.put_nowait(None)

    async def _collect(self) -> None:
        """Take messages until a run has ended that is not followed by another."""
        while True:
            message = await self._inbox.get()
            if message is None:
                raise ConnectionResetError("the server hung up")
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished != EARLY:
                    return
            else:
                self._take(message)

    def _catch_up(self) -> None:
        """Take what came unasked: a timer may have been stopped while we slept."""
        while not self._inbox.empty():
            message = self._inbox.get_nowait()
            if message is not None:
                self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            if not message.metadata.run.fragment_ids:
                self._elements.clear()
                self._timers.clear()
        elif kind == "delta":
            if message.delta.HasField("new_element"):
                self._elements[tuple(message.metadata.delta_path)] = message.delta.new_element
        elif kind == "navigation":
            self.pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
            self.pages[""] = next(
                p.page_script_hash for p in message.navigation.app_pages if p.is_default
            )
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._timers.pop(fragment, None)
        elif kind == "page_not_found":
            raise LookupError(f"page {self._page!r} not found")
