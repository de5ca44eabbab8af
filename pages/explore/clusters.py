"""Clusters: which kinds of track the catalogue has, and how each kind does."""

import streamlit as st

from analytics.cluster_profiles import N_REPLICATES
from pages.answers import clusters as answers
from pages.answers import clusters_words as words
from pages.explore import _clusters_choosing, _clusters_controls, _clusters_place
from pages.figures import clusters as figures
from pages.ui import cached, filters, layout
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

chosen = filters.chosen()
head = st.container()

with shown_to_reader():
    way = _clusters_controls.way()
    quick = way.method == answers.QUICK
    asked = answers.clusters
    found = asked(chosen, way=way) if quick else cached.job(asked, chosen, way=way)
    with head:
        layout.header("Clusters", words.lead(found) if found else words.QUESTION)
    if found is None:
        st.stop()
    if basis := words.basis(found, answers.n_tracks(chosen)):
        layout.note(basis)
    profiles = answers.profiles(chosen, way=way)

    with st.container(horizontal=True):
        view = st.segmented_control(
            "Map",
            list(VIEWS),
            format_func=VIEWS.__getitem__,
            default="flat",
            required=True,
            key="clusters_view",
            bind="query-params",
        )
        color = st.segmented_control(
            "Coloured by",
            list(COLORS),
            format_func=COLORS.__getitem__,
            default="cluster",
            required=True,
            key="clusters_color",
            bind="query-params",
        )
    if view == "near":
        drawn = cached.job(answers.drawn, chosen, way=way, layout="neighbourhoods")
    else:
        drawn = answers.drawn(chosen, way=way, layout="axes")
    if drawn:
        layout.chart(
            figures.track_map(drawn, found.names, color=color, depth=view == "depth"),
            key="clusters_map",
            how_to_read=f"A dot is a track; near means alike. Numbers stand amid their cluster. "
            f"{words.map_basis(drawn)} The CSV has every grouped track.",
            data=lambda: answers.members(chosen, way=way),
        )

    layout.chart(
        figures.profile_map(profiles),
        key="clusters_profiles",
        how_to_read="Each row is a kind of track, the largest first. Purple: more of it than the "
        "catalogue's mean; grey: less; in standard deviations. Point at a cell for its interval.",
        data=profiles.differences,
    )
    layout.table(words.overview(profiles), key="clusters_overview")
    layout.csv(profiles.clusters, key="clusters_overview_csv", name="clusters")

    st.subheader("How each kind does", anchor=False)
    outcome = st.segmented_control(
        "Measured by",
        list(words.OUTCOMES),
        format_func=words.OUTCOMES.__getitem__,
        default="streams",
        required=True,
        key="clusters_outcome",
        bind="query-params",
    )
    layout.chart(
        figures.outcomes(profiles, outcome),
        key="clusters_outcomes",
        how_to_read="Dot: the cluster; bar: 95 % interval, drawing artists anew. Where bars "
        "overlap widely, the kinds do not differ beyond doubt.",
        data=profiles.clusters,
    )
    tested = cached.job(answers.differences, chosen, way=way)
    if tested and outcome != "hit_rate":
        st.markdown(words.do_they_differ(tested, outcome))
        with st.expander("Pair by pair"):
            layout.table(words.pairs(tested, outcome, found.names), key="clusters_pairs")
            layout.csv(tested.pairs, key="clusters_pairs_csv", name="cluster_pairs")

    _clusters_place.examples(profiles, found)
    _clusters_place.draw(chosen, way, found)
    _clusters_choosing.draw(chosen, way)
    layout.method(HOW)
