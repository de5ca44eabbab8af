"""How pages remember answers: in memory, on disk, and computed in the background.

An answer is a function of a `Selection`, which carries the data version, and of plain options.
"""

import functools
import hashlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import streamlit as st

from analytics import run_log
from data import cache
from data.selection import Selection
from data.settings import ROOT
from pages.ui import jobs

P = ParamSpec("P")
R = TypeVar("R")

TTL = "2h"
MAX_ENTRIES = 128
_BY_JSON: dict[str | type, Callable[[Any], Any]] = {Selection: Selection.to_json}


def answer(
    function: Callable[Concatenate[Selection, P], R],
) -> Callable[Concatenate[Selection, P], R]:
    """Remember a quick answer in memory, by selection and options."""
    remember = st.cache_data(
        ttl=TTL, max_entries=MAX_ENTRIES, show_spinner="Counting …", hash_funcs=_BY_JSON
    )
    remembered: Callable[Concatenate[Selection, P], R] = remember(function)
    return remembered


def of_models(function: Callable[P, R]) -> Callable[P, R]:
    """Remember in memory what training left behind, until anything is written to its log."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def remembered(*args: P.args, **options: P.kwargs) -> R:
        result: R = _of_models(name, run_log.state(), args, options, function)
        return result

    return remembered


@st.cache_data(ttl=TTL, max_entries=MAX_ENTRIES, show_spinner=False)
def _of_models(name: str, state: Any, args: Any, options: Any, _function: Any) -> Any:
    return _function(*args, **options)


def on_disk(
    kind: type[R],
) -> Callable[[Callable[Concatenate[Selection, P], R]], "OnDisk[P, R]"]:
    """Remember a slow answer on disk too, where it outlives the server.

    Parameters
    ----------
    kind : type
        The dataclass, or DataFrame, that the function returns; read back by its type, see
        `data.cache`.
    """
    return lambda function: OnDisk(function, kind)


class OnDisk(Generic[P, R]):
    """An answer kept on disk; call it like the function it wraps."""

    def __init__(self, function: Callable[Concatenate[Selection, P], R], kind: type[R]) -> None:
        functools.update_wrapper(self, function)
        self._function: Callable[..., R] = function
        self._kind = kind
        self._tells_progress = "progress" in inspect.signature(function).parameters
        self.topic = f"{function.__module__.rpartition('.')[2]}_{function.__name__}"

    def __call__(self, selection: Selection, *args: P.args, **options: P.kwargs) -> R:
        """Return the answer, computed here and now where it is not kept."""
        result = self.kept(selection, *args, **options)
        if result is not None:
            return result
        return _computed(
            str(self.file(selection, *args, **options)), self, selection, args, options
        )

    def file(self, selection: Selection, *args: P.args, **options: P.kwargs) -> Path:
        """Return where the answer is kept: by version, selection, options and our own code."""
        asked = [selection.to_json(), _text(args), _text(options), _code()]
        key = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:20]
        return cache.path(selection.version, self.topic, key)

    def kept(self, selection: Selection, *args: P.args, **options: P.kwargs) -> R | None:
        """Return the answer if it is kept, else None."""
        file = self.file(selection, *args, **options)
        try:
            written = file.stat().st_mtime_ns
        except OSError:
            return None
        result: R | None = _read(str(file), written, self._kind)
        return result

    def compute(
        self,
        selection: Selection,
        options: dict[str, Any],
        progress: jobs.Progress | None = None,
        args: tuple[Any, ...] = (),
    ) -> R:
        """Compute the answer and keep it."""
        extra = {"progress": progress} if progress and self._tells_progress else {}
        result = self._function(selection, *args, **options, **extra)
        cache.store(self.file(selection, *args, **options), result)
        return result


def job(asked: OnDisk[P, R], selection: Selection, *args: P.args, **options: P.kwargs) -> R | None:
    """Return a slow answer if it is there; else compute it in the background, showing progress.

    Returns
    -------
    The answer, or None while it is being computed: draw nothing of it then. The page is run
    again when it is there.

    Raises
    ------
    Whatever the computation raised, in the page that asks for it.
    """
    result = asked.kept(selection, *args, **options)
    if result is not None:
        return result
    work = jobs.worker().submit(
        str(asked.file(selection, *args, **options)),
        "Working it out",
        lambda progress: asked.compute(selection, options, progress, args),
    )
    if work.error is not None:
        raise work.error
    if work.state == "done":
        done: R = work.result
        return done
    jobs.wait_for(work)
    return None


@st.cache_data(ttl=TTL, max_entries=MAX_ENTRIES, show_spinner=False)
def _read(file: str, written: int, _kind: type) -> Any:
    return cache.load(Path(file), _kind)


@st.cache_data(ttl=TTL, max_entries=MAX_ENTRIES, show_spinner="Working it out …")
def _computed(file: str, _asked: Any, _selection: Selection, _args: Any, _options: Any) -> Any:
    return _asked.compute(_selection, _options, args=_args)


def _text(options: Any) -> str:
    return json.dumps(options, sort_keys=True, default=repr)


@functools.lru_cache(maxsize=1)
def _code() -> str:
    """Return a fingerprint of the code that computes: another code, another answer."""
    digest = hashlib.sha256()
    for sources in ("analytics/*.py", "data/*.py", "data/sql/**/*.sql", "pages/answers/*.py"):
        for source in sorted(ROOT.glob(sources)):
            digest.update(source.read_bytes())
    return digest.hexdigest()
