"""Files -> a published version of the catalogue: `python -m data.build [FILE ...]`.

A version is prepared in a draft directory that no reader sees and published by replacing one
pointer. Whatever is killed or fails before that leaves the old version.
"""

import argparse
import datetime as dt
import itertools
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from data.demo import catalogue as demo
from data.errors import BadOption, BuildRunning, CrossfadeError, NothingPublished
from data.imports import draft as drafts
from data.imports import publishing, raw
from data.imports.draft import Changes, Draft, Work
from data.jobs.progress import Progress
from data.published import Import, current_version, manifest, sha256

__all__ = ["Changes", "Draft", "discard", "main", "prepare", "publish", "rollback", "versions"]


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
    with publishing.writing():
        directory = drafts.directory()
        try:
            current = publishing.current()
            base = publishing.base(rebuilding=not files and demo_tracks is None)
            known = base.imports if base else raw.noted()
            skipped: list[str] = []
            if demo_tracks is not None:
                known = tuple(i for i in known if not i.is_demo)
                new = [_demo(directory, demo_tracks, progress)]
            else:
                names = [raw.label(n) for n in names or [file.name for file in files]]
                again = captured_on is not None
                new, skipped = _added(files, names, day, again, known, directory)
            is_demo = demo_tracks is not None or (not new and bool(base and base.is_demo))
            imports = (*known, *new)
            work = Work(directory, current, base, imports, new, is_demo, progress)
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
    return publishing.publish(draft.directory, draft.base, draft.manifest)


def discard(draft: Draft) -> None:
    """Forget a draft."""
    shutil.rmtree(draft.directory, ignore_errors=True)


rollback = publishing.rollback
versions = publishing.versions


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
        digest = raw.copy(file, directory / "raw", name)
        dates = {on for content, on in seen if content == digest}
        if day in dates or (dates and not again):
            skipped.append(name)
        else:
            seen.add((digest, day))
            # A raw file that is there already keeps the ending it came with first.
            ending = next((i.suffix for i in known if i.sha256 == digest), raw.suffix(name))
            own = _own_name(name, digest, [*known, *new])
            new.append(Import(digest, ending, own, day, is_demo=False))
    return new, skipped


def _own_name(name: str, digest: str, known: Sequence[Import]) -> str:
    """Return a name that no other content has: `catalogue.csv`, else `catalogue.csv (2)`."""
    taken = {i.name for i in known if i.sha256 != digest}
    spare = (f"{name} ({number})" for number in itertools.count(2))
    return next(own for own in itertools.chain([name], spare) if own not in taken)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see `--help`. Returns the exit status: 0, or 2 where nothing was done."""
    options = _parser().parse_args(argv)
    try:
        if options.rollback:
            print(f"Went back to version {rollback()}.")
            return 0
        if options.if_needed:
            return _catch_up(options)
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
    parser.add_argument(
        "--if-needed",
        action="store_true",
        help="publish the demo where there is nothing, rebuild what an earlier Crossfade built",
    )
    return parser


def _catch_up(options: argparse.Namespace) -> int:
    """See that there is a version that this code can read; what fails then, the app will say."""
    try:
        made = manifest(current_version())
    except NothingPublished:
        options.demo = True
        return _import(options)
    except CrossfadeError:
        return 0
    if made.version.endswith(publishing.content_id(made)):
        return 0
    print(f"Version {made.version} was built by another Crossfade: building it again.")
    options.rebuild = True
    try:
        return _import(options)
    except CrossfadeError as error:
        print(error, file=sys.stderr)
        return 0


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
            if draft.base == publishing.current():
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
