"""The report to download: the pages' own answers, written down."""

import streamlit as st

from analytics.report import answers, pdf
from analytics.report.answers import Kind
from data.selection import Selection

LABELS: dict[Kind, str] = {"html": "Web page", "pdf": "PDF", "json": "Numbers (JSON)"}
TYPES: dict[Kind, str] = {
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
}


def draw(chosen: Selection, *, is_complete: bool) -> None:
    """Draw the downloads; say where numbers of it are still being computed."""
    with st.container(border=True, key="overview_report"):
        st.header("The report", anchor=False)
        st.caption(
            "Every page's numbers for the whole catalogue, to print or send. "
            + ("" if is_complete else "Some are still being computed.")
        )
        with st.container(horizontal=True):
            for kind, label in LABELS.items():
                _download(chosen, kind, label)


def _download(chosen: Selection, kind: Kind, label: str) -> None:
    plan = st.session_state.get("plan", answers.DEFAULT_PLAN)
    can_make = kind != "pdf" or pdf.find() is not None
    st.download_button(
        label,
        data=lambda: answers.content(answers.findings(chosen, plan), kind),
        disabled=not can_make,
        help=None if can_make else "Needs Chromium on the server: apt-get install chromium.",
        file_name=f"crossfade-{chosen.version}.{kind}",
        mime=TYPES[kind],
        key=f"overview_report_{kind}",
        icon=":material/download:",
        on_click="ignore",
    )
