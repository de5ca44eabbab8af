"""The directories that a build writes: raw files, drafts, versions and the pointer to one of them.

Only publishing and rolling back change what readers see, each by one `os.replace` of the pointer
and under a lock that the system releases when its holder dies.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from data.engine.warehouse import SQL
from data.errors import (
    BadFile,
    BuildRunning,
    DamagedWarehouse,
    NothingPublished,
)
from data.kept import files
from data.published import (
    VERSION,
    Import,
    Manifest,
    check,
    damage_reported,
    manifest,
    pointer,
    sha256,
)
from data.settings import settings

KEPT_VERSIONS = 5
DRAFT_SECONDS = 24 * 3600
NAME_CHARACTERS = 200
FORMAT = "1"
"""Raised when marts change in a way that the SQL files do not show."""


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Refuse to write where this process may not, and say so plainly where the disk won't."""
    files.refuse_read_only("Importing, publishing and rolling back")
    with files.writing():
        yield


def lock(seconds: float = files.LOCK_SECONDS) -> contextlib.AbstractContextManager[None]:
    """Hold the right to change the pointer; wait that long for another holder."""
    return files.lock(
        settings().warehouse_dir / ".lock",
        taken=f"another process has been publishing for {seconds:g} seconds",
        seconds=seconds,
    )


def new_draft() -> Path:
    """Make an empty draft directory, and clear away those that nobody will publish."""
    warehouse = settings().warehouse_dir
    warehouse.mkdir(parents=True, exist_ok=True)
    for draft in warehouse.glob(".draft-[0-9]*-*"):
        if not _alive(int(draft.name.split("-")[1])) or _age(draft) > DRAFT_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)
    directory = Path(tempfile.mkdtemp(prefix=f".draft-{os.getpid()}-", dir=warehouse))
    (directory / "raw").mkdir()
    return directory


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def current() -> str | None:
    """Return the name of the version that readers see, None where they see none."""
    try:
        return pointer()["current"]
    except (NothingPublished, DamagedWarehouse):
        return None


def base(*, rebuilding: bool) -> Manifest | None:
    """Return the manifest of the version that a new one builds on.

    A rebuild takes no notice of a version that cannot be read: it is there to replace it.
    """
    try:
        return manifest(pointer()["current"])
    except NothingPublished:
        return None
    except DamagedWarehouse:
        if rebuilding:
            return None
        raise


def label(name: str) -> str:
    """Return a file's name as something to show: no control characters, of bounded length."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return shown if len(shown) <= NAME_CHARACTERS else f"…{shown[1 - NAME_CHARACTERS :]}"


def suffix(name: str) -> str:
    """Return the ending of a raw file's name, from a fixed list so that no upload chooses it."""
    known = (".csv.gz", ".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".gz")
    return next((ending for ending in known if name.lower().endswith(ending)), ".data")


def keep_raw(file: Path, into: Path, name: str) -> str:
    """Copy a file to `<content hash><suffix>` in a directory, and return the hash."""
    # The copy is what is hashed: the file itself may still be growing.
    copy = into / "incoming"
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise BadFile(f"{name} is no ordinary file")
        with file.open("rb") as source:
            _copy(source, copy)
    except FileNotFoundError:
        raise BadFile(f"{name} is not there", hint="Check the path.") from None
    except IsADirectoryError:
        raise BadFile(f"{name} is a folder, not a file") from None
    except PermissionError as error:
        raise BadFile(f"{name} may not be read: {error.strerror}") from error
    digest = sha256(copy)
    copy.rename(into / f"{digest}{suffix(name)}")
    return digest


def _copy(source: IO[bytes], into: Path) -> None:
    with into.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)


def raw_path(known: Import, draft_raw: Path) -> Path:
    """Return where an import's file is: still in the draft, or among the raw files."""
    name = f"{known.sha256}{known.suffix}"
    if (draft_raw / name).exists():
        return draft_raw / name
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


def raw_imports() -> tuple[Import, ...]:
    """Return the imports noted beside the raw files, for a warehouse that was lost."""
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


def seal(directory: Path, made: Manifest) -> None:
    """Write a draft's manifest."""
    (directory / "version.json").write_text(json.dumps(dataclasses.asdict(made), indent=1))


def publish(draft: Path, base_version: str | None, made: Manifest) -> str:
    """Move a draft's raw files and marts into place, then the pointer."""
    with writing(), lock():
        if current() != base_version:
            raise BuildRunning(
                f"version {current()} was published since this one was prepared",
                hint="Import again: it then builds on the newer version.",
            )
        version = _next_version(made)
        # What takes room is written inside the draft first.
        seal(draft, dataclasses.replace(made, version=version))
        _sync(draft)
        published = [*_published(), version][-KEPT_VERSIONS:]
        _move_in(draft, made, version, published)
        _prune(published)
    return version


def _move_in(draft: Path, made: Manifest, version: str, published: list[str]) -> None:
    """Put a sealed draft and its raw files in their places; all of it, or none."""
    directory = settings().warehouse_dir / version
    fresh: list[Path] = []
    try:
        _keep_raw_files(draft / "raw", made, fresh)
        draft.rename(directory)
        _point(version, published)
    except OSError:
        for path in fresh:
            path.unlink(missing_ok=True)
        shutil.rmtree(directory, ignore_errors=True)
        raise


def rollback() -> str:
    """Point readers at the version before the current one, and return its name."""
    with writing(), lock():
        published = _published()
        place = published.index(pointer()["current"])
        if place == 0:
            raise NothingPublished(f"there is no version before {published[0]}")
        with damage_reported(published[place - 1]):
            check(settings().warehouse_dir / published[place - 1])
        _point(published[place - 1], published)
    return published[place - 1]


def versions() -> list[Manifest]:
    """Return the versions that are kept and can be read, oldest first."""
    readable = []
    for version in _published():
        with contextlib.suppress(DamagedWarehouse):
            readable.append(manifest(version))
    return readable


def _published() -> list[str]:
    try:
        return list(pointer()["published"])
    except NothingPublished:
        return []
    except DamagedWarehouse:
        return sorted(_version_directories(), key=_number)


def _version_directories() -> list[str]:
    """Name the directories of versions; what else lies there is not ours."""
    return [p.name for p in settings().warehouse_dir.iterdir() if VERSION.fullmatch(p.name)]


def _number(version: str) -> int:
    return int(version.split("-")[0])


def _next_version(made: Manifest) -> str:
    last = max(map(_number, _version_directories()), default=0)
    return f"{last + 1:04d}-{content_id(made)}"


def content_id(made: Manifest) -> str:
    """Return a short hash of what a version is made from: its files, their dates and our SQL."""
    texts = "".join(path.read_text() for path in sorted(SQL.rglob("*.sql")))
    used = [i for i in made.imports if i.is_demo == made.is_demo]
    content = json.dumps([FORMAT, texts, [dataclasses.astuple(i) for i in used]])
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _keep_raw_files(draft_raw: Path, made: Manifest, fresh: list[Path]) -> None:
    """Move a draft's raw files in, each with a note; list what was not there before."""
    raw = settings().raw_dir
    raw.mkdir(parents=True, exist_ok=True)
    for file in draft_raw.iterdir():
        note = raw / f"{file.name.split('.')[0]}.json"
        fresh += [path for path in (raw / file.name, note) if not path.exists()]
        file.replace(raw / file.name)
        known = [dataclasses.asdict(i) for i in made.imports if file.name.startswith(i.sha256)]
        files.replace(note, json.dumps({"imports": known}, indent=1))
    draft_raw.rmdir()


def _point(version: str, published: list[str]) -> None:
    text = json.dumps({"current": version, "published": published})
    files.replace(settings().warehouse_dir / "current", text)


def _sync(directory: Path) -> None:
    for path in directory.rglob("*.*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _prune(published: list[str]) -> None:
    for version in _version_directories():
        if version not in published:
            shutil.rmtree(settings().warehouse_dir / version, ignore_errors=True)
