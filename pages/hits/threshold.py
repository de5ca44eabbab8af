"""What calling tracks hits from a threshold on gets right, wrong, and costs."""

from functools import partial

import streamlit as st

from analytics.hits.curves import HeldOut, confusion
from pages.hits import figures, words
from pages.ui import layout


@st.fragment
def draw(held: HeldOut) -> None:
    """Draw the outcomes at the reader's threshold and prices; a move reruns this part only."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        threshold = st.slider(
            "Call it a hit from a probability of",
            0.0,
            1.0,
            0.2,
            0.01,
            key="hits_threshold",
            bind="query-params",
        )
        cost_miss = _cost("A missed hit costs", 5.0, key="hits_cost_miss")
        cost_false = _cost("A false call costs", 1.0, key="hits_cost_false")
    counted = confusion(held, threshold=threshold, cost_miss=cost_miss, cost_false=cost_false)
    st.markdown(words.called(counted))
    left, right = st.columns(2)
    with left:
        layout.chart(
            partial(figures.confusion, counted),
            key="hits_confusion",
            how_to_read="Gold: right. Grey: wrong. Tracks of artists the model had not seen.",
            data=words.outcomes(counted),
        )
    with right:
        layout.chart(
            partial(figures.costs, counted),
            key="hits_costs",
            how_to_read="Missed hits and false calls at your prices; the dot is your threshold.",
            data=counted.costs,
        )
    st.markdown(words.priced(counted))


def _cost(label: str, at_first: float, *, key: str) -> float:
    return st.number_input(label, 0.0, 1e9, at_first, key=key, width=180, bind="query-params")
