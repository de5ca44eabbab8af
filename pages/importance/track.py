"""The part of the importance page about one track: its prediction, step by step and in words."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from data.selection import Selection
from pages.importance import words
from pages.importance.figures import features
from pages.ui import layout, wording


def picked(selection: Selection) -> tuple[str, str] | None:
    """Let the reader find a track; return its id and its name, None where there is none."""
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
            return None
        track_id = st.selectbox(
            "Track",
            list(offered),
            format_func=offered.__getitem__,
            key="importance_track",
            bind="query-params",
        )
    return track_id, offered[track_id]


def draw(selection: Selection, task: str, feature_set: str) -> None:
    """Draw one track's prediction, step by step and in words."""
    found = picked(selection)
    if found is None:
        return
    track_id, name = found
    one = answers.waterfall(selection, track_id=track_id, task=task, feature_set=feature_set)
    st.markdown(words.in_words(one, task))
    layout.chart(
        partial(features.waterfall, one, task, words.waterfall_title(one, task, name)),
        key="importance_waterfall",
        how_to_read="From the average track down, each step multiplies what is expected. Dotted: "
        "what the model cannot explain, though it has seen this track.",
        data=one.steps,
    )
