"""Clusters: which kinds of track the catalogue has, and how each kind does."""

from functools import partial

import streamlit as st

from analytics.clusters.profiles import N_REPLICATES
from pages.clusters import answers, figures, words
from pages.clusters import choosing as _clusters_choosing
from pages.clusters import controls as _clusters_controls
from pages.clusters import figures_profiles as profile_figures
from pages.clusters import place as _clusters_place
from pages.ui import filters, jobs, layout
from pages.ui.errors import shown_to_reader

VIEWS = {"flat": "Flat", "depth": "3-D", "near": "Neighbourhoods"}
COLORS = {"cluster": "Cluster", "streams": "Streams", "hit": "Hits"}
HOW = f"""
**Grouping.** Each feature is put on one scale (mean 0, standard deviation 1; counts, the
cross-platform ratio and the duration as ln(1 + x)). K-means takes the best of ten starts. The
Gaussian mixture starts from K-means, with a full covariance for each Gaussian. DBSCAN and HDBSCAN
ask each track for twice as many neighbours as there are features. The autoencoder rebuilds the
features through layers of 128, 64 and 128 units (ReLU, early stopping); K-means groups the 64.
Clusters are numbered by size, refitted on the tracks that the filter leaves, and fitted on all of
them up to 200,000 (mixture 100,000, autoencoder 50,000, DBSCAN and HDBSCAN 20,000).

**Names** are the up to three features that differ most from the catalogue, by 0.4 standard
deviations at least. They describe sound, not genre.

**Map.** Flat and 3-D: principal axes of all tracks. Neighbourhoods: t-SNE of the tracks drawn.

**How sure.** Tracks of one artist are alike. Intervals (95 %) draw artists with replacement
{N_REPLICATES} times, each with all their tracks. Whether clusters differ is tested by
Kruskal-Wallis, pairs by Dunn; the p-value to go by swaps whole artists with equally many tracks,
pairs adjusted for their number. A hit is in the top tenth of streams of the whole catalogue.

**What it is not.** That a kind of track is streamed more is no proof that the sound is why.
"""

NO_NUMBERS_ON_PHONES = """<style>@media (max-width: 640px) {
.st-key-clusters_profiles_card .scatterlayer { display: none }
}</style>"""

chosen = filters.chosen()
head = st.container()

with shown_to_reader():
    way = _clusters_controls.way()
    found = _clusters_controls.opened(head, chosen, way)
    if found is None:
        st.stop()
    if basis := words.basis(found, filters.n_tracks(chosen)):
        layout.note(basis)

    with st.container(horizontal=True):
        view = _clusters_controls.one_of("Map", VIEWS, key="clusters_view")
        color = _clusters_controls.one_of("Coloured by", COLORS, key="clusters_color")
    if view == "near":
        drawn = jobs.answer(answers.drawn, chosen, way=way, layout="neighbourhoods")
    else:
        drawn = answers.drawn(chosen, way=way, layout="axes")
    if drawn:
        layout.chart(
            partial(figures.track_map, drawn, found.names, color=color, depth=view == "depth"),
            key="clusters_map",
            how_to_read=f"A dot is a track; near means alike. {words.map_basis(drawn)} The CSV has "
            "every grouped track.",
            data=lambda: answers.members(chosen, way=way),
        )

    profiles = answers.profiles(chosen, way=way)
    if found.names:
        st.html(NO_NUMBERS_ON_PHONES)
        layout.chart(
            partial(profile_figures.profile_map, profiles),
            key="clusters_profiles",
            how_to_read="Each row is a kind of track, the largest first. Purple: more of it than "
            "the catalogue's mean; grey: less; in standard deviations. Point at a cell for its "
            "interval.",
            data=profiles.differences,
        )
    layout.table(words.overview(profiles), key="clusters_overview")
    layout.csv(profiles.clusters, key="clusters_overview_csv", name="clusters")

    st.header("How each kind does", anchor=False)
    outcome = _clusters_controls.one_of("Measured by", words.OUTCOMES, key="clusters_outcome")
    layout.chart(
        partial(profile_figures.outcomes, profiles, outcome),
        key="clusters_outcomes",
        how_to_read="Dot: the cluster; bar: 95 % interval, drawing artists anew. Where bars "
        "overlap widely, the kinds do not differ beyond doubt.",
        data=profiles.clusters,
    )
    tested = jobs.answer(answers.differences, chosen, way=way)
    if tested and outcome != "hit_rate" and len(found.names) > 1:
        st.markdown(words.do_they_differ(tested, outcome))
        with st.expander("Pair by pair"):
            layout.table(words.pairs(tested, outcome, found.names), key="clusters_pairs")
            layout.csv(tested.pairs, key="clusters_pairs_csv", name="cluster_pairs")

    _clusters_place.examples(profiles, found)
    _clusters_place.draw(chosen, way, found)
    _clusters_choosing.draw(chosen, way)
    layout.method(HOW)
