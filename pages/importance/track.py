"""The part of the importance page about one track: its prediction, step by step and in words."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from data.selection import Selection
from pages.importance import figures, words
from pages.ui import layout, wording


def draw(selection: Selection, task: str, feature_set: str) -> None:
    """Draw one track's prediction, step by step and in words."""
    st.header("One track", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Find a track",
            key="importance_search",
            bind="query-params",
            placeholder="Words of its title or artist",
            icon=":material/search:",
        )
        offered = wording.named(answers.search(selection, text=text))
        if not offered:
            st.caption("No track in view has these words in its title or artists.")
            return
        track_id = st.selectbox(
            "Track",
            list(offered),
            format_func=offered.__getitem__,
            key="importance_track",
            bind="query-params",
        )
    one = answers.waterfall(selection, track_id=track_id, task=task, feature_set=feature_set)
    st.markdown(words.in_words(one, task))
    layout.chart(
        partial(figures.waterfall, one, task, words.waterfall_title(one, task, offered[track_id])),
        key="importance_waterfall",
        how_to_read="From the average track down, each step multiplies what is expected; the "
        "last bar ends at this track. The model was fitted on this track too.",
        data=one.steps,
    )
