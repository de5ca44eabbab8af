"""Up to five tracks or artists side by side; who they are is kept in the URL."""

from functools import partial

import streamlit as st

from analytics.catalogue import answers
from analytics.catalogue.profiles import MAX_COMPARED
from data.selection import Selection
from pages.catalogue import figures, words
from pages.ui import find, layout, wording

KINDS = {"artist": "Artists", "track": "Tracks"}
AT_FIRST = 3
"""How many are compared where the address does not say who."""


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
    """Find more to compare; the list holds what is compared, at first the most streamed."""
    param, key = f"catalogue_compare_{kind}", f"catalogue_pick_{kind}"
    asked = tuple(dict.fromkeys(filter(None, st.query_params.get_all(param))))[:MAX_COMPARED]
    offered = answers.suggestions(selection, kind=kind, keys=asked)
    start = list(asked) if param in st.query_params else list(offered)[:AT_FIRST]
    if unseen := [one[:60] for one in start if one not in offered]:
        start = [one for one in start if one in offered]
        layout.note(f"Not in what the filter leaves: {wording.plain(', '.join(unseen))}.")
    if st.session_state.get(key) != start:
        st.session_state[key] = start
    add = partial(_add, key, param)
    if kind == "artist":
        find.artist("Find an artist", selection.version, key="catalogue_artist", pick=add)
    else:
        find.track("Find a track", selection, key="catalogue_track", pick=add)
    picked = st.multiselect(
        f"Compared {KINDS[kind].lower()}",
        list(offered),
        format_func=offered.__getitem__,
        max_selections=MAX_COMPARED,
        select_all=False,
        filter_mode=None,
        key=key,
        label_visibility="collapsed",
        on_change=partial(_keep, key, param),
    )
    return tuple(picked)


def _add(key: str, param: str, picked: str) -> None:
    """Compare one more; the oldest makes room for a sixth."""
    others = [one for one in st.session_state[key] if one != picked]
    st.session_state[key] = [*others, picked][-MAX_COMPARED:]
    _keep(key, param)


def _keep(key: str, param: str) -> None:
    st.query_params[param] = st.session_state[key] or ""  # nobody chosen, not the first few
