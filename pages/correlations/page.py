"""Correlations: which figures of a track go together, on one platform and across both."""

from functools import partial

import streamlit as st

from analytics.stats.resampling import N_REPLICATES
from data.reads.tracks import MAX_TRACKS
from pages.correlations import answers, figures
from pages.ui import filters, layout, sampling
from pages.ui.errors import shown_to_reader

HOW = f"""
**Pearson** asks how close tracks lie to a straight line. Counts and the cross-platform ratio enter
as ln(1 + x), so that a step from 10 k to 100 k plays is as long as one from 10 M to 100 M.
**Spearman** asks only whether the order agrees. Each pair uses the tracks that have both figures.

**How sure.** Tracks of one artist are alike. So {N_REPLICATES:,} times we draw artists with
replacement, each with all their tracks, and correlate again; intervals (95 %) and p-values come
from that spread, on Fisher's z scale with Student's t. Ranks are not drawn anew in each draw, which
leaves intervals near zero as they are and makes those of links above 0.9 up to 8 % too narrow.

**How many questions.** Among many pairs some look linked by chance. The p-values of the triangle
are adjusted for their number (Benjamini-Hochberg: of those called clear, one in twenty is expected
to be a false alarm); pairs that are linked by construction stay out of that. The intervals of
features and of segments are widened until all of them hold together with 95 % (Bonferroni).

**What it is not.** A link is no cause: a label's push, an artist's fame and a track's age move both
platforms and are not in the data. Where no official video is known, the video is often a cover or
a wrong match, which alone loosens the link of streams and views. Key is a circle of twelve notes,
so a straight link to it says little. The figures are those of the tracks that the filter leaves.
"""

NO_NUMBERS_ON_PHONES = """<style>@media (max-width: 640px) {
.st-key-correlations_pairs_card .scatterlayer { display: none }
}</style>"""

chosen = filters.chosen()
head = st.container()
method = st.segmented_control(
    "Measured by",
    list(answers.METHODS),
    format_func=answers.METHODS.__getitem__,
    default="pearson",
    required=True,
    key="correlations_method",
    bind="query-params",
    help="Pearson sees how far apart tracks are; Spearman only who is ahead of whom, "
    "so a few giant hits count for less.",
)

with shown_to_reader():
    with head:
        layout.header("Correlations", answers.lead(chosen, method=method))
    found = answers.correlations(chosen, method=method)
    if sampled := sampling.said(chosen, found.n_tracks, at_most=MAX_TRACKS):
        layout.note(sampled)

    st.html(NO_NUMBERS_ON_PHONES)
    layout.chart(
        partial(figures.heat_map, found),
        key="correlations_pairs",
        how_to_read="Purple: the two rise together, 1 in lock-step. Grey: one rises as the other "
        "falls. No fill: it cannot be told from zero. Dotted: linked by "
        "construction. Point at a cell for its interval and number of tracks.",
        data=found.pairs,
    )
    layout.chart(
        partial(figures.travel, found),
        key="correlations_travel",
        how_to_read="A bar that leaves out zero is a link. A feature travels where both bars do so "
        "on the same side; it belongs to one platform where only one does and the two "
        "differ beyond doubt. The bars hold for all features together.",
        data=found.travel,
    )

    st.header("Where streams and views go together more closely", anchor=False)
    segments = answers.segments(chosen, method=method)
    layout.chart(
        partial(figures.segments, segments),
        key="correlations_segments",
        how_to_read="Right of zero, streams and views go together more closely in this segment "
        "than in all other tracks. Purple where the bar leaves out zero; the bars hold "
        "for all segments together.",
        data=segments.table,
    )

    st.header("One pair closely", anchor=False)
    with st.container(horizontal=True):
        across = st.selectbox(
            "Across",
            list(answers.VARIABLES),
            index=1,
            format_func=answers.VARIABLES.__getitem__,
            key="correlations_x",
            bind="query-params",
        )
        up = st.selectbox(
            "Up",
            [name for name in answers.VARIABLES if name != across],
            format_func=answers.VARIABLES.__getitem__,
            key="correlations_y",
            bind="query-params",
        )
    layout.chart(
        partial(figures.relation, answers.relation(chosen, x=across, y=up), method),
        key="correlations_relation",
        how_to_read="The denser, the more tracks; up to 5,000 are drawn one by one. Purple: the "
        "mean of each tenth of tracks, with its interval; where they leave the line, the link is "
        "not a straight one.",
        data=lambda: answers.points(chosen, x=across, y=up),
    )
    layout.method(HOW)
