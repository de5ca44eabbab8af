"""The part of the What-if page that runs again when a control moves: controls and answer."""

from functools import partial

import pandas as pd
import streamlit as st

from analytics.what_if import answers
from analytics.what_if.answers import Answer
from data.errors import CrossfadeError
from data.selection import Selection
from pages.ui import layout, wording
from pages.ui.errors import card
from pages.what_if import controls, figures, words

STAYS_IN_SIGHT = """<style>@media (max-width: 640px) {
div:has(> .st-key-what_if_cards) { position: sticky; top: 3.6rem; z-index: 9 }
.st-key-what_if_cards { padding: .3rem 0; background: var(--st-background-color, Canvas) }
.st-key-what_if_cards .cf-meaning { display: none }
.st-key-what_if_cards .cf-kpis { grid-template-columns: repeat(3, 1fr); gap: .4rem }
.st-key-what_if_cards .cf-kpi { padding: .5rem }
.st-key-what_if_cards .cf-value { font-size: 1.2rem }
}</style>"""
"""On a phone the numbers stay in sight while the sliders under them move."""


@st.fragment
def draw(selection: Selection) -> None:
    """Draw the scenarios; only this runs again when one of its controls moves."""
    st.html(STAYS_IN_SIGHT)
    controls.bar()
    cards = st.container(key="what_if_cards")
    left, right = st.columns([4, 5], gap="large")
    scenarios, number = controls.all_of_them(), controls.active()
    with left:
        controls.start(selection)
        try:
            answer = answers.answer(selection, scenarios=tuple(scenarios), number=number)
        except CrossfadeError as error:
            card(error)
            return
        values = controls.values(answer.track, scenarios[number])
        controls.release(selection, values, words.video(answers.video_lift(selection)))
        controls.sound(selection, values)
    with cards:
        layout.kpis(words.kpis(answer, answers.champions()))
    with right:
        if scenarios[number].start == "track":
            start = answers.start_row(selection, start="track", key=scenarios[number].key)
            layout.note(wording.plain(words.actual(start)))
        if newcomer := words.newcomer(answer, answers.champions()):
            layout.note(newcomer)
        for warning in words.warnings(answer):
            st.warning(wording.plain(warning), icon=":material/explore_off:")
        _expected(words.expected(answer, scenarios), answer)
    _nearest(answer)


def _expected(table: pd.DataFrame, answer: Answer) -> None:
    reference, title = words.reference(answer), words.scenarios_title(answer)
    layout.chart(
        partial(figures.scenarios, table, reference, title),
        key="what_if_outcome",
        how_to_read="Dot: the typical outcome. Bar: four of five such tracks end inside it. A "
        "step on the axis is ten times as many.",
        data=lambda: words.csv(table, answer),
    )
    if len(table) > 1:
        layout.table(words.in_table(table), key="what_if_table", columns=words.TABLE)
    pushes = words.pushes(answer)
    layout.chart(
        partial(figures.pushes, pushes, words.pushes_title(pushes)),
        key="what_if_pushes",
        how_to_read="Factors on streams, against the average track; green up, grey down. They "
        "tell what the model goes by, not what would cause streams.",
        data=pushes,
    )


def _nearest(answer: Answer) -> None:
    st.markdown(f"**Nearest real tracks.** {words.neighbours(answer)}")
    layout.table(answer.nearest, key="what_if_nearest", columns=words.NEAREST)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.caption(f"By sound and by the artist's other tracks.{words.sampled(answer)}")
        layout.csv(answer.nearest, key="what_if_nearest_csv", name="nearest_tracks")
