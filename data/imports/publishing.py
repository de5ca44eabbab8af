"""What changes which version readers see: publishing a draft, and rolling back.

Each is one `os.replace` of the pointer, under a lock that the system releases when its holder dies.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from data.engine.warehouse import SQL
from data.errors import BuildRunning, DamagedWarehouse, NothingPublished
from data.imports import raw
from data.kept import files
from data.published import VERSION, Manifest, check, damage_reported, manifest, pointer
from data.settings import settings

KEPT_VERSIONS = 5
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


def publish(draft: Path, base_version: str | None, made: Manifest) -> str:
    """Move a draft's raw files and marts into place, then the pointer.

    Parameters
    ----------
    draft : Path
        The draft's directory: its marts, and its raw files in `raw`.
    base_version : str or None
        The version that it was prepared on.
    made : Manifest
        What it is made of and holds.

    Returns
    -------
    str
        The name of the new version.

    Raises
    ------
    BuildRunning
        If another version was published since the draft was prepared.
    """
    with writing(), lock():
        if current() != base_version:
            raise BuildRunning(
                f"Version {current()} was published after these files were checked.",
                hint="Import them again, so that they are added to that version.",
            )
        version = _next_version(made)
        # What takes room is written inside the draft first.
        _seal(draft, dataclasses.replace(made, version=version))
        published = [*_published(), version][-KEPT_VERSIONS:]
        _move_in(draft, made, version, published)
        _prune(published)
    return version


def _move_in(draft: Path, made: Manifest, version: str, published: list[str]) -> None:
    """Put a sealed draft and its raw files in their places; all of it, or none."""
    directory = settings().warehouse_dir / version
    fresh: list[Path] = []
    try:
        raw.keep(draft / "raw", made.imports, fresh)
        draft.rename(directory)
        _point(version, published)
    except OSError:
        for path in fresh:
            path.unlink(missing_ok=True)
        shutil.rmtree(directory, ignore_errors=True)
        raise


def rollback() -> str:
    """Point readers at the version before the current one, and return its name.

    Raises
    ------
    NothingPublished
        If there is none.
    DamagedWarehouse
        If its files are not those that were published.
    """
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
    models = (path for path in SQL.rglob("*.sql") if path.parent.name != "questions")
    texts = "".join(path.read_text() for path in sorted(models))
    used = [i for i in made.imports if i.is_demo == made.is_demo]
    content = json.dumps([FORMAT, texts, [dataclasses.astuple(i) for i in used]])
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _point(version: str, published: list[str]) -> None:
    text = json.dumps({"current": version, "published": published})
    files.replace(settings().warehouse_dir / "current", text)


def _seal(directory: Path, made: Manifest) -> None:
    """Write a draft's manifest, and see that all of it is on the disk."""
    (directory / "version.json").write_text(json.dumps(dataclasses.asdict(made), indent=1))
    for path in directory.rglob("*.*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _prune(published: list[str]) -> None:
    for version in _version_directories():
        if version not in published:
            shutil.rmtree(settings().warehouse_dir / version, ignore_errors=True)
