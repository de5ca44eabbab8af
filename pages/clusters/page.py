"""Clusters: which kinds of track the catalogue has, and how each kind does."""

from functools import partial

import streamlit as st

from analytics.clusters import answers
from pages.clusters import choosing, controls, drawn, place, words
from pages.clusters.figures import kinds
from pages.ui import filters, layout
from pages.ui.errors import shown_to_reader

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
    layout.part(partial(drawn.track_map, chosen, way, clusters))
    if basis := words.basis(clusters, filters.n_tracks(chosen)):
        layout.note(basis)
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

    layout.part(partial(drawn.outcomes, chosen, way, clusters, profiles))
    layout.part(partial(place.examples, profiles, clusters))
    layout.part(partial(place.draw, chosen, way, clusters))
    layout.part(partial(choosing.draw, chosen, way))
    layout.method(words.HOW)
