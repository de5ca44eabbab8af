"""The clusters page's map, and how each kind does: each with controls of its own."""

from functools import partial

import streamlit as st

from analytics.clusters import answers
from analytics.clusters.answers import Way
from analytics.clusters.clustering import Clusters
from analytics.clusters.profiles import Profiles
from data.selection import Selection
from pages.clusters import controls, words
from pages.clusters.figures import kinds, tracks
from pages.ui import jobs, layout

VIEWS = {"flat": "Flat", "depth": "3-D", "near": "Neighbourhoods"}
COLORS = {"cluster": "Cluster", "streams": "Streams", "hit": "Hits"}


def track_map(selection: Selection, way: Way, clusters: Clusters) -> None:
    """Draw where tracks lie."""
    with st.container(horizontal=True):
        view = controls.one_of("Map", VIEWS, key="clusters_view")
        color = controls.one_of("Coloured by", COLORS, key="clusters_color")
    if view == "near":
        shown = jobs.answer(answers.neighbourhoods, selection, way=way)
    else:
        shown = answers.axes(selection, way=way)
    if shown:
        layout.chart(
            partial(tracks.track_map, shown, clusters.names, color=color, depth=view == "depth"),
            key="clusters_map",
            how_to_read=f"A dot is a track; near means alike. {words.map_basis(shown)} The CSV has "
            "every grouped track.",
            data=lambda: answers.members(selection, way=way),
        )


def outcomes(selection: Selection, way: Way, clusters: Clusters, profiles: Profiles) -> None:
    """Draw how each kind does, and whether kinds differ."""
    st.header("How each kind does", anchor=False)
    outcome = controls.one_of("Measured by", words.OUTCOMES, key="clusters_outcome")
    layout.chart(
        partial(kinds.outcomes, profiles, outcome),
        key="clusters_outcomes",
        how_to_read="Dot: the cluster; bar: 95 % interval, from samples of artists. Where bars "
        "overlap widely, the kinds may well be alike.",
        data=profiles.clusters,
    )
    tested = jobs.answer(answers.differences, selection, way=way)
    if tested and outcome != "hit_rate" and len(clusters.names) > 1:
        st.markdown(words.do_they_differ(tested, outcome))
        with st.expander("Pair by pair"):
            layout.table(words.pairs(tested, outcome, clusters.names), key="clusters_pairs")
            layout.csv(tested.pairs, key="clusters_pairs_csv", name="cluster_pairs")
