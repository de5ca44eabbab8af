"""The part of the What-if page that scores a file of unreleased tracks."""

import streamlit as st

from data.errors import CrossfadeError
from data.imports.unreleased import MAX_TRACKS
from data.selection import Selection
from pages.ui import layout, wording
from pages.ui.errors import card
from pages.what_if import answers
from pages.what_if import answers_file as files

KINDS = ["csv", "tsv", "txt", "gz", "parquet", "xlsx"]


@st.fragment
def draw(selection: Selection, champions: answers.Models) -> None:
    """Draw the upload and the ranking."""
    st.header("A file of unreleased tracks", anchor=False)
    st.markdown(
        f"Up to {MAX_TRACKS:,} tracks in one go, ranked by the streams expected. The columns are "
        "those of an import; `streams` or `views` must be there and may be empty. Views are taken "
        "as expected ones. Nothing is kept."
    )
    layout.csv(
        files.template(), key="what_if_template", name="unreleased_tracks", label="Template (CSV)"
    )
    upload = st.file_uploader(
        "CSV, Parquet or Excel file",
        type=KINDS,
        key="what_if_file",
        label_visibility="collapsed",
        max_upload_size=files.MAX_BYTES // 2**20,
    )
    if upload is None:
        return
    try:
        found = files.scored(selection, upload.getvalue(), upload.name, champions)
    except CrossfadeError as error:
        card(error)
        return
    st.markdown(files.verdict(found))
    layout.table(files.shown(found), key="what_if_ranking", columns=files.TABLE)
    layout.csv(found.table, key="what_if_ranking_csv", name="ranked_tracks")
    if found.ignored_columns:
        layout.note(f"Columns not used: {wording.plain(', '.join(found.ignored_columns))}.")
    if len(found.rejected):
        with st.expander(f"Rows that could not be scored: {len(found.rejected)}"):
            layout.table(found.rejected, key="what_if_rejected", columns=files.REJECTED)
            layout.csv(found.rejected, key="what_if_rejected_csv", name="rejected_rows")
