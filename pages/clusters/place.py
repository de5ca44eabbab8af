"""Placing one track among the clusters: one of the catalogue, or one that does not exist yet."""

from functools import partial

import streamlit as st

from analytics.clusters import answers
from analytics.clusters.answers import Way
from analytics.clusters.clustering import Clusters
from analytics.clusters.placement import Placement
from analytics.clusters.profiles import Profiles
from data import metrics
from data.selection import Selection
from pages.clusters import words
from pages.clusters.figures.tracks import placed_map
from pages.ui import find, layout, wording

KINDS = {"existing": "A track of the catalogue", "new": "A new track"}

LISTED = {"track": "Track", "artist": "Artist", "streams": "Streams"}


def examples(profiles: Profiles, clusters: Clusters) -> None:
    """Draw the typical and the most streamed tracks of one cluster."""
    if not clusters.names:
        return
    st.header("Who is who", anchor=False)
    number = st.selectbox(
        "Cluster",
        range(len(clusters.names)),
        format_func=lambda n: words.numbered(n, clusters.names[n]),
        key="clusters_closer",
        bind="query-params",
    )
    tables = {"Most typical": profiles.typical, "Most streamed": profiles.most_streamed}
    for column, (title, tracks) in zip(st.columns(2), tables.items(), strict=True):
        key = "clusters_" + title.lower().replace(" ", "_")
        with column:
            st.markdown(f"**{title}**, one per artist")
            layout.table(tracks[tracks.cluster == number], key=key, columns=LISTED)
            layout.csv(tracks, key=f"{key}_csv", name=key)


def draw(selection: Selection, way: Way, clusters: Clusters) -> None:
    """Draw the section; nothing is worked out before the reader asks."""
    st.header("Place a track", anchor=False)
    kind = st.segmented_control(
        "Which track",
        list(KINDS),
        format_func=KINDS.__getitem__,
        key="clusters_place",
        bind="query-params",
        label_visibility="collapsed",
    )
    if kind is None:
        st.caption("See which kind a track is of, and which tracks of that kind are most like it.")
        return
    placed = _existing(selection, way) if kind == "existing" else _new(selection, way)
    if placed is None:
        return
    st.markdown(words.placed(placed, clusters.names))
    axes = answers.axes(selection, way=way)
    layout.chart(
        partial(placed_map, axes, clusters.names, placed),
        key="clusters_placed",
        how_to_read="On two axes kinds may overlap; the sentence above counts in all features.",
        data=placed.neighbours,
    )
    st.markdown("**Most like it** among tracks of its kind")
    layout.table(
        placed.neighbours,
        key="clusters_neighbours",
        columns=LISTED | {"similarity": "Similarity"},
    )


def _existing(selection: Selection, way: Way) -> Placement | None:
    find.track("Find a track", selection, key="clusters_find", pick=_choose)
    track_id = st.query_params.get("clusters_track", "")
    name = answers.name(selection, track_id=track_id)
    if name is None:
        return None
    st.markdown(f"**{wording.plain(name)}**")
    return answers.placed(selection, way=way, track_id=track_id)


def _choose(track_id: str) -> None:
    st.query_params["clusters_track"] = track_id


def _new(selection: Selection, way: Way) -> Placement:
    ranges = answers.ranges(selection, features=way.features)
    columns = st.columns(3)
    values = []
    for i, feature in enumerate(way.features):
        low, middle, high = ranges[feature]
        with columns[i % 3]:
            value = st.slider(
                metrics.axis(feature),
                low,
                max(high, low + 1e-6),
                min(max(middle, low), high),
                key=f"clusters_new_{feature}",
                bind="query-params",
            )
        values.append(value)
    return answers.placed_new(selection, way=way, values=tuple(values))
