"""How an answer is kept: said beside the function that gives it, carried out here for all who ask.

Public names
------------
in_memory          a quick answer about a selection: remembered by selection and options
on_disk            a slow one: on disk too, where it outlives the process; `is_long` if over ten
                   seconds
while_same(state)  remembered as long as `state()` returns the same, beside selection and options
fingerprint(root)  what an answer on disk depends on beside its options: code, SQL and libraries

An answer is a function of a `Selection`, which carries the data version, and of plain options that
can be hashed. All who ask get the same object: nobody writes into it. Two who ask at once wait for
one computation. That the data refuses a slow question is remembered in memory like an answer.
"""

import dataclasses
import functools
import hashlib
import inspect
import json
import threading
import typing
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from cachetools import TTLCache, cached
from cachetools.keys import typedkey

from data.errors import BadOption, CrossfadeError, NotEnoughData
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


def _unwatched(topic: str, answer: object) -> None:
    """Look at nothing."""


while_waiting: Callable[[], AbstractContextManager[object]] = nullcontext
"""What whoever asks shows while an answer is being computed; a page sets its spinner here."""
when_remembered: Callable[[str, object], None] = _unwatched
"""Called with each answer that is put in memory, after the name of its function."""

_memories: list[Any] = []
_refusals: list[TTLCache[Path, CrossfadeError]] = []
_waiting = threading.local()


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


def _remembered(function: Callable[..., R], key: Callable[..., Hashable]) -> Callable[..., R]:
    """Remember what a function returns; two who ask at once wait for one computation."""
    memory: TTLCache[Hashable, R] = TTLCache(MAX_ENTRIES, TTL)

    @functools.wraps(function)
    def compute(*args: Any, **options: Any) -> R:
        asked = key(*args, **options)
        with _told():
            answer = function(*args, **options)
            # Here already: the run of a reader who has moved on ends on leaving `_told`.
            return _keep(remembered, asked, answer)

    remembered: Any = cached(memory, key=key, condition=threading.Condition())(compute)
    _memories.append(remembered)
    return remembered


def _keep(remembered: Any, key: Hashable, answer: R) -> R:
    """Put an answer in memory, unless one is there; return the one that all get."""
    with remembered.cache_lock:
        kept: R = remembered.cache.setdefault(key, answer)
    when_remembered(_name(remembered), kept)
    return kept


def _name(function: Callable[..., object]) -> str:
    """Return the whole path of a function: its last part alone, two topics may share."""
    return f"{function.__module__}.{function.__qualname__}"


def forget() -> None:
    """Forget everything in memory; what is on disk stays."""
    for remembered in _memories:
        remembered.cache_clear()
    for refused in _refusals:
        refused.clear()


def _asked(*args: Hashable, **options: Hashable) -> Hashable:
    """Return what tells questions apart; of a file its hash, or all of it would stay in memory."""
    return typedkey(*map(_light, args), **{name: _light(v) for name, v in options.items()})


def _light(value: Hashable) -> Hashable:
    return hashlib.sha256(value).digest() if isinstance(value, bytes) else value


def in_memory(function: Callable[P, R]) -> Callable[P, R]:
    """Remember a quick answer by what was asked."""
    return _remembered(function, _asked)


def while_same(state: Callable[[], Hashable]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember an answer by what was asked, for as long as something else stays as it is.

    Parameters
    ----------
    state : callable
        Returns what changes with whatever the answer depends on; called at every question.
    """

    def key(*args: Any, **options: Any) -> Hashable:
        return _asked(state(), *args, **options)

    return lambda function: _remembered(function, key)


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
        self._signature = inspect.signature(function)
        self.is_long = is_long
        self.topic = _name(function)
        read_or_compute = functools.wraps(function)(functools.partial(self._read_or_compute))
        self._answer: Any = _remembered(read_or_compute, lambda file, *rest: file)
        self._refused: TTLCache[Path, CrossfadeError] = TTLCache(MAX_ENTRIES, TTL)
        _refusals.append(self._refused)

    @functools.cached_property
    def _kind(self) -> Any:
        return typing.get_type_hints(self._function)["return"]

    def __call__(self, *args: P.args, **options: P.kwargs) -> R:
        """Return the answer, computed here and now where it is not kept."""
        answer: R = self._answer(self.file(*args, **options), args, options)
        return answer

    def file(self, *args: P.args, **options: P.kwargs) -> Path:
        """Return where the answer is kept: by version, selection, options and our own code."""
        asked = self._signature.bind(*args, **options)
        asked.apply_defaults()
        asked.arguments.pop("progress", None)
        selection, *others = asked.arguments.values()
        assert isinstance(selection, Selection)
        text = json.dumps([selection.to_json(), others, code()], default=_plain)
        key = hashlib.sha256(text.encode()).hexdigest()[:20]
        return results.path(selection.version, self.topic, key)

    def if_kept(self, *args: P.args, **options: P.kwargs) -> R | None:
        """Return the answer if it is kept, else None.

        Raises
        ------
        BadOption, NotEnoughData
            If the answer was asked for before and the data refused it.
        """
        file = self.file(*args, **options)
        with self._answer.cache_lock:
            answer: R | None = self._answer.cache.get(file)
            refusal = self._refused.get(file)
        if refusal is not None:
            raise _again(refusal)
        if answer is not None or not file.exists():
            return answer
        answer = results.load(file, self._kind)
        return None if answer is None else _keep(self._answer, file, answer)

    def compute(self, progress: Progress, *args: P.args, **options: P.kwargs) -> R:
        """Compute the answer where it is not kept, telling how far that is."""
        answer: R = self._answer(self.file(*args, **options), args, options, progress)
        return answer

    def _read_or_compute(
        self,
        file: Path,
        args: tuple[Any, ...],
        options: dict[str, Any],
        progress: Progress | None = None,
    ) -> R:
        answer: R | None = results.load(file, self._kind)
        if answer is None:
            tells = progress is not None and "progress" in self._signature.parameters
            try:
                answer = self._function(
                    *args, **options, **({"progress": progress} if tells else {})
                )
            except (BadOption, NotEnoughData) as error:
                with self._answer.cache_lock:
                    self._refused[file] = _again(error)
                raise
            results.store(file, answer)
        return answer


def _again(error: CrossfadeError) -> CrossfadeError:
    """Return an error that says the same, without the frames that the first came through."""
    return type(error)(error.message, hint=error.hint)


def _plain(value: object) -> object:
    """Return a dataclass among the options as its name and its fields."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return [type(value).__qualname__, *(getattr(value, field.name) for field in fields)]
    raise TypeError(f"{type(value).__name__} is no plain option of an answer")


@functools.cache
def code() -> str:
    """Return the fingerprint of what computes in this process."""
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
        digest.update(f"{source.relative_to(root)}\0".encode() + source.read_bytes() + b"\0")
    return digest.hexdigest()
