"""One build: imports -> rows -> marts, checked, in a draft directory that no reader sees."""

import datetime as dt
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.engine.builder import Builder, Step
from data.engine.warehouse import SQL
from data.errors import BadFile, NothingPublished
from data.imports import publishing, raw, sources
from data.jobs.progress import Progress
from data.published import MARTS, FileRows, Import, Manifest, digests, mart_files, sha256
from data.settings import settings

STEPS = (
    Step("staging/stg_rows"),
    Step("staging/stg_genre_rows"),
    Step("staging/stg_standing"),
    Step("staging/stg_recordings", is_split=True),
    Step("marts/snapshots"),
    Step("staging/stg_growth"),
    Step("staging/stg_listed", is_split=True),
    Step("marts/track_artists", each_slice=True),
    Step("staging/stg_back_catalogue", is_split=True, each_slice=True),
    Step("staging/stg_channels"),
    Step("staging/stg_balance"),
    Step("staging/stg_expected_views"),
    Step("marts/tracks", each_slice=True),
    Step("marts/track_genres"),
    Step("marts/genre_examples"),
    Step("marts/artists"),
    Step("marts/rejects"),
    Step("marts/quality"),
)
"""The models, each after those that it reads."""

SLICE_ROWS = 600_000
"""Rows of the files that a slice holds, about."""
LEFT_SECONDS = 24 * 3600
"""Age from which on nobody will publish a draft, though the process that made it lives."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What publishing a draft would change, against the version it was prepared on.

    Totals are (before, after); before is None where no version of the same kind was there.
    """

    new: int
    updated: int
    unchanged: int
    recordings: tuple[int | None, int]
    streams: tuple[int | None, int]
    views: tuple[int | None, int]
    tracks_with_genre: tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is ready and not yet published.

    `base` names the version it was prepared on, `rows` accounts for the files named in this call
    taken together, `skipped` lists those that were known already.
    """

    directory: Path
    base: str | None
    manifest: Manifest
    changes: Changes
    rows: FileRows | None
    skipped: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether the version it was prepared on is made of the very same files."""
        return self.base is not None and self.base.endswith(publishing.content_id(self.manifest))


def directory() -> Path:
    """Make an empty draft directory, and clear away those that nobody will publish."""
    warehouse = settings().warehouse_dir
    warehouse.mkdir(parents=True, exist_ok=True)
    for draft in warehouse.glob(".draft-[0-9]*-*"):
        if not _alive(int(draft.name.split("-")[1])) or _age(draft) > LEFT_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f".draft-{os.getpid()}-", dir=warehouse))
    (made / "raw").mkdir()
    return made


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


class Work:
    """One build, from the imports to a draft."""

    def __init__(
        self,
        directory: Path,
        current: str | None,
        base: Manifest | None,
        imports: Sequence[Import],
        new: Sequence[Import],
        is_demo: bool,
        progress: Progress,
    ) -> None:
        self.directory, self.current, self.base = directory, current, base
        self.imports, self.new = tuple(imports), new
        self.is_demo, self.progress = is_demo, progress
        self.used = [known for known in imports if known.is_demo == is_demo]
        if not self.used:
            raise NothingPublished(
                "there is no file to build from", hint="Name a file, or use `--demo`."
            )

    def draft(self, skipped: tuple[str, ...]) -> Draft:
        with (
            tempfile.TemporaryDirectory(dir=self.directory) as scratch,
            Builder(Path(scratch)) as builder,
        ):
            staged = self._stage(builder, Path(scratch))
            for done, step in enumerate(STEPS):
                self.progress(0.4 + 0.55 * done / len(STEPS), f"Building {step.name}")
                builder.write(step)
            self.progress(0.95, "Checking")
            files = [self._account(builder, [n], staged) for n in range(len(self.used))]
            _check(builder)
            named = [self.used.index(known) for known in self.new]
            rows = files[named[0]] if len(named) == 1 else None
            if len(named) > 1:
                rows = self._account(builder, named, staged)
            marts = [
                file
                for file in sorted(Path(scratch).glob("*.parquet"))
                if file.stem.partition("-")[0] in MARTS
            ]
            made = self._manifest(builder, marts, files)
            changes = self._changes(builder)
            for file in marts:
                file.rename(self.directory / file.name)
        self.progress(1.0, "Ready")
        return Draft(self.directory, self.current, made, changes, rows, skipped)

    def _stage(self, builder: Builder, scratch: Path) -> list[sources.Rows]:
        staged = []
        for number, known in enumerate(self.used):
            self.progress(0.25 + 0.15 * number / len(self.used), f"Reading {known.name}")
            path = raw.path(known, self.directory / "raw")
            rows = sources.read_rows(path, scratch / f"rows-{number}.parquet", name=known.name)
            is_genre_table = rows.is_genre_table
            builder.add_rows(known, rows.path, rows.columns, sources.COLUMNS, is_genre_table)
            staged.append(rows)
        if all(rows.is_genre_table for rows in staged):
            raise BadFile(
                f"{self.used[0].name} names genres, but there is no catalogue yet to add them to",
                hint="Import a catalogue first, with artist, track and streams or views.",
            )
        builder.join_rows()
        n_rows = int(builder.fetch("select count(*) as n from source_rows")["n"].iloc[0])
        builder.cut(n_rows // SLICE_ROWS + 1)
        return staged

    def _account(
        self, builder: Builder, numbers: Sequence[int], staged: Sequence[sources.Rows]
    ) -> FileRows:
        """Account for the rows of some imports: read = recordings + merged + rejected."""
        counts = builder.fetch(
            """select
                count(*) as n_read,
                count(*) filter (where len(reasons) > 0) as n_rejected,
                count(distinct track_id) filter (where len(reasons) = 0) as n_recordings,
                min(case when len(reasons) > 0 then line end) as first_line
            from (
                select import_no, line, reasons, track_id from stg_rows
                union all
                select import_no, line, reasons, genre_row_id
                from stg_genre_rows
            ) where list_contains($numbers, import_no)""",
            numbers=list(numbers),
        ).iloc[0]
        names = ", ".join(self.used[n].name for n in numbers)
        if counts.n_recordings == 0:
            reason = builder.fetch(
                "select reasons from rejects where list_contains($names, file) order by line",
                names=[self.used[n].name for n in numbers],
            ).reasons[0]
            raise BadFile(
                f"no row of {names} can be used, of {counts.n_read:,} read; "
                f"the first, line {counts.first_line:.0f}: {reason}"
            )
        read, rejected, kept = int(counts.n_read), int(counts.n_rejected), int(counts.n_recordings)
        return FileRows(
            name=names,
            captured_on=self.used[numbers[0]].captured_on,
            rows_read=read,
            recordings=kept,
            rows_merged=read - rejected - kept,
            rows_rejected=rejected,
            ignored_columns=_all_of(staged[n].ignored for n in numbers),
            missing_columns=_all_of(staged[n].missing for n in numbers),
            is_genre_table=all(staged[n].is_genre_table for n in numbers),
        )

    def _manifest(
        self, builder: Builder, marts: Sequence[Path], files: Sequence[FileRows]
    ) -> Manifest:
        totals = builder.fetch((SQL / "totals.sql").read_text()).iloc[0]
        read, rejected = int(totals.rows_read), int(totals.rows_rejected)
        catalogue = [set(file.missing_columns) for file in files if not file.is_genre_table]
        lacking = set.intersection(*catalogue)
        return Manifest(
            version="draft",
            is_demo=self.is_demo,
            built_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            captures=tuple(sorted({known.captured_on for known in self.used})),
            rows_read=read,
            rows_merged=read - rejected - int(totals.recordings),
            rows_rejected=rejected,
            recordings=int(totals.recordings),
            artists=int(totals.artists),
            streams=int(totals.streams),
            views=int(totals.views),
            tempo_zero=int(totals.tempo_zero),
            loudness_above_zero=int(totals.loudness_above_zero),
            data_quality_score=float(totals.data_quality_score),
            missing_columns=tuple(name for name in sources.COLUMNS if name in lacking),
            files=tuple(files),
            imports=self.imports,
            marts=digests(marts),
            tracks_with_genre=int(totals.tracks_with_genre),
        )

    def _earlier(self) -> tuple[Manifest | None, list[Path]]:
        """Return the version before and its tracks, if it is of the same kind, and whole."""
        if self.base is None or self.base.is_demo != self.is_demo:
            return None, []
        files = mart_files(settings().warehouse_dir / self.base.version, "tracks")
        whole = all(file.exists() and sha256(file) == self.base.marts[file.stem] for file in files)
        return (self.base, files) if whole else (None, [])

    def _changes(self, builder: Builder) -> Changes:
        before, files = self._earlier()
        builder.add_earlier(files)
        counts = builder.fetch((SQL / "changes.sql").read_text()).iloc[0]
        return Changes(
            new=int(counts.n_new),
            updated=int(counts.n_updated),
            unchanged=int(counts.n_unchanged),
            recordings=(before.recordings if before else None, int(counts.recordings)),
            streams=(before.streams if before else None, int(counts.streams)),
            views=(before.views if before else None, int(counts.views)),
            tracks_with_genre=(
                before.tracks_with_genre if before else None,
                int(counts.tracks_with_genre),
            ),
        )


def _all_of(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return every name once, in the order of the files."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(names)))


def _check(builder: Builder) -> None:
    """Hold every mart against its promises; a broken one is a defect of ours, not of the file."""
    for mart in MARTS:
        promises = builder.fetch((SQL / "tests" / f"{mart}.sql").read_text())
        broken = promises[promises.n_broken > 0]
        if len(broken):
            raise AssertionError(f"{mart}: {broken.to_dict('records')}")
