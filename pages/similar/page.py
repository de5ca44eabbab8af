"""Similar: which tracks sound like one, like several, or like what the reader describes."""

from functools import partial

import streamlit as st

from analytics.similar import answers
from pages.similar import moods, results, search, words
from pages.ui import filters, jobs, layout
from pages.ui.errors import shown_to_reader

chosen = filters.chosen()
head = st.container()

with shown_to_reader():
    answer = words.QUESTION
    try:
        is_ready = jobs.answer(answers.sound, answers.everything(chosen)) is not None
        found = search.draw(chosen) if is_ready else None
        answer = found.lead if found else answer
    finally:
        with head:
            layout.header("Similar", answer)
    if found is None:
        st.stop()
    if found.alike is not None:
        results.both(chosen, found.alike)
    if found.fitting is not None:
        results.fits(found.fitting)
    layout.parts(
        {
            "Map": partial(results.sound_map, chosen, found.alike),
            "Moods": partial(moods.draw, chosen),
            "What it is worth": partial(results.worth, chosen),
            "Words": results.vocabulary_list,
        },
        key="similar_part",
    )
    layout.method(words.HOW)
