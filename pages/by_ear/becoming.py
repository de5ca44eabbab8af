"""The part of the page By ear that says what a recording may become."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from analytics.by_ear import answers
from analytics.by_ear.heard import HeardSound
from data import metrics
from data.selection import Selection
from pages.by_ear import figures, words
from pages.ui import layout


def draw(selection: Selection, one: HeardSound) -> None:
    """Draw what is known, what is open, and the streams to expect."""
    st.markdown(words.BECOMING)
    sound = _set_by_hand()
    result = answers.become(selection, one, sound=sound)
    layout.kpis(words.become(result, answers.hit_threshold(selection)))
    layout.chart(
        partial(figures.become, result, answers.hit_threshold(selection)),
        key="by_ear_become",
        how_to_read="Dot: the typical outcome. Bar: four of five such tracks end inside it. A "
        "step on the axis is ten times as many.",
        data=words.become_table(result),
    )
    layout.table(words.measures(one, sound), key="by_ear_measures")
    st.link_button("Send to What-if", words.to_what_if(one, sound), icon=":material/tune:")
    layout.note(words.LIMITS)


def _set_by_hand() -> tuple[tuple[str, float], ...]:
    """Draw what the reader may set of what a file does not tell."""
    chosen = st.pills(
        "Set by hand what you know of it",
        answers.OPEN,
        selection_mode="multi",
        format_func=metrics.label,
        key="by_ear_set",
        bind="query-params",
    )
    return tuple(
        (
            name,
            st.slider(
                metrics.label(name),
                0.0,
                1.0,
                0.5,
                0.01,
                key=f"by_ear_{name}",
                bind="query-params",
            ),
        )
        for name in chosen
    )


def ranking(selection: Selection, heards: Sequence[HeardSound]) -> None:
    """Draw several recordings ranked by their chance of a hit, and who passes the reader's line."""
    st.header("Your files, ranked", anchor=False)
    line = st.slider(
        "Passes at a hit chance of (%)", 0, 50, 10, key="by_ear_line", bind="query-params"
    )
    outcomes = [answers.become(selection, one) for one in heards]
    table = words.ranked(heards, outcomes, line / 100)
    st.markdown(words.passed(table, line))
    layout.table(table, key="by_ear_ranking")
    layout.csv(table, key="by_ear_ranking_csv", name="ranked_recordings")
