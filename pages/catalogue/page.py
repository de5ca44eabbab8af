"""Catalogue: every track and artist, side by side and across platforms."""

import streamlit as st

from analytics.catalogue import answers
from pages.catalogue import balance as _balance
from pages.catalogue import compare as _compare
from pages.catalogue import detail as _detail
from pages.catalogue import table as _table
from pages.catalogue import words
from pages.ui import capped, filters, layout
from pages.ui.errors import shown_to_reader

VIEWS = ("Tracks", "Artists", "Compare", "Platform balance")
HOW = """
**A track** is one recording, counted once however many artists it is listed under. **Percentile**:
how many percent of the rows that the filter leaves lie below, ties by half; above 200,000 rows it
is taken from a repeatable sample of about that size. **An artist** counts every recording that
lists them, so the artists' streams add up to more than the catalogue's. A search finds
rows whose title and listed artists hold all its words, in any order, accents and case aside.
"""

chosen = filters.chosen()

with shown_to_reader():
    layout.header("Catalogue", words.lead(answers.size(chosen)))
    view = st.segmented_control(
        "View",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key="catalogue_view",
        bind="query-params",
        label_visibility="collapsed",
    )
    if view in ("Tracks", "Artists"):
        kind = view.lower().removesuffix("s")
        _table.draw(chosen, kind, prefix=f"catalogue_{kind}s")
        if view == "Artists":
            capped.sums(chosen)
        if view == "Artists" and (name := st.query_params.get("catalogue_artist")):
            _detail.artist(chosen, name)
        if track_id := st.query_params.get("catalogue_track"):
            _detail.track(chosen, track_id)
        layout.method(HOW)
    else:
        {"Compare": _compare.draw, "Platform balance": _balance.draw}[view](chosen)
