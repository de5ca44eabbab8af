"""The Overview's last answer: what the data says of the label's claims."""

import streamlit as st

from analytics.overview import answers
from data.selection import Selection
from pages.ui import jobs, verdicts, wording


def draw(chosen: Selection) -> bool:
    """Draw the verdicts, starting what they need; say whether something is being computed."""
    judged = answers.verdicts(chosen)
    with st.container(border=True, key="overview_verdicts"):
        st.header("What holds of the label's playbook", anchor=False)
        st.markdown(verdicts.lead(judged))
        is_at_work = jobs.begin_next(answers.measurements(chosen))
        for verdict in judged:
            said, measured = st.columns([3, 1], vertical_alignment="center")
            mark, word = verdicts.MARKS[verdict.outcome], verdicts.WORDS[verdict.outcome]
            said.markdown(f"{mark} **{word}.** {wording.plain(verdict.claim.text)}")
            measured.markdown(verdicts.number(verdict))
        st.page_link(
            "pages/claims/page.py",
            label="How each was tested",
            icon=":material/arrow_forward:",
        )
    return is_at_work
