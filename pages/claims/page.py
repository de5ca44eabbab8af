"""Claims: what a label's playbook says, each tested on the data at hand."""

from functools import partial

import streamlit as st

from analytics.claims import answers
from pages.claims import figures, form, words
from pages.ui import access, filters, jobs, layout, verdicts, wording
from pages.ui.errors import shown_to_reader

HOW = """
A claim says that something is **at least** a threshold. It is **supported** only where the whole
95 % interval reaches it, **rejected** only where the whole interval stays below, else
**undecided**. Tracks of one artist are alike, so every interval resamples or sums by artist. Claims
are tested on the whole catalogue, whatever the filter, and again on every version of the data.

- **Prediction:** R² of log plays on artists not seen, by gradient boosting.
- **Lift:** the doubly robust ratio of Video lift; not testable where that cannot be told.
- **Correlation:** of ranks, so that giants count no more than others.
- **Rule:** hit rate (top 10 % of streams) inside the rule over that of all other tracks.
- **Top quarter:** mean streams of the top quarter over those of the rest.
- **Tempo band:** rank correlation in the band less that of the hardest other band; the interval is
  widened for their number.

An association is no cause: what would change a verdict is more artists, or data on label spend.
"""

chosen = filters.chosen()

with shown_to_reader():
    judged = answers.verdicts(chosen)
    layout.header("Claims", verdicts.lead(judged))
    for wrong in answers.all_claims()[1]:
        st.warning(f"A claim in the file was left out. {wording.plain(wrong)}")
    jobs.begin_next(answers.measurements(chosen))
    for number, verdict in enumerate(judged):
        with st.container(border=True, key=f"claims_{number}"):
            said, measured = st.columns([3, 2], vertical_alignment="center")
            mark, word = verdicts.MARKS[verdict.outcome], verdicts.WORDS[verdict.outcome]
            said.markdown(f"{mark} **{word}.** {wording.plain(verdict.claim.text)}")
            if verdict.outcome != "pending":  # the progress above says the rest
                said.caption(wording.plain(words.sentence(verdict)))
            measured.markdown(f"**{verdicts.number(verdict)}** · {words.asked(verdict)}")
            measured.caption(wording.plain(verdict.measured))
            with measured.container(horizontal=True):
                st.page_link(
                    words.PAGES[verdict.claim.kind],
                    label="The page behind it",
                    icon=":material/arrow_forward:",
                )
                may_remove = access.may_write() and not verdict.claim.is_built_in
                if may_remove and st.button(
                    "Remove", key=f"claims_remove_{number}", type="tertiary"
                ):
                    answers.remove(verdict.claim.text)
                    st.rerun()
    layout.chart(
        partial(figures.verdicts, judged),
        key="claims_verdicts",
        how_to_read="Dotted: exactly what is claimed. A bar wholly left of it rejects the claim, "
        "wholly right of it supports it. Claims about a difference are left out.",
        data=words.table(judged),
    )
    layout.note(
        "Taken for granted: the artists here are like those that a claim is about. Claims are "
        "tested on the whole catalogue; the filter changes nothing here."
    )
    if access.may_write():
        form.draw()
    else:
        access.say_read_only()
    layout.method(HOW)
