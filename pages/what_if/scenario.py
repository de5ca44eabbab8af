"""The part of the What-if page that runs again when a control moves: controls and answer."""

from functools import partial

import streamlit as st

from data.errors import CrossfadeError
from data.selection import Selection
from pages.ui import layout, wording
from pages.ui.errors import card
from pages.what_if import answers, controls, figures
from pages.what_if import answers_scenarios as scenarios
from pages.what_if.answers import Answer, Models
from pages.what_if.answers_scenarios import Scenario

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
def draw(selection: Selection, champions: Models) -> None:
    """Draw the scenarios; only this runs again when one of its controls moves."""
    st.html(STAYS_IN_SIGHT)
    controls.bar()
    cards = st.container(key="what_if_cards")
    left, right = st.columns([4, 5], gap="large")
    known, number = controls.all_of_them(), controls.active()
    with left:
        controls.start(selection)
        try:
            found = answers.answer(selection, known, number, champions)
        except CrossfadeError as error:
            card(error)
            return
        values = scenarios.values(found.row, known[number])
        controls.release(selection, values, answers.video(selection))
        controls.sound(selection, values)
    with cards:
        layout.kpis(answers.kpis(found, champions))
    with right:
        if told := scenarios.actual(selection, known[number]):
            layout.note(wording.plain(told))
        for warning in found.warnings:
            st.warning(wording.plain(warning), icon=":material/explore_off:")
        _expected(selection, known, found)
    _nearest(selection, found)


def _expected(selection: Selection, known: list[Scenario], found: Answer) -> None:
    layout.chart(
        partial(
            figures.scenarios, found.table, answers.reference(found), answers.scenarios_title(found)
        ),
        key="what_if_outcome",
        how_to_read="Dot: the typical outcome. Bar: four of five such tracks end inside it. A "
        "step on the axis is ten times as many.",
        data=lambda: answers.csv(selection, known, found),
    )
    if len(known) > 1:
        layout.table(answers.in_table(found.table), key="what_if_table", columns=answers.TABLE)
    layout.chart(
        partial(figures.pushes, found.pushes, answers.pushes_title(found)),
        key="what_if_pushes",
        how_to_read="Factors on streams, against the average track; green up, grey down. They "
        "tell what the model goes by, not what would cause streams.",
        data=found.pushes,
    )


def _nearest(selection: Selection, found: Answer) -> None:
    st.markdown(f"**Nearest real tracks.** {answers.neighbours(found)}")
    layout.table(found.nearest, key="what_if_nearest", columns=answers.NEAREST)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.caption(f"By sound and by the artist's other tracks.{answers.sampled(selection)}")
        layout.csv(found.nearest, key="what_if_nearest_csv", name="nearest_tracks")
