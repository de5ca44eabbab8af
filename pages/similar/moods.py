"""The moods of the similar page: groups by sound, their names, and how far to trust them."""

from functools import partial

import streamlit as st

from analytics.clusters import answers as clusters
from analytics.clusters.clustering import MAX_CLUSTERS, MIN_CLUSTERS
from analytics.similar import answers
from analytics.similar.moods import N_MOODS, Moods
from data.selection import Selection
from pages.similar import figures, words
from pages.ui import jobs, layout

RENAMED = "similar_mood"
"""Names that the reader gave to moods, 'number:name', in the address."""
MAX_NAME = 40


def names(moods: Moods) -> tuple[str, ...]:
    """Return what moods are called: as the reader says, else by the rules."""
    said = dict(one.split(":", 1) for one in st.query_params.get_all(RENAMED) if ":" in one)
    if len(moods.names) != N_MOODS:
        return moods.names
    return tuple(
        said.get(str(number), "").strip()[:MAX_NAME] or name
        for number, name in enumerate(moods.names)
    )


def draw(selection: Selection) -> None:
    """Draw the moods of the whole catalogue."""
    whole = answers.everything(selection)
    n = st.slider(
        "Number of moods",
        MIN_CLUSTERS,
        MAX_CLUSTERS,
        N_MOODS,
        key="similar_moods",
        bind="query-params",
    )
    moods = answers.moods_of(whole, n=n)
    called = names(moods)
    st.markdown(words.moods_lead(moods, called))
    table = words.mood_table(moods, called)
    layout.table(table, key="similar_mood_table")
    layout.csv(table, key="similar_mood_table_csv", name="moods")
    if n == N_MOODS:
        _rename(moods, called)
    way = answers.mood_way(whole, n)
    shown = jobs.answer(clusters.neighbourhoods, whole, way=way)
    if shown is None:
        return
    layout.chart(
        partial(figures.mood_map, shown, called),
        key="similar_mood_map",
        how_to_read="A dot is a track; near means alike (t-SNE of a sample).",
        data=shown.points,
    )
    numbers = jobs.answer(clusters.numbers, whole, features=way.features)
    if numbers is None:
        return
    layout.chart(
        partial(figures.elbow, numbers),
        key="similar_elbow",
        how_to_read="More groups always lie closer; where the curve bends, more stop paying.",
        data=numbers.curve,
    )
    compared = jobs.answer(clusters.comparison, whole, way=way)
    if compared is not None:
        st.markdown(words.methods_lead(compared))
        layout.table(words.methods_table(compared), key="similar_methods")
        layout.csv(compared.table, key="similar_methods_csv", name="ways_of_grouping")


def _rename(moods: Moods, called: tuple[str, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Rename a mood",
            range(len(called)),
            format_func=lambda n: f"{n + 1} · {moods.names[n]}",
            key="similar_rename",
            bind="query-params",
            help="The search knows moods by these names; they are kept in the address.",
        )
        key = f"similar_mood_name_{number}"
        st.text_input(
            "Call it",
            value=called[number],
            max_chars=MAX_NAME,
            key=key,
            on_change=_keep,
            args=(number, key),
        )


def _keep(number: int, key: str) -> None:
    others = [one for one in st.query_params.get_all(RENAMED) if not one.startswith(f"{number}:")]
    name = st.session_state[key].strip()
    st.query_params[RENAMED] = [*others, f"{number}:{name}"] if name else others
