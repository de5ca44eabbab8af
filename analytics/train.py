"""Train the models: `python -m analytics.train [--quick] [--tune N] [--if-needed] [--readme FILE]`.

Public functions
----------------
status()                          -> TrainingStatus, what pages show while models are in the making
start_in_background(quick=True)   -> bool: whether a training was started (False: one is running)
require_permission()              -> None; ReadOnly where this server changes nothing
main(arguments)                   -> exit status of the command

One training per data directory at a time: it holds a lock that the system releases when it dies,
so a status of 'running' without a holder is that of a training that was killed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from data import warehouse
from data.errors import (
    BadOption,
    BuildRunning,
    CannotWrite,
    CrossfadeError,
    ModelMissing,
    ModelRefused,
    ReadOnly,
)
from data.settings import ROOT, settings

MAX_TRIALS = 500
LOCK_TRIES = 100


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """Where a training stands."""

    state: str = "none"
    """'none', 'running', 'finished', 'failed' (message says why) or 'interrupted' (it died)."""
    progress: float = 0.0
    """Share that is done, 0 to 1."""
    message: str = ""
    data_version: str = ""
    is_quick: bool = False
    started_at: str = ""
    """UTC, ISO 8601."""
    changed_at: str = ""

    @property
    def is_running(self) -> bool:
        """Whether models are in the making right now."""
        return self.state == "running"


def _status_file() -> Path:
    return settings().cache_dir / "training.json"


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def status() -> TrainingStatus:
    """Return where the last or current training of this data directory stands."""
    try:
        found = TrainingStatus(**json.loads(_status_file().read_text()))
    except (OSError, ValueError, TypeError):
        return TrainingStatus()
    if found.is_running and not _is_held():
        return replace(found, state="interrupted", message="The training was interrupted.")
    return found


def _write(new: TrainingStatus) -> None:
    file = _status_file()
    draft = file.with_suffix(".part")
    draft.write_text(json.dumps(asdict(replace(new, changed_at=_now()))))
    draft.replace(file)


def _lock_file() -> Path:
    return settings().cache_dir / "training.lock"


def _is_held() -> bool:
    """Look whether a training holds the lock, sharing it with all who look for that moment."""
    try:
        with _lock_file().open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # there is no lock yet, nor a folder that would take one
        return False
    return False


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    path = _lock_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        _take(file)
        yield


def _take(file: IO[str]) -> None:
    """Take the lock; who only looks lets go at once, so a second tells a training from a look."""
    for _ in range(LOCK_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(1 / LOCK_TRIES)
    raise BuildRunning(
        "The models are being trained right now.",
        hint="Wait for that training to end; the pages show how far it is.",
    )


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """Say plainly where a folder or the disk takes no writing."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(
            f"{error.strerror or error}: {error.filename or settings().mlruns_dir}",
            hint="Free some space or let Crossfade write there. The models before still stand.",
        ) from error


def require_permission() -> None:
    """Refuse to train on a server that changes nothing."""
    if settings().read_only:
        raise ReadOnly(
            "Training is switched off here.", hint="Set CROSSFADE_READ_ONLY=0 to allow it."
        )


def start_in_background(*, quick: bool = True) -> bool:
    """Start a training of the current version as a process of its own.

    Parameters
    ----------
    quick : bool, default=True
        Fit only what the pages cannot do without, about a minute.

    Returns
    -------
    bool
        False where a training is running already.

    Raises
    ------
    ReadOnly, CannotWrite
        On a server that changes nothing, or in a folder that takes no writing.
    """
    require_permission()
    if _is_held():
        return False
    log = settings().cache_dir / "train.log"
    command = ["nice", sys.executable, "-m", "analytics.train", *(["--quick"] if quick else [])]
    with _writing():
        log.parent.mkdir(parents=True, exist_ok=True)
        output = log.open("ab")
    with output:
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return True


def train(*, quick: bool, n_trials: int, seed: int, if_needed: bool, version: str = "") -> bool:
    """Train on the current version, or on the one named; return whether it was needed."""
    require_permission()
    with _writing(), _lock():
        version = version or warehouse.current_version()
        if if_needed and not _is_needed(version):
            return False
        state = TrainingStatus("running", 0.0, "starting", version, quick, _now())
        _write(state)
        try:
            _train(state, n_trials, seed)
        except CrossfadeError as error:
            _write(replace(state, state="failed", message=error.message))
            raise
        except BaseException as error:
            said = f"The training stopped: {type(error).__name__}."
            _write(replace(state, state="failed", message=said))
            raise
        _write(replace(state, state="finished", progress=1.0, message="done"))
    return True


def _is_needed(version: str) -> bool:
    """Whether the version has no models, or some that this code cannot use."""
    from analytics import features, registry, training

    last = registry.latest()
    if last is None or last.data_version != version:
        return True
    for task, feature_set in itertools.product(training.QUICK_TASKS, features.FEATURE_SETS):
        try:
            registry.load(task, feature_set)
        except ModelRefused:
            return True
        except ModelMissing:
            continue  # nobody filled that column, or a person took the champion down
    return False


def _train(state: TrainingStatus, n_trials: int, seed: int) -> None:
    import threadpoolctl
    from tqdm import tqdm

    from analytics import run_log, training

    catalogue = training.read_catalogue(state.data_version)
    bar: Any
    with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed} {postfix}") as bar:

        def progress(share: float, message: str) -> None:
            bar.n = round(100 * share)
            bar.set_postfix_str(message)
            _write(replace(state, progress=share, message=message))

        # Folds run beside each other; libraries that split a fit as well would only get in the way.
        with run_log.in_words(), _writing(), threadpoolctl.threadpool_limits(1):
            training.run(
                catalogue, is_quick=state.is_quick, n_trials=n_trials, seed=seed, progress=progress
            )


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m analytics.train", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what the pages need, a minute")
    parser.add_argument(
        "--tune", type=int, default=0, metavar="N", help="let Optuna try N settings of XGBoost"
    )
    parser.add_argument(
        "--if-needed", action="store_true", help="do nothing where the current version has models"
    )
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn")
    parser.add_argument(
        "--readme",
        type=Path,
        metavar="FILE",
        help="write the last scores into FILE; trains nothing",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if it worked, 2 if the reader can mend what is wrong."""
    asked = _arguments(arguments)
    try:
        if asked.readme is not None:
            from analytics import score_table

            score_table.write(asked.readme)
            return 0
        if not 0 <= asked.tune <= MAX_TRIALS:
            raise BadOption(f"--tune is {asked.tune}; it must be 0 to {MAX_TRIALS}.")
        needed = train(
            quick=asked.quick, n_trials=asked.tune, seed=asked.seed, if_needed=asked.if_needed
        )
        print("Models trained." if needed else "The current version has its models already.")
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
