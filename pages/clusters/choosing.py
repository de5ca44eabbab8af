"""For analysts: how many clusters, which reach, which method, what the axes are."""

from functools import partial

import streamlit as st

from analytics.clusters import answers
from analytics.clusters.answers import Way
from data.selection import Selection
from pages.clusters import words
from pages.clusters.figures import choice
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
        bind="query-params",
        label_visibility="collapsed",
    )
    if aspect is None:
        st.caption("Choose one; it is worked out while the page stays usable.")
    else:
        _PARTS[aspect](selection, way)


def _number(selection: Selection, way: Way) -> None:
    number = jobs.answer(answers.numbers, selection, features=way.features)
    if number is None:
        return
    st.markdown(words.number_advice(number))
    for column, measure in zip(st.columns(3), choice.CURVES, strict=True):
        with column:
            layout.chart(
                partial(choice.number_curve, number, measure),
                key=f"clusters_number_{measure}",
                how_to_read=words.CURVES[measure].format(n=f"{number.n_tracks:,}"),
                data=number.curve,
            )


def _methods(selection: Selection, way: Way) -> None:
    comparison = jobs.answer(answers.comparison, selection, way=way)
    if comparison is None:
        return
    st.markdown(words.comparison_advice(comparison))
    table = words.compared(comparison)
    layout.table(table, key="clusters_compared", columns={str(name): str(name) for name in table})
    st.caption(
        "Silhouette: the higher, the farther apart clusters lie (on at most "
        f"{comparison.silhouette_tracks:,} tracks). Davies-Bouldin: the lower, the tighter they "
        "are. Both count all features alike."
    )
    layout.chart(
        partial(choice.stability, comparison),
        key="clusters_stability",
        how_to_read="Do other artists give the same clusters? 1: exactly the same; 0: no more "
        f"alike than by chance. Tracks are grouped again {comparison.n_resamples} times, each time "
        f"with other artists of {comparison.n_stability_tracks:,} tracks; dot: mean, bar: lowest "
        "to highest.",
        data=comparison.table,
    )


def _reach(selection: Selection, way: Way) -> None:
    neighbours = jobs.answer(answers.reach, selection, features=way.features)
    if neighbours is None:
        return
    st.markdown(words.reach_advice(neighbours))
    layout.chart(
        partial(choice.reach_curve, neighbours),
        key="clusters_reach_curve",
        how_to_read="Left of the bend, tracks have others close by; right of it, they are on "
        f"their own. The line shows how far each track's neighbour {neighbours.n_neighbours} is "
        f"({neighbours.n_tracks:,} tracks, in order).",
        data=neighbours.curve,
    )


def _axes(selection: Selection, way: Way) -> None:
    axes = answers.axes(selection, way=way)
    layout.chart(
        partial(choice.loadings, axes),
        key="clusters_loadings",
        how_to_read="What each axis of the map stands for. +1: the feature rises along the axis; "
        "−1: it falls; 0: the axis says nothing about it.",
        data=axes.loadings,
    )


_PARTS = {"number": _number, "methods": _methods, "reach": _reach, "axes": _axes}
