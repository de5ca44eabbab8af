"""`python -m analytics.by_ear FILE_OR_FOLDER`: hear files and add them to the sound library.

`--demo` adds the demo's 60 synthesised recordings. Files that cannot be read are named with the
reason, a sentence each, and the rest goes on.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from analytics.by_ear import hearing, key, library
from analytics.by_ear.decode import KINDS
from analytics.by_ear.heard import HeardSound
from data.demo import recordings
from data.errors import BadFile, CrossfadeError
from data.kept import files

AT_ONCE = 50
"""Recordings that are added together: a kill loses at most as many."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hear files; status 0, 1 where some could not be read, 2 where nothing could be done."""
    parser = argparse.ArgumentParser(
        prog="python -m analytics.by_ear",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", nargs="?", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--demo", action="store_true", help="add the demo's recordings")
    asked = parser.parse_args(arguments)
    if (asked.path is None) == (not asked.demo):
        parser.error("name a file or folder, or --demo")
    try:
        files.refuse_read_only("Adding to the sound library")
        if asked.demo:
            with tempfile.TemporaryDirectory() as folder:
                return _add(recordings.write(Path(folder)))
        return _add(sounds(asked.path))
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2


def sounds(path: Path) -> list[Path]:
    """Return a file, or the sound files below a folder in order of their names.

    Raises
    ------
    BadFile
        Where there is none.
    """
    if path.is_file():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower().removeprefix(".") in KINDS and file.is_file()
    )
    if not found:
        raise BadFile(
            f"{path} is no file, and no folder with sound files in it.",
            hint=f"Files are known by their endings: {', '.join(KINDS)}.",
        )
    return found


def _add(paths: Sequence[Path]) -> int:
    waiting: list[HeardSound] = []
    n_new = n_broken = 0
    for number, heard in enumerate(_told(paths), start=1):
        if isinstance(heard, BadFile):
            n_broken += 1
            print(heard.message, file=sys.stderr)
        else:
            waiting.append(heard)
        if len(waiting) == AT_ONCE or number == len(paths):
            n_new += library.append(waiting)
            waiting = []
    n_there = len(paths) - n_broken - n_new
    print(
        f"{n_new:,} added to the sound library, {n_there:,} there already, "
        f"{n_broken:,} could not be read"
    )
    return 1 if n_broken else 0


def _told(paths: Sequence[Path]) -> Iterator[HeardSound | BadFile]:
    """Yield what was heard, showing how far that is."""
    from tqdm import tqdm

    heards = hearing.hear((path, path.name) for path in paths)
    with tqdm(total=len(paths), unit="file", disable=None) as bar:
        for heard in heards:
            bar.update()
            if isinstance(heard, HeardSound):
                tempo, named = heard.tempo.bpm, key.name(heard.key.tonic, heard.key.mode)
                bar.set_postfix_str(f"{tempo:g} BPM, {named}")
            yield heard
