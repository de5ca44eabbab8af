"""The end of the Overview: what the data says of the label's claims, and the report."""

import streamlit as st

from analytics.report import pdf as report_pdf
from data.selection import Selection
from pages.claims import answers as claims
from pages.overview import report
from pages.ui import wording

KINDS = {"html": "Web page", "pdf": "PDF", "json": "Numbers (JSON)"}


def draw(chosen: Selection) -> None:
    """Draw the verdicts, starting what they need, and the report's downloads."""
    found = claims.verdicts(chosen)
    with st.container(border=True, key="overview_verdicts"):
        st.header("What holds of the label's playbook", anchor=False)
        st.markdown(claims.lead(found))
        is_at_work = claims.compute_next(chosen)
        for one in found:
            said, measured = st.columns([3, 1], vertical_alignment="center")
            mark, word = claims.MARKS[one.verdict], claims.WORDS[one.verdict]
            said.markdown(f"{mark} **{word}.** {wording.plain(one.claim.text)}")
            measured.markdown(claims.number(one))
        st.page_link(
            "pages/claims/page.py",
            label="How each was tested",
            icon=":material/arrow_forward:",
        )
    with st.container(border=True, key="overview_report"):
        st.header("The report", anchor=False)
        st.caption(
            "The pages' numbers of the whole catalogue, to print or to mail. "
            + ("Some are still being computed." if is_at_work else "")
        )
        with st.container(horizontal=True):
            for kind, label in KINDS.items():
                _download(chosen, kind, label)


def _download(chosen: Selection, kind: str, label: str) -> None:
    can_make = kind != "pdf" or report_pdf.find() is not None
    st.download_button(
        label,
        data=lambda: report.download(chosen, kind),
        disabled=not can_make,
        help=None if can_make else "Needs Chromium on the server: apt-get install chromium.",
        file_name=f"crossfade-{chosen.version}.{kind}",
        mime=report.TYPES[kind],
        key=f"overview_report_{kind}",
        icon=":material/download:",
        on_click="ignore",
    )
