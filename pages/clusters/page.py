"""Clusters: which kinds of track the catalogue has, and how each kind does."""

from functools import partial

import streamlit as st

from analytics.clusters import answers
from pages.clusters import choosing, controls, place, words
from pages.clusters.figures import kinds, tracks
from pages.ui import filters, jobs, layout
from pages.ui.errors import shown_to_reader

VIEWS = {"flat": "Flat", "depth": "3-D", "near": "Neighbourhoods"}
COLORS = {"cluster": "Cluster", "streams": "Streams", "hit": "Hits"}
NO_NUMBERS_ON_PHONES = """<style>@media (max-width: 640px) {
.st-key-clusters_profiles_card .scatterlayer { display: none }
}</style>"""

chosen = filters.chosen()
head = st.container()

with shown_to_reader():
    way = controls.way()
    clusters = controls.opened(head, chosen, way)
    if clusters is None:
        st.stop()
    if basis := words.basis(clusters, filters.n_tracks(chosen)):
        layout.note(basis)

    with st.container(horizontal=True):
        view = controls.one_of("Map", VIEWS, key="clusters_view")
        color = controls.one_of("Coloured by", COLORS, key="clusters_color")
    if view == "near":
        shown = jobs.answer(answers.neighbourhoods, chosen, way=way)
    else:
        shown = answers.axes(chosen, way=way)
    if shown:
        layout.chart(
            partial(tracks.track_map, shown, clusters.names, color=color, depth=view == "depth"),
            key="clusters_map",
            how_to_read=f"A dot is a track; near means alike. {words.map_basis(shown)} The CSV has "
            "every grouped track.",
            data=lambda: answers.members(chosen, way=way),
        )

    profiles = answers.profiles(chosen, way=way)
    if clusters.names:
        st.html(NO_NUMBERS_ON_PHONES)
        layout.chart(
            partial(kinds.profile_map, profiles),
            key="clusters_profiles",
            how_to_read="Each row is a kind of track, the largest first. Purple: more of it than "
            "the catalogue's mean; grey: less; in standard deviations. Point at a cell for its "
            "interval.",
            data=profiles.differences,
        )
    layout.table(words.overview(profiles), key="clusters_overview")
    layout.csv(profiles.clusters, key="clusters_overview_csv", name="clusters")

    st.header("How each kind does", anchor=False)
    outcome = controls.one_of("Measured by", words.OUTCOMES, key="clusters_outcome")
    layout.chart(
        partial(kinds.outcomes, profiles, outcome),
        key="clusters_outcomes",
        how_to_read="Dot: the cluster; bar: 95 % interval, from samples of artists. Where bars "
        "overlap widely, the kinds do not differ beyond doubt.",
        data=profiles.clusters,
    )
    tested = jobs.answer(answers.differences, chosen, way=way)
    if tested and outcome != "hit_rate" and len(clusters.names) > 1:
        st.markdown(words.do_they_differ(tested, outcome))
        with st.expander("Pair by pair"):
            layout.table(words.pairs(tested, outcome, clusters.names), key="clusters_pairs")
            layout.csv(tested.pairs, key="clusters_pairs_csv", name="cluster_pairs")

    place.examples(profiles, clusters)
    place.draw(chosen, way, clusters)
    choosing.draw(chosen, way)
    layout.method(words.HOW)
