"""Up to five tracks or artists side by side; who they are is kept in the URL."""

from functools import partial

import streamlit as st

from analytics.catalogue import answers
from analytics.catalogue.profiles import MAX_COMPARED
from data.selection import Selection
from pages.catalogue import figures, words
from pages.ui import layout

KINDS = {"artist": "Artists", "track": "Tracks"}


def draw(selection: Selection) -> None:
    """Draw the picker, the picture and the figures."""
    kind = st.segmented_control(
        "Compare",
        list(KINDS),
        default="artist",
        required=True,
        format_func=KINDS.__getitem__,
        key="catalogue_compare",
        bind="query-params",
    )
    keys = _picker(selection, kind or "artist")
    if not keys:
        st.info(f"Choose up to {MAX_COMPARED} {kind}s to see them side by side.")
        return
    compared = answers.side_by_side(selection, kind=kind or "artist", keys=keys)
    layout.chart(
        partial(figures.side_by_side, compared, words.side_by_side_title(compared)),
        key="catalogue_comparison",
        how_to_read=f"A mark at 90 means that 90 % of the {kind}s in view lie below. Marks far "
        "apart are where they differ.",
        data=compared.figures,
    )
    table = words.side_by_side_table(compared)
    layout.table(table, key="catalogue_side_by_side", columns={n: n for n in table.columns})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Each figure, then its percentile among the {kind}s in view.")
        layout.csv(compared.figures, key="catalogue_side_by_side_csv", name=f"compared_{kind}s")


def _picker(selection: Selection, kind: str) -> tuple[str, ...]:
    """Offer what a search finds beside what is chosen already."""
    param = f"catalogue_compare_{kind}"
    asked = tuple(dict.fromkeys(st.query_params.get_all(param)))[:MAX_COMPARED]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Find",
            key=f"catalogue_find_{kind}",
            placeholder="Words of title and artists" if kind == "track" else "Part of a name",
            icon=":material/search:",
            width=300,
        ).strip()
        offered = answers.suggestions(selection, kind=kind, search=search, keys=asked)
        start = [key for key in asked if key in offered]
        if not asked and not search:
            start = list(offered)[:3]
        key = f"catalogue_pick_{kind}"
        st.session_state.setdefault(key, start)
        st.session_state[key] = [one for one in st.session_state[key] if one in offered]
        picked = st.multiselect(
            KINDS[kind],
            list(offered),
            format_func=offered.__getitem__,
            max_selections=MAX_COMPARED,
            select_all=False,
            key=key,
            on_change=partial(_keep, key, param),
        )
    return tuple(picked)


def _keep(key: str, param: str) -> None:
    st.query_params[param] = list(st.session_state[key])
