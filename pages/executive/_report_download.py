"""The report for download, drawn by the Overview."""

import streamlit as st

from data.errors import CrossfadeError
from data.selection import Selection
from pages.answers import report as answers
from pages.ui import errors

LABELS = {"pdf": "PDF", "html": "HTML", "json": "JSON"}


def draw(selection: Selection) -> None:
    """Offer the report of the whole catalogue; a file is made once the reader asks for it."""
    st.subheader("Report", anchor=False)
    if not answers.is_ready(selection):
        st.caption("Some claims are still to be computed. Open Claims once, then come back.")
        return
    st.caption("The whole catalogue's numbers, as on the pages, whatever the filter.")
    with st.container(horizontal=True):
        for kind, label in LABELS.items():
            if kind == "pdf" and not answers.can_print():
                continue
            _button(selection, kind, label)


def _button(selection: Selection, kind: str, label: str) -> None:
    try:
        st.download_button(
            label,
            data=lambda: answers.download(selection, kind),
            file_name=f"crossfade_report.{kind}",
            mime=answers.TYPES[kind],
            key=f"overview_report_{kind}",
            icon=":material/download:",
            on_click="ignore",
        )
    except CrossfadeError as error:
        errors.card(error)
