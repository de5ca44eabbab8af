"""How an answer is kept: said beside the function that gives it, carried out here for all who ask.

Public names
------------
in_memory     a quick answer about a selection: remembered by selection and options
on_disk       a slow one: on disk too, where it outlives the process; `is_long` if over ten seconds
with_models   an answer of what training left: remembered until its log changes

An answer is a function of a `Selection`, which carries the data version, and of plain options that
can be hashed. All who ask get the same object: nobody writes into it.
"""

import functools
import hashlib
import inspect
import json
import threading
import typing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from cachetools import TTLCache, cached
from cachetools.keys import typedkey

from analytics.runs import database
from data.jobs.progress import Progress
from data.kept import results
from data.selection import Selection
from data.settings import ROOT

P = ParamSpec("P")
R = TypeVar("R")

TTL = 2 * 3600
"""Seconds that an answer stays in memory."""
MAX_ENTRIES = 128
"""Answers of one function that stay in memory."""
SOURCES = ("analytics/**/*.py", "data/**/*.py", "data/demo/*.json", "data/sql/**/*.sql")
LOCK = "requirements.txt"

_MEMORIES: list[Any] = []
_waiting = threading.local()
while_waiting: Callable[[], AbstractContextManager[object]] = nullcontext
"""What whoever asks shows while an answer is being computed; a page sets its spinner here."""


@contextmanager
def _told() -> Iterator[None]:
    """Tell whoever asks that this takes a moment, once however deep answers ask each other."""
    if getattr(_waiting, "is_told", False):
        yield
        return
    _waiting.is_told = True
    try:
        with while_waiting():
            yield
    finally:
        _waiting.is_told = False


def _remembered(function: Callable[..., R], key: Callable[..., Any]) -> Callable[..., R]:
    """Remember what a function returns; two who ask at once wait for one computation."""
    memory: Any = TTLCache(MAX_ENTRIES, TTL)
    remembered: Any = cached(memory, key=key, condition=threading.Condition())(function)
    remembered.memory = memory
    _MEMORIES.append(remembered)
    return remembered


def forget() -> None:
    """Forget everything in memory; what is on disk stays."""
    for remembered in _MEMORIES:
        remembered.cache_clear()


def in_memory(function: Callable[P, R]) -> Callable[P, R]:
    """Remember a quick answer by what was asked."""

    @functools.wraps(function)
    def compute(*args: P.args, **options: P.kwargs) -> R:
        with _told():
            return function(*args, **options)

    return _remembered(compute, typedkey)


def with_models(function: Callable[P, R]) -> Callable[P, R]:
    """Remember what training left behind, until anything is written to its log."""

    def key(*args: Any, **options: Any) -> Any:
        return typedkey(database.state(), *args, **options)

    return _remembered(function, key)


@typing.overload
def on_disk(function: Callable[P, R]) -> "OnDisk[P, R]": ...
@typing.overload
def on_disk(*, is_long: bool) -> Callable[[Callable[P, R]], "OnDisk[P, R]"]: ...
def on_disk(function: Any = None, *, is_long: bool = False) -> Any:
    """Remember a slow answer on disk too, as what the function's annotation says it returns.

    Parameters
    ----------
    function : callable
        Takes a `Selection` first. Returns a dataclass or a DataFrame, see `data.kept.results`. May
        take `progress`, to be called with a share and a text.
    is_long : bool, default=False
        Takes more than some ten seconds, so quicker ones do not wait for it.
    """
    if function is None:
        return functools.partial(OnDisk, is_long=is_long)
    return OnDisk(function, is_long=is_long)


class OnDisk(Generic[P, R]):
    """An answer kept on disk; call it like the function it wraps."""

    def __init__(self, function: Callable[P, R], *, is_long: bool) -> None:
        functools.update_wrapper(self, function)
        self._function: Callable[..., R] = function
        self._tells_progress = "progress" in inspect.signature(function).parameters
        self._answer = _remembered(self._read_or_compute, lambda file, *rest: file)
        self.is_long = is_long
        self.topic = f"{function.__module__}.{function.__qualname__}"

    @functools.cached_property
    def _kind(self) -> Any:
        return typing.get_type_hints(self._function)["return"]

    def __call__(self, *args: P.args, **options: P.kwargs) -> R:
        """Return the answer, computed here and now where it is not kept."""
        return self._answer(self.file(*args, **options), args, options)

    def file(self, *args: P.args, **options: P.kwargs) -> Path:
        """Return where the answer is kept: by version, selection, options and our own code."""
        selection, *others = args
        assert isinstance(selection, Selection)
        asked = [selection.to_json(), _text(others), _text(options), code()]
        key = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:20]
        return results.path(selection.version, self.topic, key)

    def if_kept(self, *args: P.args, **options: P.kwargs) -> R | None:
        """Return the answer if it is kept, else None."""
        file = self.file(*args, **options)
        memory: Any = self._answer.memory  # type: ignore[attr-defined]
        if (remembered := memory.get(file)) is not None:
            return remembered
        if not file.exists():
            return None
        found: R | None = results.load(file, self._kind)
        return found if found is None else self._answer(file, args, options, found)

    def compute(self, progress: Progress, *args: P.args, **options: P.kwargs) -> R:
        """Compute the answer where it is not kept, telling how far that is."""
        return self._answer(self.file(*args, **options), args, options, None, progress)

    def _read_or_compute(
        self,
        file: Path,
        args: tuple[Any, ...],
        options: dict[str, Any],
        read: R | None = None,
        progress: Progress | None = None,
    ) -> R:
        found: R | None = results.load(file, self._kind) if read is None else read
        if found is not None:
            return found
        extra = {"progress": progress} if progress and self._tells_progress else {}
        with _told():
            result = self._function(*args, **options, **extra)
        results.store(file, result)
        return result


def _text(options: Any) -> str:
    return json.dumps(options, sort_keys=True, default=repr)


@functools.cache
def code() -> str:
    """Return a fingerprint of what computes: our code and the locked libraries."""
    return fingerprint(ROOT)


def fingerprint(root: Path) -> str:
    """Return a hash of a checkout's sources below `analytics` and `data`, and of its lock.

    Parameters
    ----------
    root : Path
        The checkout.
    """
    digest = hashlib.sha256()
    sources = (path for pattern in SOURCES for path in root.glob(pattern))
    for source in sorted([*sources, root / LOCK]):
        digest.update(f"{source.relative_to(root)}\0".encode() + source.read_bytes())
    return digest.hexdigest()
