"""The page's head and controls: the way of grouping is kept in the URL."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.clusters import answers
from analytics.clusters.answers import QUICK, Way
from analytics.clusters.clustering import MAX_CLUSTERS, METHODS, MIN_CLUSTERS, N_CLUSTERS, Clusters
from analytics.clusters.space import CHOICES, FEATURES
from data import metrics
from data.selection import Selection
from pages.clusters import words
from pages.ui import jobs, layout

HELP = """
How tracks are grouped:

- **K-means**: round groups around their mean. Quick and steady.
- **Gaussian mixture**: stretched groups that may overlap.
- **DBSCAN**, **HDBSCAN**: dense groups of any shape, as many as there are; tracks on their own stay
  out.
- **Mean shift**: each track climbs to where tracks are densest; those of one summit are a group.
- **Autoencoder**: a small neural network sums up each track in 64 numbers, which are then grouped.
"""


def way() -> Way:
    """Draw the controls and return what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.selectbox(
            "Group by",
            list(METHODS),
            format_func=METHODS.__getitem__,
            key="clusters_method",
            bind="query-params",
            help=HELP,
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
                bind="query-params",
                help="How far apart two tracks of one cluster may be, in standard deviations. "
                "Left empty, the data decides.",
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
                help="All count alike. Clusters are not compared by a figure that helped to form "
                "them. Key is left out: it is a name, not an amount.",
            )
    return Way(method, tuple(name for name in CHOICES if name in features), **options)


def opened(head: DeltaGenerator, selection: Selection, way: Way) -> Clusters | None:
    """Group the tracks and draw the page's title, with its answer as soon as there is one.

    Returns
    -------
    The clusters, or None while a slow method is at work.
    """
    ask = answers.clusters
    answer, clusters = words.QUESTION, None
    try:
        quick = way.method == QUICK
        clusters = ask(selection, way=way) if quick else jobs.answer(ask, selection, way=way)
        answer = words.lead(clusters) if clusters else answer
    finally:
        with head:
            layout.header("Clusters", answer)
    return clusters


def one_of(label: str, options: dict[str, str], *, key: str) -> str:
    """Let the reader choose one of a few, the first unless he does; kept in the URL."""
    return st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        default=next(iter(options)),
        required=True,
        key=key,
        bind="query-params",
    )
