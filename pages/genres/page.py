"""Genres: what sound tells of a recording's genre, how surely, and the genres of a chart."""

from functools import partial

import streamlit as st

from pages.genres import controls, labels, listening, scoring, words
from pages.ui import filters, layout
from pages.ui.errors import shown_to_reader

chosen = filters.chosen()
head = st.container()

with shown_to_reader():
    way = controls.way(head, chosen)
    layout.parts(
        {
            "How well": partial(scoring.models, chosen, way),
            "Genre by genre": partial(scoring.by_genre, chosen, way),
            "Taken for each other": partial(scoring.confusions, chosen, way),
            "How genres sound": partial(listening.draw, chosen, way),
            "Claims that do not hold": partial(scoring.lesson, chosen, way),
            "Label a chart": partial(labels.draw, chosen, way),
        },
        key="genres_part",
    )
    layout.method(words.HOW)
