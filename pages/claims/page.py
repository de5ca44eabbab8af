"""Claims: what a label's playbook says, each tested on the data at hand."""

from functools import partial

import streamlit as st

from pages.claims import answers, figures
from pages.claims import form as _claim_form
from pages.ui import access, filters, layout, wording
from pages.ui.errors import shown_to_reader

HOW = """
A claim says that something is **at least** a threshold. It is **supported** only where the whole
95 % interval reaches it, **rejected** only where the whole interval stays below, else
**undecided**. Tracks of one artist are alike, so every interval resamples or sums by artist. Claims
are tested on the whole catalogue, whatever the filter, and anew on every version of the data.

- **Prediction:** R² of log plays on artists not seen, by gradient boosting.
- **Lift:** the doubly robust ratio of Video lift; not testable where that is not identified.
- **Correlation:** of ranks, so that giants count no more than others.
- **Rule:** hit rate (top 10 % of streams) inside the rule over that of all other tracks.
- **Top quarter:** mean streams of the top quarter over those of the rest.
- **Tempo band:** rank correlation in the band less that of the hardest other band; the interval is
  widened for their number.

An association is no cause: what would change a verdict is more artists, or data on label spend.
"""

chosen = filters.chosen()

with shown_to_reader():
    found = answers.verdicts(chosen)
    layout.header("Claims", answers.lead(found))
    layout.note(
        "Assumes that the artists here are like those the claim is about. Tested on the whole "
        "catalogue: the filter changes nothing here."
    )
    for wrong in answers.all_claims()[1]:
        st.warning(f"A claim in the file was left out. {wording.plain(wrong)}")
    answers.compute_next(chosen)
    for number, one in enumerate(found):
        with st.container(border=True, key=f"claims_{number}"):
            said, measured = st.columns([3, 2], vertical_alignment="center")
            mark = answers.MARKS[one.verdict]
            said.markdown(
                f"{mark} **{answers.WORDS[one.verdict]}.** {wording.plain(one.claim.text)}"
            )
            if one.verdict != "pending":  # the progress above says the rest
                said.caption(wording.plain(one.sentence))
            measured.markdown(f"**{answers.number(one)}** · {answers.asked(one)}")
            measured.caption(wording.plain(one.measured))
            with measured.container(horizontal=True):
                if behind := answers.page_behind(one):
                    st.page_link(
                        behind, label="The page behind it", icon=":material/arrow_forward:"
                    )
                may_remove = access.may_write() and not one.claim.is_built_in
                if may_remove and st.button(
                    "Remove", key=f"claims_remove_{number}", type="tertiary"
                ):
                    answers.remove(one.claim.text)
                    st.rerun()
    layout.chart(
        partial(figures.verdicts, found),
        key="claims_verdicts",
        how_to_read="Dotted: exactly what is claimed. A bar wholly left of it rejects the claim, "
        "wholly right of it supports it. Claims about a difference are left out.",
        data=answers.table(found),
    )
    if access.may_write():
        _claim_form.draw()
    else:
        access.say_read_only()
    layout.method(HOW)
