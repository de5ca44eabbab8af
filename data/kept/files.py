"""Small files that several processes share: written whole, under a lock, where writing is allowed.

Public functions
----------------
refuse_read_only(what)     -> None; ReadOnly on a server that only shows
writing()                  -> context in which a full or read-only disk is said plainly
lock(path, taken=...)      -> context: holds a lock that the system releases when its holder dies
is_held(path)              -> whether somebody holds that lock
replace(path, content)     -> the old content or the new, whole, whatever happens
scratch(parent)            -> context: a folder for work in progress, gone at its end
clear_scratch(parent)      -> None; what processes that were killed left there goes
"""

import contextlib
import errno
import fcntl
import glob
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from data.errors import BuildRunning, CannotWrite, ReadOnly
from data.settings import settings

LOCK_SECONDS = 60.0
LEFT_SECONDS = 3600.0
"""Age from which on a half-written file is that of a process that was killed."""
STANDS = "The catalogue that was published before still stands."


def refuse_read_only(what: str) -> None:
    """Refuse what would change something on a server that only shows.

    Parameters
    ----------
    what : str
        What is switched off, as a sentence begins: 'Training'.

    Raises
    ------
    ReadOnly
        Where `CROSSFADE_READ_ONLY` says so.
    """
    if settings().read_only:
        raise ReadOnly(
            f"{what} is switched off on this server.",
            hint="Set CROSSFADE_READ_ONLY=0 to allow it.",
        )


@contextlib.contextmanager
def writing(before: str = STANDS) -> Iterator[None]:
    """Say plainly where a folder or the disk takes no writing.

    Parameters
    ----------
    before : str
        What stands although this failed, for the hint.

    Raises
    ------
    CannotWrite
        In place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        said = "the disk is full" if full else error.strerror or str(error)
        raise CannotWrite(
            f"{said}: {error.filename or settings().data_dir}",
            hint=f"Free some space, or move the data with CROSSFADE_DATA_DIR. {before}",
        ) from error


@contextlib.contextmanager
def lock(path: Path, *, taken: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a lock; wait that long for another holder.

    Parameters
    ----------
    path : Path
        The lock's file; its folder is made.
    taken : str
        What to say where another process keeps it.
    seconds : float, default=60
        0 tries once.

    Raises
    ------
    BuildRunning
        Where another holder keeps it longer.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path, timeout=seconds, poll_interval=0.05, thread_local=False)
    try:
        held.acquire()
    except Timeout:
        raise BuildRunning(taken, hint="Try again when it is done.") from None
    try:
        yield
    finally:
        held.release()


def is_held(path: Path) -> bool:
    """Look whether somebody holds a lock, sharing it with all who look at that moment."""
    try:
        with path.open() as file:
            # filelock takes the same lock of the system, but knows no shared look.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # there is no lock yet, nor a folder that would take one
        return False
    return False


def replace(path: Path, content: bytes | str) -> None:
    """Write a file so that a reader sees the old content or the new, whole, whatever happens.

    What was left half-written in its place before, by a process that was killed, goes.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}-*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT_SECONDS:
                left.unlink()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Make a folder for work in progress; it is gone at the end.

    Parameters
    ----------
    parent : Path
        Where such folders are made, and nothing else. What killed processes left there goes.
    """
    with contextlib.ExitStack() as held:
        with _making(parent):
            _clear(parent)
            folder = Path(tempfile.mkdtemp(dir=parent))
            held.callback(_remove, folder)
            held.enter_context(lock(_lock_of(folder), taken="", seconds=0))
        yield folder


def clear_scratch(parent: Path) -> None:
    """Remove the folders that processes which were killed left in `parent`."""
    if parent.exists():
        with _making(parent):
            _clear(parent)


def _making(parent: Path) -> contextlib.AbstractContextManager[None]:
    return lock(parent / ".lock", taken=f"Another process keeps {parent} locked.")


def _clear(parent: Path) -> None:
    names = {path.name.removesuffix(".lock") for path in parent.iterdir()} - {""}
    for folder in (parent / name for name in names):
        if not is_held(_lock_of(folder)):
            _remove(folder)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)
