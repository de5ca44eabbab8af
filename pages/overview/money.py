"""What the catalogue earns, for whoever enters the rates."""

import streamlit as st

from analytics.overview.answers import Overview
from pages.overview import words
from pages.ui import layout

RATES = {"streams": ("Revenue per stream", 0.0005), "views": ("Revenue per view", 0.0001)}


def draw(shown: Overview) -> None:
    """Draw the two rates and, once one is entered, what comes of them."""
    with st.expander("What it earns", icon=":material/payments:"):
        rates = {}
        for place, (count, (label, step)) in zip(st.columns(2), RATES.items(), strict=True):
            rates[count] = place.number_input(
                label,
                min_value=0.0,
                max_value=10.0,
                value=None,
                step=step,
                format="%.4f",
                placeholder="Not entered",
                key=f"overview_rate_{count}",
                bind="query-params",
                help="In your own currency, after everyone else's share.",
            )
        if any(rates.values()):
            layout.kpis(words.earned(shown, rates))
        else:
            st.caption("Enter what one stream or one view earns to see what they all earn.")
