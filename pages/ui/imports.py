"""Importing in the Data room: upload, progress, what would change, publish."""

import contextlib
import uuid
from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import train
from data import build, published
from data.errors import CrossfadeError, NothingPublished
from data.jobs.progress import Progress
from data.jobs.queue import Job, worker
from data.kept import files
from data.metrics import exact
from data.settings import settings
from pages.ui import access, errors, jobs, layout, tables, wording

KINDS = ["csv", "tsv", "txt", "gz", "parquet", "xlsx"]
_JOB = "data_room_job"
_ROUND = "data_room_round"


def draw() -> None:
    """Draw the import: the form, or the progress or outcome of what was asked for."""
    if not access.may_write():
        access.say_read_only()
        return
    job = worker().get(st.session_state.get(_JOB, ""))
    if job is None:
        _form()
    elif jobs.is_shown(job):
        return
    elif job.error is not None:
        _failed(job)
    else:
        _preview(job.result)


def _form() -> None:
    left, right = st.columns([3, 1])
    given = left.file_uploader(
        "CSV, Parquet or Excel files",
        type=KINDS,
        accept_multiple_files=True,
        key=f"data_room_files_{st.session_state.get(_ROUND, 0)}",
        help="A catalogue needs the columns artist, track, and streams or views; a CSV may have "
        "any delimiter and be gzipped. A table of genres needs the genre and what tells the track: "
        "artist and track, a Spotify link, or all audio features. You see what would change before "
        "anything is published.",
    )
    day = right.date_input(
        "Day of the counts",
        value=None,
        max_value="today",
        format="YYYY-MM-DD",
        key="data_room_captured_on",
        help="When streams and views were counted; left empty, today. The same file may be "
        "imported again for another day.",
    )
    if st.button(
        "Check the files",
        type="primary",
        disabled=not given,
        key="data_room_check",
        icon=":material/rule:",
    ):
        st.session_state[_JOB] = _start(given, day)
        st.rerun()


def _start(given: Sequence[UploadedFile], day: date | None) -> str:
    """Prepare a draft from files in the background."""
    names = [upload.name for upload in given]

    def prepare(progress: Progress) -> build.Draft:
        with files.writing(), files.scratch(settings().uploads_dir) as folder:
            paths = [folder / str(number) for number in range(len(given))]
            for path, upload in zip(paths, given, strict=True):
                path.write_bytes(upload.getbuffer())
            return build.prepare(
                paths,
                names=names,
                captured_on=day.isoformat() if day else None,
                progress=progress,
            )

    key = f"import {uuid.uuid4()}"
    return worker().submit(key, f"Checking {', '.join(names)}", prepare, lane="import").key


def _failed(job: Job) -> None:
    if not isinstance(job.error, CrossfadeError):
        _forget()
        raise job.error or AssertionError("a failed job has an error")
    errors.card(job.error)
    layout.note("Nothing was changed.")
    if st.button("Choose other files", key="data_room_again"):
        _forget()
        st.rerun()


def _preview(draft: build.Draft) -> None:
    """Show what publishing the draft would change, and do it or forget it."""
    if draft.rows is None:
        st.info(
            f"Imported before: {wording.plain(', '.join(draft.skipped))}. There is nothing to "
            "publish."
        )
    else:
        _account(draft)
    with st.container(horizontal=True):
        publish = draft.rows is not None and st.button(
            "Publish", type="primary", key="data_room_publish", icon=":material/publish:"
        )
        discard = st.button("Discard", key="data_room_discard", icon=":material/delete:")
    if publish:
        with errors.shown_to_reader():
            version = build.publish(draft)
        _forget()
        _train()
        st.toast(f"Version {version} is published.", icon=":material/check_circle:")
        st.rerun()
    if discard:
        build.discard(draft)
        _forget()
        st.rerun()


def _account(draft: build.Draft) -> None:
    rows, changes = draft.rows, draft.changes
    if rows is None:
        return
    st.markdown(
        f"**{wording.plain(rows.name)}**, counted on {rows.captured_on}: "
        f"{wording.many(rows.rows_read, 'row')} read = "
        f"{exact(rows.recordings)} {'with a genre' if rows.is_genre_table else 'kept as tracks'} + "
        f"{exact(rows.rows_merged)} merged + {exact(rows.rows_rejected)} rejected."
    )
    if _replaces_demo(draft):
        layout.note("Once published, your files replace the demo catalogue.")
    for text in _asides(draft):
        layout.note(text)
    layout.kpis(
        [
            wording.Kpi(label, wording.compact(number), exact(number), meaning)
            for label, number, meaning in (
                ("New", changes.new, "Tracks that the catalogue does not have yet."),
                ("Updated", changes.updated, "Tracks whose counts or details change."),
                ("Unchanged", changes.unchanged, "Tracks that stay as they are."),
            )
        ]
    )
    totals = {
        "tracks": changes.recordings,
        "streams": changes.streams,
        "views": changes.views,
        "tracks with a genre": changes.tracks_with_genre,
    }
    frame = pd.DataFrame(
        [(name.capitalize(), before, after) for name, (before, after) in totals.items()],
        columns=["total", "before", "after"],
    ).astype({"before": "Float64", "after": "Float64"})
    tables.table(
        frame,
        key="data_room_totals",
        columns={"total": "In all", "before": "Now", "after": "After publishing"},
    )


def _asides(draft: build.Draft) -> list[str]:
    names = {
        "Skipped, as imported before": draft.skipped,
        "Columns not used": [n for n in (draft.rows.ignored_columns if draft.rows else ()) if n],
        "Columns missing": draft.manifest.missing_columns,
    }
    return [f"{what}: {wording.plain(', '.join(which))}." for what, which in names.items() if which]


def _replaces_demo(draft: build.Draft) -> bool:
    with contextlib.suppress(NothingPublished):
        return (
            published.manifest(published.current_version()).is_demo and not draft.manifest.is_demo
        )
    return False


def _forget() -> None:
    """Go back to an empty form."""
    worker().forget(st.session_state.pop(_JOB, ""))
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _train() -> None:
    """Train models on the new version; where that cannot be, the pages of models offer it."""
    with contextlib.suppress(CrossfadeError):
        train.start_in_background()
