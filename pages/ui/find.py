"""Finding one of any number of names: what is found shows while the reader types."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from analytics import kept
from data.reads import filters as reads_filters
from data.reads import tracks as reads
from data.selection import Selection
from pages.ui import wording

SHOWN = 8
"""Finds that are offered at once; more letters narrow them."""


def artist(
    label: str, version: str, *, key: str, pick: Callable[[str], None], help: str | None = None
) -> None:
    """Draw a search among all artists of the catalogue, whatever the filter."""
    find = partial(artists, Selection(version))
    box(label, key=key, find=find, pick=pick, hint="Any part of a name", help=help)


def track(label: str, selection: Selection, *, key: str, pick: Callable[[str], None]) -> None:
    """Draw a search among the tracks of a selection, by title and artists."""
    hint = "Words of title and artists"
    box(label, key=key, find=partial(tracks, selection), pick=pick, hint=hint)


@kept.in_memory
def artists(everything: Selection, text: str) -> dict[str, str]:
    """Return the artists of a version that a text finds, by name; of no text the most streamed."""
    return {name: name for name in reads_filters.artists(everything.version, text)}


@kept.in_memory
def tracks(selection: Selection, text: str) -> dict[str, str]:
    """Return the tracks of a selection that a text finds: track_id to title and artist."""
    return wording.named(reads.find(selection, text))


@st.fragment
def box(
    label: str,
    *,
    key: str,
    find: Callable[[str], Mapping[str, str]],
    pick: Callable[[str], None],
    hint: str,
    help: str | None = None,
) -> None:
    """Draw a search box; what it finds is offered under it while the reader types.

    Typing runs nothing but the box again; a pick runs the page.

    Parameters
    ----------
    key : str
        '<page>_<control>'; the box itself is `{key}_search`, what it finds `{key}_found`.
    find : function of a text
        What is found, key to name, the best first.
    pick : function
        Called with the key that the reader picks, before the page runs again.
    hint : str
        What to type.
    """
    text = st.text_input(
        label,
        type="search",
        live=True,
        key=f"{key}_search",
        placeholder=hint,
        icon=":material/search:",
        help=help,
    ).strip()
    if st.session_state.pop(f"{key}_picked", False):
        st.rerun()
    if not text:
        return
    found = dict(list(find(text).items())[: SHOWN + 1])
    if not found:
        st.caption(f"Nothing is called “{wording.plain(text[:60])}”.")
        return
    st.pills(
        "Found",
        list(found)[:SHOWN],
        format_func=lambda one: wording.plain(found[one]),
        key=f"{key}_found",
        label_visibility="collapsed",
        on_change=partial(_take, key, pick),
    )
    if len(found) > SHOWN:
        st.caption(f"The {SHOWN} most streamed of those found; more letters narrow them.")


def _take(key: str, pick: Callable[[str], None]) -> None:
    """Hand on what was picked and clear the box for the next name."""
    picked = st.session_state[f"{key}_found"]
    if picked is None:
        return
    pick(picked)
    st.session_state[f"{key}_found"], st.session_state[f"{key}_search"] = None, ""
    st.session_state[f"{key}_picked"] = True
