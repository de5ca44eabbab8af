"""Train the models: `python -m analytics.train [--quick] [--tune N] [--if-needed] [--readme FILE]`.

Public functions
----------------
status()                          -> where the last or current training stands, for pages
start_in_background(quick=True)   -> bool: whether a training was started (False: one is running)
expected_seconds(version, quick=) -> what a training of a version takes here, or None
is_needed(version)                -> bool: whether a version has no models that can be used
require_permission()              -> None; ReadOnly where this server changes nothing
main(arguments)                   -> exit status of the command

One training per data directory at a time, see `data.jobs.process`.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from data import published
from data.errors import BadOption, CrossfadeError, ModelMissing, ModelRefused
from data.jobs.process import Process
from data.jobs.progress import Progress
from data.kept import files

MAX_TRIALS = 500
LIMIT = 50_000
"""Tracks that a training looks at; of a larger catalogue whole artists are drawn."""

PROCESS = Process(
    "training",
    "analytics.train",
    taken="The models are being trained right now.",
    stands="The models before still stand.",
)
status = PROCESS.status


def require_permission() -> None:
    """Refuse to train on a server that changes nothing."""
    files.refuse_read_only("Training")


def start_in_background(*, quick: bool = True) -> bool:
    """Start a training of the current version as a process of its own.

    Parameters
    ----------
    quick : bool, default=True
        Fit only what the pages cannot do without.

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
    return PROCESS.start(*(["--quick"] if quick else []))


def train(
    *,
    quick: bool,
    n_trials: int,
    seed: int,
    if_needed: bool,
    version: str = "",
    in_lines: bool = False,
) -> bool:
    """Train on the current version, or on the one named; return whether it was needed."""
    require_permission()
    with PROCESS.lock():
        version = version or published.current_version()
        if if_needed and not is_needed(version):
            return False
        kind = "quick" if quick else f"full, {n_trials} trials" if n_trials else "full"
        about = {"data_version": version, "kind": kind}
        with (
            PROCESS.telling(about, kind=kind, size=_size(version)) as tell,
            _in_lines(tell) if in_lines else _bar(tell) as show,
        ):
            _train(version, quick, n_trials, seed, show)
    return True


def expected_seconds(version: str, *, quick: bool) -> float | None:
    """Return the seconds that a training takes, going by earlier ones on this machine.

    Returns
    -------
    float or None
        None where none has come to its end here.
    """
    return PROCESS.expected("quick" if quick else "full", _size(version))


def _size(version: str) -> int:
    """Return the tracks that a training of a version looks at."""
    return min(published.manifest(version).recordings, LIMIT)


def is_needed(version: str) -> bool:
    """Whether the version has no models, or some that this code cannot use."""
    from analytics.features import matrix as features
    from analytics.runs import registry, training

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


def _train(version: str, quick: bool, n_trials: int, seed: int, progress: Progress) -> None:
    import threadpoolctl

    from analytics.runs import database, training

    catalogue = training.read_catalogue(version, limit=LIMIT)
    # Folds run beside each other; libraries that split a fit as well would only get in the way.
    with (
        database.in_words(),
        files.writing(PROCESS.stands),
        threadpoolctl.threadpool_limits(1),
    ):
        training.run(catalogue, is_quick=quick, n_trials=n_trials, seed=seed, progress=progress)


@contextlib.contextmanager
def _bar(tell: Progress) -> Iterator[Progress]:
    """Show a bar beside telling whoever asks for the status."""
    from tqdm import tqdm

    with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed} {postfix}") as bar:

        def progress(share: float, text: str) -> None:
            bar.n = round(100 * share)
            bar.set_postfix_str(text)
            tell(share, text)

        yield progress


@contextlib.contextmanager
def _in_lines(tell: Progress) -> Iterator[Progress]:
    """Print a line at each quarter: a terminal that another process writes to keeps its shape."""
    said = 0

    def progress(share: float, text: str) -> None:
        nonlocal said
        quarter = int(4 * share)
        if said < quarter < 4:
            _say(f"{25 * quarter} % · {text}")
            said = quarter
        tell(share, text)

    _say("begun; pages of models say how far it is")
    try:
        yield progress
    except BaseException as error:
        why = error.message if isinstance(error, CrossfadeError) else type(error).__name__
        _say(f"not finished: {why} See {PROCESS.log_file}")
        raise
    _say("done; pages of models show the new ones")


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone, and the training goes on
        print(f"Training the models in the background: {text}", flush=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m analytics.train", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what the pages need")
    parser.add_argument(
        "--tune", type=int, default=0, metavar="N", help="let Optuna try N settings of XGBoost"
    )
    parser.add_argument(
        "--if-needed", action="store_true", help="do nothing where the current version has models"
    )
    parser.add_argument(
        "--in-lines", action="store_true", help="print a line at each quarter instead of a bar"
    )
    parser.add_argument("--seed", type=int, default=0, help="of all that is left to chance")
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
            from analytics.runs import readme

            readme.write(asked.readme)
            return 0
        if not 0 <= asked.tune <= MAX_TRIALS:
            raise BadOption(f"--tune is {asked.tune}; it must be 0 to {MAX_TRIALS}.")
        needed = train(
            quick=asked.quick,
            n_trials=asked.tune,
            seed=asked.seed,
            if_needed=asked.if_needed,
            in_lines=asked.in_lines,
        )
        if not asked.in_lines:
            print("Models trained." if needed else "The current version has its models already.")
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
