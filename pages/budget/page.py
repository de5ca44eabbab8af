"""Budget: which tracks without an official video should get one, and what that would bring."""

from functools import partial

import streamlit as st

from analytics.budget import answers
from analytics.budget.plan import problems
from pages.budget import figures, inputs, words
from pages.ui import filters, jobs, layout, training, wording
from pages.ui.errors import shown_to_reader

chosen = filters.chosen()
st.title("Budget", anchor=False)
head = st.container()
plan = inputs.plan()

with shown_to_reader():
    if problems(plan):
        with head:
            layout.lead("Correct what is marked below to see the answer.")
        st.stop()
    st.session_state["plan"] = plan  # the report on Overview tells of the budget as it was set
    training.notice(chosen, [answers.CHAMPION])
    known = answers.forecast(chosen)  # what is wrong with a model is said before any waiting
    with_doubtful = inputs.with_doubtful(known.n_doubtful)
    if jobs.begin_next(answers.measurements(chosen)):
        with head:
            layout.lead(words.QUESTION)
        st.stop()
    budget = answers.planned(chosen, plan=plan, with_doubtful=with_doubtful)
    robust = answers.robust(chosen)
    with head:
        layout.lead(words.lead(budget))
    for reason in answers.judgement(chosen).reasons[:1]:
        st.warning(f"**The lift cannot be told from this data.** {wording.plain(reason)}")
    layout.kpis(words.kpis(budget))
    layout.chart(
        partial(figures.beliefs, budget),
        key="budget_beliefs",
        how_to_read="Each row takes one comparison as right. Dots: expected return less cost; "
        "bars: 95 % of simulations. Purple: all of them, by the weights set above.",
        data=budget.by_belief,
    )
    st.markdown(words.doubt(budget))
    for said in words.notes(budget, known, plan, with_doubtful=with_doubtful):
        layout.note(said)
    layout.chart(
        partial(figures.policies, budget),
        key="budget_policies",
        how_to_read="Dots: expected return less cost; bars: 95 % of simulations. In brackets: "
        "how many tracks get a video. Dotted: no videos at all.",
        data=budget.policies,
    )
    layout.chart(
        partial(figures.paying, budget),
        key="budget_paying",
        how_to_read="The line: how many tracks earn back an official video, by its lift. "
        "Dots: the lift by each comparison; bars: 95 % intervals.",
        data=budget.candidates,
    )
    st.header("First in line", anchor=False)
    layout.table(words.shown(budget), key="budget_tracks", columns=words.COLUMNS)
    layout.csv(budget.candidates, key="budget_all_csv", name="budget", label="All tracks as CSV")
    st.header("What would change our mind", anchor=False)
    st.markdown(words.change_of_mind(budget, plan))
    st.markdown(words.for_whom(robust.groups))

    st.header("Where promotion has most room", anchor=False)
    advice = answers.advice(chosen, with_doubtful=with_doubtful)
    st.markdown(words.advice_in_words(advice))
    layout.table(words.advised(advice), key="budget_advice", columns=words.ADVICE)
    layout.csv(advice, key="budget_advice_csv", name="platform_advice", label="All tracks as CSV")
    layout.method(words.HOW)
