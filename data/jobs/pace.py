"""How long work takes: learned from what it took on this machine before, and from how it goes now.

Public functions and names
--------------------------
remember(file, done)                  -> None: what a piece of work took, for those to come
expected(file, kind, size)            -> seconds of work that is like earlier work, or None
left(expected, share, seconds)        -> seconds until the end, or None
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from data.kept import files

KEPT = 20
"""Pieces of work that are remembered, the last ones."""
TRUST = 0.2
"""How much earlier work counts against this one: as much as this share of it, once it is done."""
ENOUGH = 0.1
"""Share from which on work says alone how long it takes, where there was none before."""


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work that came to its end."""

    kind: str
    size: int
    """Of what it works on, such as tracks; more takes proportionally longer."""
    seconds: float


def remember(file: Path, done: Done) -> None:
    """Add a piece of work to those that are remembered.

    Raises
    ------
    CannotWrite
        Within `files.writing`, if the folder takes no writing.
    """
    kept = [*_remembered(file), done][-KEPT:]
    files.replace(file, json.dumps([asdict(one) for one in kept]))


def expected(file: Path, kind: str, size: int) -> float | None:
    """Return the seconds that work takes, going by earlier work of its kind; None without any.

    Parameters
    ----------
    file : Path
        Where `remember` wrote.
    kind : str
    size : int
        Of what is worked on. Earlier work whose size is nearest counts, the last such piece.
    """
    alike = [one for one in _remembered(file) if one.kind == kind]
    if not alike or size < 1:
        return None
    nearest = min(reversed(alike), key=lambda one: abs(math.log(one.size / size)))
    return nearest.seconds * size / nearest.size


def left(expected: float | None, share: float, seconds: float) -> float | None:
    """Return the seconds until the end of work; None where nobody can say.

    Parameters
    ----------
    expected : float or None
        Seconds in all, going by earlier work.
    share : float
        Done, 0 to 1.
    seconds : float
        That it took so far.
    """
    if expected is not None:
        return (1 - share) * (TRUST * expected + seconds) / (TRUST + share)
    return (1 - share) * seconds / share if share >= ENOUGH else None


def _remembered(file: Path) -> Sequence[Done]:
    """Read what is remembered; nothing where it cannot be read, which costs an estimate only."""
    try:
        known = [Done(**one) for one in json.loads(file.read_text())]
        return [one for one in known if one.size >= 1 and one.seconds > 0]
    except (OSError, ValueError, TypeError):
        return []
