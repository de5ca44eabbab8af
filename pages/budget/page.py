"""Budget: which tracks without an official video should get one, and what that would bring."""

from functools import partial

import streamlit as st

from analytics.budget import answers
from analytics.budget.plan import problems
from pages.budget import figures, words
from pages.ui import filters, jobs, layout, training, wording
from pages.ui.errors import shown_to_reader

HOW = """
**Expected extra streams** = expected streams in the horizon × (lift − 1). Expected streams come
from the `release` champion, which knows a track only as it is before release; where training held
the track's artist out, from that fold. A model of logs predicts medians: they are raised to means
by smearing (Duan 1983), mean streams over mean prediction in ten bins of the prediction.

**Return** = extra streams × (revenue per stream + views per stream × revenue per view). Views per
stream is pooled over tracks with an official video. No lift of views is assumed beyond that: the
video counted for a track without an official one is somebody else's upload.

**How sure.** 1,000 times we simulate one lift for all tracks from its interval, resample artists
for the smearing, and give each artist and each track an error like those the model made on artists
it had not seen. Intervals and chances of loss are read off these simulations, for a track and for a
portfolio; bounds are never added up.

**The portfolio** takes the videos with the largest expected net for their cost until the budget is
spent. Every track has the same lift: no group differs from the rest beyond chance (see Video lift).
A track's 'other tracks' may be later ones: the data has no release dates.

**Platform advice** holds streams against what views and the artist's other tracks lead one to
expect; 'how sure' is the share of tracks that stray less far on that side.
"""

chosen = filters.chosen()
st.title("Budget", anchor=False)
head = st.container()

fields, values = list(words.FIELDS), {}
wrong: dict[str, str] = {}
for row in (fields[:4], fields[4:]):
    for place, name in zip(st.columns(4), row, strict=True):
        label, step, form = words.FIELDS[name]
        # a default given as `value` would come back when the reader empties the field
        st.session_state.setdefault(f"budget_{name}", getattr(words.DEFAULTS, name))
        values[name] = place.number_input(
            label,
            value=None,
            step=step,
            format=form,
            key=f"budget_{name}",
            help=words.HELP.get(name),
        )
        if said := problems(words.plan_of(values)).get(name):
            place.error(wording.plain(said))
            wrong[name] = said
plan = words.plan_of(values)

with shown_to_reader():
    if wrong:
        with head:
            layout.lead("Mend what is marked below, and the answer comes back.")
        st.stop()
    training.notice(chosen, [answers.CHAMPION])
    answers.forecast(chosen)  # a missing model is said before minutes of computing, not after
    if jobs.begin_next(answers.measurements(chosen)):
        with head:
            layout.lead(words.QUESTION)
        st.stop()
    budget = answers.planned(chosen, plan=plan)
    with head:
        layout.lead(words.lead(budget))
        layout.note(
            "Assumes that a video would lift these tracks as it lifts alike tracks that have one, "
            "and that streams to come are as the past ones of artists not seen by the model."
        )
        if left_out := words.left_out(budget):
            layout.note(left_out)
    for reason in answers.judgement(chosen).reasons[:1]:
        st.warning(f"**The lift is not identified.** {wording.plain(reason)}")
    layout.kpis(words.kpis(budget))
    layout.chart(
        partial(figures.policies, budget),
        key="budget_policies",
        how_to_read="Dots: expected return less cost. Bars: 95 % of the simulated ones. In "
        "brackets, how many tracks get a video. No videos at all cost and bring nothing.",
        data=budget.policies,
    )
    layout.chart(
        partial(figures.matrix, budget, plan),
        key="budget_matrix",
        how_to_read="Dotted: the return equals the cost. Green: bought with the budget, with its "
        "interval. Purple: expected to pay too. Grey: not. Point at a dot for its chance of loss.",
        data=budget.candidates,
    )
    st.header("First in line", anchor=False)
    layout.table(words.shown(budget), key="budget_tracks", columns=words.COLUMNS)
    layout.csv(budget.candidates, key="budget_all_csv", name="budget", label="All tracks as CSV")
    st.header("What would change our mind", anchor=False)
    st.markdown(words.change_of_mind(budget, plan))

    st.header("Where the next unit of promotion has most room", anchor=False)
    advice = answers.advice(chosen)
    st.markdown(words.advice_in_words(advice))
    layout.table(words.advised(advice), key="budget_advice", columns=words.ADVICE)
    layout.csv(advice, key="budget_advice_csv", name="platform_advice", label="All tracks as CSV")
    layout.method(HOW)
