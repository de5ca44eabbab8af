"""Files -> a published version of the catalogue: `python -m data.build [FILE ...]`.

A version is prepared in a draft directory that no reader sees and published by replacing one
pointer. Whatever is killed or fails before that leaves the old version.
"""

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data import sources, store
from data.errors import BadFile, BadOption, BuildRunning, CrossfadeError, NothingPublished
from data.settings import settings
from data.warehouse import MARTS, SQL, Builder, FileRows, Import, Manifest, current_version, sha256

Progress = Callable[[float, str], None]

STEPS = (
    "staging/stg_rows",
    "staging/stg_standing",
    "staging/stg_recordings",
    "marts/snapshots",
    "marts/track_artists",
    "staging/stg_back_catalogue",
    "marts/tracks",
    "marts/artists",
    "marts/rejects",
    "marts/quality",
)
"""The models, each after those that it reads."""


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
        return self.base is not None and self.base.endswith(store.content_id(self.manifest))


def _quiet(share: float, message: str) -> None:
    """Report to nobody."""


def prepare(
    files: Sequence[Path] = (),
    *,
    names: Sequence[str] | None = None,
    captured_on: str | None = None,
    demo_tracks: int | None = None,
    progress: Progress = _quiet,
) -> Draft:
    """Build a version in a draft directory; nothing that readers see changes.

    Without files and without `demo_tracks` the current version is built anew from its raw files.

    Parameters
    ----------
    files : sequence of Path
        What to import beside the files that are known already.
    names : sequence of str, optional
        What each file is called in messages and accounts; its own name by default.
    captured_on : str, optional
        The date (YYYY-MM-DD) on which the counts were read. By default today, and a file that
        was imported before is skipped.
    demo_tracks : int, optional
        Build the demo catalogue of that many recordings, and nothing else.
    progress : callable
        Called with the share done (0 to 1) and what is being done.

    Returns
    -------
    Draft
        To `publish` or `discard`.

    Raises
    ------
    BadFile
        If a file as a whole cannot be imported, or all its rows are rejected.
    BadOption
        If the capture date is malformed or in the future, or `demo_tracks` is below 100.
    CannotWrite
        If the disk is full or the directory takes no writing.
    ReadOnly
        If this process may not write.
    """
    day = _capture_date(captured_on)
    with store.writing():
        directory = store.new_draft()
        try:
            base = store.base()
            known = base.imports if base else store.raw_imports()
            skipped: list[str] = []
            if demo_tracks is not None:
                known = tuple(i for i in known if not i.is_demo)
                new = [_demo(directory, demo_tracks, progress)]
            else:
                names = names or [file.name for file in files]
                again = captured_on is not None
                new, skipped = _added(files, names, day, again, known, directory)
            is_demo = demo_tracks is not None or (not new and bool(base and base.is_demo))
            imports = (*known, *new)
            work = _Work(directory, base, imports, new, is_demo, progress)
            return work.draft(tuple(skipped))
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise


def publish(draft: Draft) -> str:
    """Make a draft the version that readers see, and return its name.

    Raises
    ------
    BuildRunning
        If another version was published since the draft was prepared; prepare it again.
    """
    return store.publish(draft.directory, draft.base, draft.manifest)


def discard(draft: Draft) -> None:
    """Forget a draft."""
    shutil.rmtree(draft.directory, ignore_errors=True)


rollback = store.rollback
versions = store.versions


def _capture_date(text: str | None) -> str:
    today = dt.date.today()
    if text is None:
        return today.isoformat()
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadOption(
            f"the capture date {text!r} is no date", hint="Write it as YYYY-MM-DD."
        ) from None
    if day > today:
        raise BadOption(
            f"the capture date {text} is in the future (today is {today})",
            hint="Give the day on which the counts were read.",
        )
    return day.isoformat()


def _demo(directory: Path, n_tracks: int, progress: Progress) -> Import:
    if n_tracks < 100:
        raise BadOption(f"a demo catalogue of {n_tracks} tracks is too small; the limit is 100")
    from data import demo

    path = directory / "raw" / "demo.parquet"
    demo.write(path, n_tracks=n_tracks, progress=lambda s, text: progress(0.25 * s, text))
    digest = sha256(path)
    path.rename(path.with_name(f"{digest}.parquet"))
    name = f"demo catalogue, {n_tracks:,} tracks"
    return Import(digest, ".parquet", name, dt.date.today().isoformat(), is_demo=True)


def _added(
    files: Sequence[Path],
    names: Sequence[str],
    day: str,
    again: bool,
    known: Sequence[Import],
    directory: Path,
) -> tuple[list[Import], list[str]]:
    """Copy the files that are new to the draft; name those that are not."""
    seen = {(i.sha256, i.captured_on) for i in known}
    new: list[Import] = []
    skipped = []
    for file, name in zip(files, names, strict=True):
        digest = store.keep_raw(file, directory / "raw", name)
        dates = {on for content, on in seen if content == digest}
        if day in dates or (dates and not again):
            skipped.append(name)
        else:
            seen.add((digest, day))
            # A raw file that is there already keeps the ending it came with first.
            ending = next((i.suffix for i in known if i.sha256 == digest), store.suffix(name))
            new.append(Import(digest, ending, name, day, is_demo=False))
    return new, skipped


class _Work:
    """One build, from the imports to a draft."""

    def __init__(
        self,
        directory: Path,
        base: Manifest | None,
        imports: Sequence[Import],
        new: Sequence[Import],
        is_demo: bool,
        progress: Progress,
    ) -> None:
        self.directory, self.base, self.imports, self.new = directory, base, tuple(imports), new
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
                self.progress(0.4 + 0.55 * done / len(STEPS), f"Building {step.split('/')[1]}")
                builder.write(step.split("/")[1], (SQL / f"{step}.sql").read_text())
            self.progress(0.95, "Checking")
            files = [self._account(builder, [n], staged[n]) for n in range(len(self.used))]
            _check(builder)
            named = [self.used.index(known) for known in self.new]
            rows = self._account(builder, named, None) if named else None
            made = self._manifest(builder, Path(scratch), files)
            changes = self._changes(builder)
            for mart in MARTS:
                (Path(scratch) / f"{mart}.parquet").rename(self.directory / f"{mart}.parquet")
        self.progress(1.0, "Ready")
        base = self.base.version if self.base else None
        return Draft(self.directory, base, made, changes, rows, skipped)

    def _stage(self, builder: Builder, scratch: Path) -> list[sources.Rows]:
        staged = []
        for number, known in enumerate(self.used):
            self.progress(0.25 + 0.15 * number / len(self.used), f"Reading {known.name}")
            path = store.raw_path(known, self.directory / "raw")
            rows = sources.read_rows(path, scratch / f"rows-{number}.parquet", name=known.name)
            builder.add_rows(known, rows.path, rows.columns, sources.COLUMNS)
            staged.append(rows)
        builder.join_rows()
        return staged

    def _account(
        self, builder: Builder, numbers: Sequence[int], staged: sources.Rows | None
    ) -> FileRows:
        """Account for the rows of some imports: read = recordings + merged + rejected."""
        counts = builder.fetch(
            """select
                count(*) as n_read,
                count(*) filter (where len(reasons) > 0) as n_rejected,
                count(distinct track_id) filter (where len(reasons) = 0) as n_recordings,
                min(case when len(reasons) > 0 then line end) as first_line
            from stg_rows where list_contains($numbers, import_no)""",
            numbers=list(numbers),
        ).iloc[0]
        names = ", ".join(self.used[n].name for n in numbers)
        if counts.n_recordings == 0:
            reason = builder.fetch(
                """select array_to_string(reasons, '; ') as reasons from stg_rows
                where list_contains($numbers, import_no) order by line limit 1""",
                numbers=list(numbers),
            ).reasons[0]
            raise BadFile(
                f"all {counts.n_read:,} rows of {names} are rejected; "
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
            ignored_columns=staged.ignored if staged else (),
            missing_columns=staged.missing if staged else (),
        )

    def _manifest(self, builder: Builder, scratch: Path, files: Sequence[FileRows]) -> Manifest:
        totals = builder.fetch((SQL / "totals.sql").read_text()).iloc[0]
        read, rejected = int(totals.rows_read), int(totals.rows_rejected)
        lacking = set.intersection(*(set(file.missing_columns) for file in files))
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
            marts={mart: sha256(scratch / f"{mart}.parquet") for mart in MARTS},
        )

    def _changes(self, builder: Builder) -> Changes:
        before = self.base if self.base and self.base.is_demo == self.is_demo else None
        builder.add_earlier(settings().warehouse_dir / before.version if before else None)
        counts = builder.fetch((SQL / "changes.sql").read_text()).iloc[0]
        return Changes(
            new=int(counts.n_new),
            updated=int(counts.n_updated),
            unchanged=int(counts.n_unchanged),
            recordings=(before.recordings if before else None, int(counts.recordings)),
            streams=(before.streams if before else None, int(counts.streams)),
            views=(before.views if before else None, int(counts.views)),
        )


def _check(builder: Builder) -> None:
    """Hold every mart against its promises; a broken one is a defect of ours, not of the file."""
    for mart in MARTS:
        promises = builder.fetch((SQL / "tests" / f"{mart}.sql").read_text())
        broken = promises[promises.n_broken > 0]
        if len(broken):
            raise AssertionError(f"{mart}: {broken.to_dict('records')}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see `--help`. Returns the exit status: 0, or 2 where nothing was done."""
    options = _parser().parse_args(argv)
    try:
        if options.rollback:
            print(f"Went back to version {rollback()}.")
            return 0
        return _import(options)
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="CSV, Parquet, XLSX")
    parser.add_argument("--captured-on", metavar="YYYY-MM-DD", help="day of the counts (today)")
    parser.add_argument("--demo", action="store_true", help="publish the demo catalogue alone")
    parser.add_argument("--demo-tracks", type=int, metavar="N", help="its size (3000)")
    parser.add_argument("--rebuild", action="store_true", help="build again from the raw files")
    parser.add_argument("--rollback", action="store_true", help="go back one version")
    return parser


def _import(options: argparse.Namespace) -> int:
    wants_demo = options.demo or options.demo_tracks is not None
    if not (options.files or wants_demo or options.rebuild):
        raise BadOption("no file is named", hint="Name one, or use --demo, --rebuild, --rollback.")
    if options.files and wants_demo:
        raise BadOption(
            "the demo and real data never mix", hint="Give either files or --demo, not both."
        )
    while True:
        draft = _prepared(options, (options.demo_tracks or 3000) if wants_demo else None)
        if draft.is_known and not options.rebuild:
            discard(draft)
            print(f"Already imported: {', '.join(draft.skipped) or 'all of it'}. Nothing changed.")
            return 0
        try:
            version = publish(draft)
        except BuildRunning:
            discard(draft)
            if draft.base == current_version():
                raise
            continue
        _print_account(draft, version)
        return 0


def _prepared(options: argparse.Namespace, demo_tracks: int | None) -> Draft:
    from tqdm import tqdm

    with tqdm(total=100, bar_format="{desc:<28}{percentage:3.0f}% |{bar}| {elapsed}") as bar:

        def show(share: float, message: str) -> None:
            bar.set_description_str(message[:27])
            bar.update(round(share * 100) - bar.n)

        return prepare(
            options.files,
            captured_on=options.captured_on,
            demo_tracks=demo_tracks,
            progress=show,
        )


def _print_account(draft: Draft, version: str) -> None:
    made = draft.manifest
    for file in made.files:
        if file.ignored_columns:
            print(f"{file.name}: not used: {', '.join(file.ignored_columns)}")
    if draft.skipped:
        print(f"Already imported: {', '.join(draft.skipped)}.")
    rows = draft.rows
    read, kept, merged, rejected = (
        (rows.rows_read, rows.recordings, rows.rows_merged, rows.rows_rejected)
        if rows
        else (made.rows_read, made.recordings, made.rows_merged, made.rows_rejected)
    )
    print(
        f"Version {version}: {read:,} rows read = {kept:,} recordings kept "
        f"+ {merged:,} merged + {rejected:,} rejected."
    )


if __name__ == "__main__":
    sys.exit(main())
