"""How genres sound: the spread of each feature by genre, and which features go together."""

from functools import partial

import streamlit as st

from analytics.genres import answers
from analytics.genres.answers import Learning
from analytics.genres.profiles import MEASURED
from data import metrics
from data.selection import Selection
from pages.genres import figures
from pages.ui import layout


def draw(selection: Selection, way: Learning) -> None:
    """Draw the part."""
    everything = Selection(selection.version)
    feature = st.selectbox(
        "Feature",
        MEASURED,
        format_func=metrics.label,
        index=MEASURED.index("energy"),
        key="genres_feature",
        bind="query-params",
    )
    spreads = answers.spreads(everything, way=way)
    layout.chart(
        partial(figures.spreads, spreads, feature),
        key="genres_spreads",
        how_to_read="Box: the middle half of a genre's recordings, with the median; whiskers: 5 % "
        "to 95 %.",
        data=spreads,
    )
    together = answers.together(everything, way=way)
    layout.chart(
        partial(figures.together, together),
        key="genres_together",
        how_to_read="Rank correlation over recordings, each counted once: +1, they rise together; "
        "−1, one falls as the other rises. The CSV has intervals.",
        data=together,
    )
