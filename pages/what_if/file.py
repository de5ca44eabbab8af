"""The part of the What-if page that scores a file of unreleased tracks."""

import streamlit as st

from analytics.what_if import answers
from data.errors import CrossfadeError
from data.imports.unreleased import MAX_TRACKS
from data.selection import Selection
from pages.ui import layout, wording
from pages.ui.errors import card
from pages.what_if import words

KINDS = ["csv", "tsv", "txt", "gz", "parquet", "xlsx"]


@st.fragment
def draw(selection: Selection) -> None:
    """Draw the upload and the ranking."""
    st.header("A file of unreleased tracks", anchor=False)
    st.markdown(
        f"Up to {MAX_TRACKS:,} tracks in one go, ranked by the streams expected. The columns are "
        "those of an import, of which only `artist` and `track` must be there. Views are taken as "
        "expected ones; nothing is kept."
    )
    layout.csv(
        words.template(), key="what_if_template", name="unreleased_tracks", label="Template (CSV)"
    )
    upload = st.file_uploader(
        "CSV, Parquet or Excel file",
        type=KINDS,
        key="what_if_file",
        label_visibility="collapsed",
        max_upload_size=answers.MAX_BYTES // 2**20,
    )
    if upload is None:
        return
    try:
        scored = answers.scored(selection, content=upload.getvalue(), name=upload.name)
    except CrossfadeError as error:
        card(error)
        return
    st.markdown(words.verdict(scored, answers.champions()))
    layout.table(words.in_table(scored.table), key="what_if_ranking", columns=words.RANKING)
    layout.csv(scored.table, key="what_if_ranking_csv", name="ranked_tracks")
    if scored.ignored_columns:
        layout.note(f"Columns not used: {wording.plain(', '.join(scored.ignored_columns))}.")
    if len(scored.rejected):
        with st.expander(f"Rows that could not be scored: {len(scored.rejected)}"):
            layout.table(scored.rejected, key="what_if_rejected", columns=words.REJECTED)
            layout.csv(scored.rejected, key="what_if_rejected_csv", name="rejected_rows")
