"""Correlations: which figures of a track go together, on one platform and across both."""

from functools import partial

import streamlit as st

from analytics.correlations import answers
from pages.correlations import figures, words
from pages.ui import filters, layout, sampling
from pages.ui.errors import shown_to_reader

NO_NUMBERS_ON_PHONES = """<style>@media (max-width: 640px) {
.st-key-correlations_pairs_card .scatterlayer { display: none }
}</style>"""

chosen = filters.chosen()
head = st.container()
method = st.segmented_control(
    "Measured by",
    list(words.METHODS),
    format_func=words.METHODS.__getitem__,
    default="pearson",
    required=True,
    key="correlations_method",
    bind="query-params",
    help="Pearson sees how far apart tracks are; Spearman only who is ahead of whom, "
    "so a few giant hits count for less.",
)

with shown_to_reader():
    answer = words.QUESTION
    try:
        correlations = answers.correlations(chosen, method=method)
        answer = words.lead(correlations)
    finally:
        with head:
            layout.header("Correlations", answer)
    if sampled := sampling.said(chosen, correlations.n_tracks, at_most=answers.MAX_TRACKS):
        layout.note(sampled)

    st.html(NO_NUMBERS_ON_PHONES)
    layout.chart(
        partial(figures.heat_map, correlations),
        key="correlations_pairs",
        how_to_read="Purple: the two rise together, 1 in lock-step. Grey: one rises as the other "
        "falls. No fill: no clear link. Dotted: one is worked out from the other. Point at a cell "
        "for its interval and number of tracks.",
        data=correlations.pairs,
    )
    layout.chart(
        partial(figures.travel, correlations),
        key="correlations_travel",
        how_to_read="A bar clear of zero is a link. Full circle: over all tracks; open circle: "
        "between the tracks of one artist; diamond: with the other audio features held equal. A "
        "feature travels where all three agree on both platforms.",
        data=correlations.travel,
    )
    st.markdown(words.others(correlations.travel))

    st.header("Where streams and views go together more closely", anchor=False)
    segments = answers.segments(chosen, method=method)
    layout.chart(
        partial(figures.segments, segments),
        key="correlations_segments",
        how_to_read="Right of zero, streams and views go together more closely in this segment "
        "than elsewhere. Purple: the bar is clear of zero. The bars hold for all segments at once.",
        data=segments.table,
    )

    st.header("One pair closely", anchor=False)
    with st.container(horizontal=True):
        across = st.selectbox(
            "Across",
            list(words.LABELS),
            index=1,
            format_func=words.LABELS.__getitem__,
            key="correlations_x",
            bind="query-params",
        )
        up = st.selectbox(
            "Up",
            [name for name in words.LABELS if name != across],
            format_func=words.LABELS.__getitem__,
            key="correlations_y",
            bind="query-params",
        )
    layout.chart(
        partial(figures.relation, answers.relation(chosen, x=across, y=up), method),
        key="correlations_relation",
        how_to_read="Darker: more tracks; up to 5,000 are drawn one by one. Purple: the mean of "
        "each tenth of tracks, with its interval; where these leave the line, the link bends.",
        data=lambda: answers.points(chosen, x=across, y=up),
    )
    layout.method(words.HOW)
