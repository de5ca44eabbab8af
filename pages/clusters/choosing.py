"""For analysts: how many clusters, which reach, which method, what the axes are."""

from functools import partial

import streamlit as st

from data.selection import Selection
from pages.clusters import answers, words
from pages.clusters import figures_choice as figures
from pages.clusters.answers import Way
from pages.ui import jobs, layout

ASPECTS = {
    "number": "How many clusters",
    "methods": "Which method",
    "reach": "How near is near",
    "axes": "What the axes are",
}


def draw(selection: Selection, way: Way) -> None:
    """Draw the section; each part is worked out when it is asked for."""
    st.header("Choosing, for analysts", anchor=False)
    aspect = st.segmented_control(
        "Aspect",
        list(ASPECTS),
        format_func=ASPECTS.__getitem__,
        key="clusters_aspect",
        label_visibility="collapsed",
    )
    if aspect is None:
        st.caption("Each is worked out when you open it; the page stays usable meanwhile.")
    else:
        _PARTS[aspect](selection, way)


def _number(selection: Selection, way: Way) -> None:
    found = jobs.answer(answers.numbers, selection, features=way.features)
    if found is None:
        return
    st.markdown(words.number_advice(found))
    for column, measure in zip(st.columns(3), figures.CURVES, strict=True):
        with column:
            layout.chart(
                partial(figures.number_curve, found, measure),
                key=f"clusters_number_{measure}",
                how_to_read=words.CURVES[measure].format(n=f"{found.n_tracks:,}"),
                data=found.curve,
            )


def _methods(selection: Selection, way: Way) -> None:
    found = jobs.answer(answers.comparison, selection, way=way)
    if found is None:
        return
    st.markdown(words.comparison_advice(found))
    table = words.compared(found)
    layout.table(table, key="clusters_compared", columns={str(name): str(name) for name in table})
    st.caption(
        f"Silhouette (on a sample of at most {found.silhouette_tracks:,} tracks): higher is "
        "farther apart. Davies-Bouldin: lower is tighter. All in the scaled features."
    )
    layout.chart(
        partial(figures.stability, found),
        key="clusters_stability",
        how_to_read=f"{found.n_resamples} times other artists are drawn (from "
        f"{found.n_stability_tracks:,} tracks) and grouped anew. 1: the same clusters; 0: no more "
        "alike than by chance. Dot: mean; bar: lowest to highest.",
        data=found.table,
    )


def _reach(selection: Selection, way: Way) -> None:
    found = jobs.answer(answers.reach, selection, features=way.features)
    if found is None:
        return
    st.markdown(words.reach_advice(found))
    layout.chart(
        partial(figures.reach_curve, found),
        key="clusters_reach_curve",
        how_to_read=f"Tracks in order of how far their neighbour {found.n_neighbours} is "
        f"({found.n_tracks:,} tracks). Left of the bend tracks have company, right of it they "
        "are loners.",
        data=found.curve,
    )


def _axes(selection: Selection, way: Way) -> None:
    drawn = answers.drawn(selection, way=way, layout="axes")
    layout.chart(
        partial(figures.loadings, drawn),
        key="clusters_loadings",
        how_to_read="Correlation of each feature with each axis of the map: +1, it rises along "
        "the axis; −1, it falls; 0, the axis says nothing of it.",
        data=drawn.loadings,
    )


_PARTS = {"number": _number, "methods": _methods, "reach": _reach, "axes": _axes}
