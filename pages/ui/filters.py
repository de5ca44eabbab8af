"""The filter that all pages share: drawn by app.py, kept in the URL, read by pages.

Each control's key is its name in the URL. What a link says is checked: a value that is not
offered falls back to its default, and the reader is told.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data import metrics, reads_filters, warehouse
from data.errors import NothingPublished
from data.selection import OPEN, Range, Selection
from pages.ui import layout

MIN, MAX = "min", "max"
MAX_ARTISTS = 20
"""How many artists may be chosen at once; a link with more is cut."""

ALBUM_TYPES = ("album", "single", "compilation")
FLAG = {"yes": True, "no": False}
FLAGS = ("official_video", "licensed")
_STEPS = [digit * 10**power for power in range(3, 10) for digit in (1, 2, 5)]
COUNT_STOPS = {MIN: None, **{metrics.short(n).replace(" ", ""): n for n in _STEPS}, MAX: None}
TEMPO_STOPS = {MIN: None, **{str(bpm): bpm for bpm in range(50, 220, 10)}, MAX: None}
RANGES = {"streams": COUNT_STOPS, "views": COUNT_STOPS, "tempo": TEMPO_STOPS}
DEFAULTS: dict[str, Any] = {
    "artist": [],
    "album_type": [],
    "official_video": None,
    "licensed": None,
    **dict.fromkeys(RANGES, (MIN, MAX)),
}
_PINNED = "selection"


def chosen() -> Selection:
    """Return what the reader looks at, the same for the whole run of a page."""
    if _PINNED not in st.session_state:
        st.session_state[_PINNED] = Selection(warehouse.current_version())
    pinned: Selection = st.session_state[_PINNED]
    return pinned


def draw() -> Selection | None:
    """Draw the filter into the sidebar and pin the selection for this run.

    Returns
    -------
    The selection, or None where nothing is published yet.
    """
    try:
        version = warehouse.current_version()
    except NothingPublished:
        st.session_state.pop(_PINNED, None)
        return None
    artists = _artists_of_link(version)
    asked = _read_link(artists)
    with st.sidebar:
        st.session_state[_PINNED] = selection = _controls(version, artists)
        _count(selection)
        if unheeded := _unheeded(asked):
            st.caption(
                f":material/link_off: The link asked for {layout.plain(', '.join(unheeded))}, "
                "which is not offered here and was left out."
            )
    return selection


def _controls(version: str, artists: Sequence[str]) -> Selection:
    st.subheader("Filter", anchor=False)
    names = _artist_picker(version, artists)
    kinds = st.pills(
        "Album type",
        ALBUM_TYPES,
        selection_mode="multi",
        format_func=str.capitalize,
        key="album_type",
        bind="query-params",
    )
    left, right = st.columns(2)
    with left:
        video = _flag("official_video", "Official video")
    with right:
        licensed = _flag("licensed", "Licensed")
    ranges = {name: _range(name) for name in RANGES}
    return Selection(
        version,
        artists=tuple(sorted(names)),
        album_types=tuple(sorted(kinds)),
        official_video=video,
        licensed=licensed,
        **ranges,
    )


def _artist_picker(version: str, chosen_already: Sequence[str]) -> list[str]:
    """Offer artists: all of a small catalogue, the matches of a search in a large one."""
    search = ""
    if reads_filters.count_artists(version) > reads_filters.MAX_OFFERED:
        search = st.text_input(
            "Find an artist", key="filter_search", placeholder="Part of a name"
        ).strip()
    offered = reads_filters.artists(version, search)
    kept = [*st.session_state.get("artist", []), *chosen_already]
    return st.multiselect(
        "Artist",
        list(dict.fromkeys([*kept, *offered])),
        key="artist",
        placeholder="All artists",
        max_selections=MAX_ARTISTS,
        select_all=False,
        bind="query-params",
    )


def _flag(key: str, label: str) -> bool | None:
    picked = st.segmented_control(
        label, list(FLAG), format_func=str.capitalize, key=key, bind="query-params"
    )
    return FLAG.get(picked or "")


def _range(name: str) -> Range:
    stops = RANGES[name]
    metric = metrics.METRICS[name]
    low, high = st.select_slider(
        f"{metric.label} ({metric.unit})",
        list(stops),
        value=(MIN, MAX),
        key=name,
        bind="query-params",
    )
    return (stops[low], stops[high]) if (low, high) != (MIN, MAX) else OPEN


def _count(selection: Selection) -> None:
    """Say how many tracks are shown of how many, and offer to show all."""
    total = warehouse.manifest(selection.version).recordings
    if selection.is_everything:
        st.caption(f"All {metrics.exact(total)} tracks are shown.")
        return
    shown = reads_filters.count_tracks(selection)
    st.caption(f"**{metrics.exact(shown)}** of {metrics.exact(total)} tracks are shown.")
    st.button(
        "Clear filter",
        icon=":material/filter_alt_off:",
        key="filter_clear",
        on_click=clear,
        width="stretch",
    )


def clear() -> None:
    """Set every control back to show all tracks."""
    for key, default in DEFAULTS.items():
        st.session_state[key] = default


def _artists_of_link(version: str) -> list[str]:
    """Return the artists a link asks for that are in the catalogue."""
    asked = st.query_params.get_all("artist")[:MAX_ARTISTS]
    return reads_filters.known_artists(version, asked) if asked else []


def _read_link(artists: Sequence[str]) -> dict[str, list[str]]:
    """Return what a link asks of the controls, on the first run of a session.

    Streamlit itself reads exact values and drops the others. A reader who types
    `?album_type=single` means Single: such values are set here.
    """
    offers = _offers(artists)
    asked = {
        key: [text for text in st.query_params.get_all(key) if text]
        for key in offers
        if key not in st.session_state
    }
    for key, texts in asked.items():
        by_folded = {text.casefold(): value for text, value in offers[key].items()}
        known = [by_folded[text.casefold()] for text in texts if text.casefold() in by_folded]
        if any(text not in offers[key] for text in texts):
            _preset(key, known)
    return asked


def _unheeded(asked: dict[str, list[str]]) -> list[str]:
    """Return what the link asked for and the controls do not show."""
    lost = []
    for key, texts in asked.items():
        state: Any = st.session_state.get(key)
        values = [state] if key in FLAGS else state or []
        shown = {str(value).casefold() for value in values}
        lost += [f"{key} '{text[:60]}'" for text in texts if text.casefold() not in shown]
    return lost


def _offers(artists: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what each control offers: the text in the URL and the value it stands for."""
    return {
        "artist": {name: name for name in artists},
        "album_type": {kind.capitalize(): kind for kind in ALBUM_TYPES},
        **{flag: {word.capitalize(): word for word in FLAG} for flag in FLAGS},
        **{name: {text: text for text in stops} for name, stops in RANGES.items()},
    }


def _preset(key: str, values: list[Any]) -> None:
    if key in RANGES and len(values) == 2:
        st.session_state[key] = tuple(sorted(values, key=list(RANGES[key]).index))
    elif key not in RANGES and values:
        st.session_state[key] = values[0] if key in FLAGS else values
