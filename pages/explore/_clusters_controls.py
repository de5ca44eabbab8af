"""How the reader chooses the way of grouping; kept in the URL."""

import streamlit as st

from analytics.cluster_space import CHOICES, FEATURES
from analytics.clusters import MAX_CLUSTERS, MIN_CLUSTERS, N_CLUSTERS
from data import metrics
from pages.answers.clusters import QUICK, Way

METHODS = {
    "kmeans": "Round groups (K-means)",
    "mixture": "Stretched groups (Gaussian mixture)",
    "dbscan": "Dense groups, one reach (DBSCAN)",
    "hdbscan": "Dense groups, any reach (HDBSCAN)",
    "learned": "Learned features (autoencoder)",
}


def way() -> Way:
    """Draw the controls and return what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.selectbox(
            "Group by",
            list(METHODS),
            format_func=METHODS.__getitem__,
            key="clusters_method",
            bind="query-params",
            help="Dense groups may leave tracks in no cluster. Learned: a small neural network "
            "squeezes each track into a code of 64 numbers, which is then grouped.",
        )
        options: dict = {}
        if method in (QUICK, "mixture", "learned"):
            options["n_clusters"] = st.slider(
                "Number of clusters",
                MIN_CLUSTERS,
                MAX_CLUSTERS,
                N_CLUSTERS,
                key="clusters_number",
                bind="query-params",
            )
        else:
            options["min_share"] = (
                st.slider(
                    "Smallest cluster (% of tracks)",
                    0.5,
                    10.0,
                    1.0,
                    0.5,
                    key="clusters_smallest",
                    bind="query-params",
                )
                / 100
            )
        if method == "dbscan":
            options["eps"] = st.number_input(
                "Reach (eps)",
                min_value=0.1,
                max_value=20.0,
                value=None,
                step=0.1,
                placeholder="suggested",
                key="clusters_reach",
                help="How near, in standard deviations, tracks of one cluster are. Empty: where "
                "the curve of distances bends.",
            )
        with st.popover("Features", icon=":material/tune:"):
            features = st.pills(
                "What tracks are grouped by",
                CHOICES,
                selection_mode="multi",
                default=FEATURES,
                format_func=metrics.label,
                key="clusters_features",
                bind="query-params",
                help="Each on the same scale. What helps to form clusters is not tested between "
                "them. Key is a circle of names, not a quantity, and is not offered.",
            )
    return Way(method, tuple(name for name in CHOICES if name in features), **options)
