"""The part of the importance page about single trees."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from data.selection import Selection
from pages.importance import track, words
from pages.importance.figures import trees
from pages.ui import layout

MOST = 100_000.0
"""Trees that may be asked for; a model that has fewer says so."""


def draw(selection: Selection, task: str, feature_set: str) -> None:
    """Draw one tree of the model with one track's way through it, and what all trees add up to."""
    if not answers.has_trees(task, feature_set):
        layout.note(words.STRAIGHT)
        return
    picked = track.picked(selection)
    if picked is None:
        return
    track_id, name = picked
    # A whole-number field crashes where an address asks for 1e999; this falls back to the first.
    asked = st.number_input(
        "Tree",
        1.0,
        MOST,
        step=1.0,
        format="%d",
        key="importance_tree",
        bind="query-params",
        width=160,
    )
    number = int(asked)
    one = answers.one_tree(
        selection, track_id=track_id, task=task, feature_set=feature_set, number=number
    )
    if one is None:
        return
    st.markdown(words.tree_lead(one, task))
    layout.chart(
        partial(trees.tree, one, task, words.tree_title(one, name)),
        key="importance_tree_chart",
        how_to_read="From the top, each question sends a track one step in, to yes or to no; a "
        "square is where it ends, with what this tree multiplies by. Bold: this track's way.",
        data=one.nodes,
    )
    layout.chart(
        partial(trees.steps, one, task, words.steps_title(one, task)),
        key="importance_steps",
        how_to_read="From left to right, the prediction after so many trees. Purple: the one above."
        " Each tree mends a little of what those before it got wrong.",
        data=one.steps,
    )
