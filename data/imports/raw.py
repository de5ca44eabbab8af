"""The files as they were imported, named by their content, each with a note of when and as what.

From them alone, every version can be built again.
"""

import dataclasses
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from data.errors import BadFile, DamagedWarehouse
from data.kept import files
from data.published import Import, sha256
from data.settings import settings

NAME_CHARACTERS = 200


def label(name: str) -> str:
    """Return a file's name as something to show: no control characters, of bounded length."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return shown if len(shown) <= NAME_CHARACTERS else f"…{shown[1 - NAME_CHARACTERS :]}"


def suffix(name: str) -> str:
    """Return the ending of a raw file's name, from a fixed list so that no upload chooses it."""
    known = (".csv.gz", ".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".gz")
    return next((ending for ending in known if name.lower().endswith(ending)), ".data")


def copy(file: Path, into: Path, name: str) -> str:
    """Copy a file to `<content hash><suffix>` in a directory, and return the hash.

    Raises
    ------
    BadFile
        If it is not there, no ordinary file, or may not be read.
    """
    # The copy is what is hashed: the file itself may still be growing.
    incoming = into / "incoming"
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise BadFile(f"{name} is no ordinary file")
        with file.open("rb") as source:
            _copy(source, incoming)
    except FileNotFoundError:
        raise BadFile(f"{name} is not there", hint="Check the path.") from None
    except IsADirectoryError:
        raise BadFile(f"{name} is a folder, not a file") from None
    except PermissionError as error:
        raise BadFile(f"{name} may not be read: {error.strerror}") from error
    digest = sha256(incoming)
    incoming.rename(into / f"{digest}{suffix(name)}")
    return digest


def _copy(source: IO[bytes], into: Path) -> None:
    with into.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)


def path(known: Import, draft: Path) -> Path:
    """Return where an import's file is: among a draft's raw files still, or kept.

    Raises
    ------
    BadFile
        If it is gone, or not the file that was imported.
    """
    name = f"{known.sha256}{known.suffix}"
    if (draft / name).exists():
        return draft / name
    kept = settings().raw_dir / name
    if kept.exists():
        if sha256(kept) == known.sha256:
            return kept
        raise BadFile(
            f"{known.name} was imported on {known.captured_on} and its raw file {kept} "
            "is not the same any more",
            hint="Put the original back under that name.",
        )
    raise BadFile(
        f"{known.name} was imported on {known.captured_on} and its raw file {name} is gone",
        hint=f"Put it back into {settings().raw_dir}.",
    )


def noted() -> tuple[Import, ...]:
    """Return the imports noted beside the raw files, for a warehouse that was lost.

    Raises
    ------
    DamagedWarehouse
        If a note cannot be read.
    """
    notes = sorted(settings().raw_dir.glob("*.json"), key=lambda note: note.stat().st_mtime)
    return tuple(known for note in notes for known in _noted(note))


def _noted(note: Path) -> list[Import]:
    try:
        return [Import(**known) for known in json.loads(note.read_text())["imports"]]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedWarehouse(
            f"{note}, which says what the file beside it is, cannot be read: {error!r}",
            hint="Move it away, with the file; then import that file again.",
        ) from error


def keep(draft: Path, imports: Sequence[Import], fresh: list[Path]) -> None:
    """Move a draft's raw files to those that are kept, each with its note.

    Parameters
    ----------
    draft : Path
        The draft's raw files; it is gone afterwards.
    imports : sequence of Import
        All that the draft's version knows.
    fresh : list of Path
        Takes what was not there before, as it comes, for whoever has to undo it.
    """
    raw = settings().raw_dir
    raw.mkdir(parents=True, exist_ok=True)
    for file in draft.iterdir():
        note = raw / f"{file.name.split('.')[0]}.json"
        fresh += [path for path in (raw / file.name, note) if not path.exists()]
        file.replace(raw / file.name)
        known = [dataclasses.asdict(i) for i in imports if file.name.startswith(i.sha256)]
        files.replace(note, json.dumps({"imports": known}, indent=1))
    draft.rmdir()
