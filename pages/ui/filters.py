"""The filter that all pages share: drawn by app.py, kept in the URL, read by pages.

Each control's key is its name in the URL. What a link says is checked: a value that is not
offered falls back to its default, and the reader is told.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics import kept
from data import metrics, published
from data.errors import NothingPublished
from data.reads import filters as reads_filters
from data.reads import tracks as reads
from data.selection import OPEN, Range, Selection
from pages.ui import find, wording

MIN, MAX = "min", "max"
MAX_ARTISTS = 20
"""How many artists may be chosen at once; a link with more is cut."""

ALBUM_TYPES = ("album", "single", "compilation")
FLAG = {"yes": True, "no": False}
FLAGS = ("official_video", "licensed")
_STEPS = [digit * 10**power for power in range(3, 10) for digit in (1, 2, 5)]
COUNT_STOPS = {MIN: None, **{metrics.short(n, tie=""): n for n in _STEPS}, MAX: None}
TEMPO_STOPS = {MIN: None, **{str(bpm): bpm for bpm in range(50, 220, 10)}, MAX: None}
RANGES = {"streams": COUNT_STOPS, "views": COUNT_STOPS, "tempo": TEMPO_STOPS}
DEFAULTS: dict[str, Any] = {
    "artist": [],
    "album_type": [],
    "genre": [],
    "official_video": None,
    "licensed": None,
    **dict.fromkeys(RANGES, (MIN, MAX)),
}
_PINNED = "selection"
_LOST = "filter_lost"


def chosen() -> Selection:
    """Return what the reader looks at, the same for the whole run of a page."""
    if _PINNED not in st.session_state:
        st.session_state[_PINNED] = Selection(published.current_version())
    pinned: Selection = st.session_state[_PINNED]
    return pinned


def draw() -> Selection | None:
    """Draw the filter into the sidebar and pin the selection for this run.

    Returns
    -------
    The selection, or None where nothing is published yet.
    """
    try:
        version = published.current_version()
    except NothingPublished:
        st.session_state.pop(_PINNED, None)
        return None
    artists = _artists_of_link(version)
    if _PINNED not in st.session_state:
        _mend_link(version, artists)
    with st.sidebar:
        st.session_state[_PINNED] = selection = _controls(version, artists)
        _count(selection)
        if lost := st.session_state.pop(_LOST, None):
            st.caption(
                f":material/link_off: The link asked for {wording.plain(', '.join(lost))}, which "
                "is not offered here and was left out."
            )
    return selection


def _controls(version: str, artists: Sequence[str]) -> Selection:
    st.header("Filter", anchor=False)
    names = _artist_picker(version, artists)
    kinds = st.pills(
        "Album type",
        ALBUM_TYPES,
        selection_mode="multi",
        format_func=str.capitalize,
        key="album_type",
        bind="query-params",
    )
    genres = _genre_picker(version)
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
        genres=tuple(sorted(genres)),
        official_video=video,
        licensed=licensed,
        **ranges,
    )


def _artist_picker(version: str, chosen_already: Sequence[str]) -> list[str]:
    """Find artists by any part of their name; the list below holds the chosen ones."""
    find.artist("Artist", version, key="filter_artist", pick=_add_artist)
    kept = [*st.session_state.get("artist", []), *chosen_already]
    return st.multiselect(
        "Chosen artists",
        list(dict.fromkeys([*kept, *find.artists(Selection(version), "")])),
        key="artist",
        placeholder="All artists",
        max_selections=MAX_ARTISTS,
        select_all=False,
        filter_mode=None,
        label_visibility="collapsed",
        bind="query-params",
    )


def _genre_picker(version: str) -> list[str]:
    """Choose among the genres that files give; where none does, there is nothing to choose."""
    offered = _genres(version)
    if not offered:
        return []
    return st.multiselect(
        "Genre",
        offered,
        key="genre",
        placeholder="All genres",
        bind="query-params",
    )


@kept.in_memory
def _genres(version: str) -> list[str]:
    return reads_filters.genres(version)


def _add_artist(name: str) -> None:
    chosen = [*st.session_state.get("artist", []), name]
    st.session_state["artist"] = list(dict.fromkeys(chosen))[:MAX_ARTISTS]


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
    total = published.manifest(selection.version).recordings
    if selection.is_everything:
        st.caption(
            f"All {metrics.exact(total)} tracks are shown." if total != 1 else "It has one track."
        )
        return
    shown = n_tracks(selection)
    verb = "is" if shown == 1 else "are"
    st.caption(f"**{metrics.exact(shown)}** of {metrics.many(total, 'track')} {verb} shown.")
    st.button(
        "Clear filter",
        icon=":material/filter_alt_off:",
        key="filter_clear",
        on_click=clear,
        width="stretch",
    )


@kept.in_memory
def n_tracks(selection: Selection) -> int:
    """Count the tracks that the filter leaves."""
    return reads.n_tracks(selection)


def clear() -> None:
    """Set every control back to show all tracks."""
    for key, default in DEFAULTS.items():
        st.session_state[key] = default


def _artists_of_link(version: str) -> list[str]:
    """Return the artists a link asks for that are in the catalogue."""
    asked = st.query_params.get_all("artist")[:MAX_ARTISTS]
    return reads_filters.known_artists(version, asked) if asked else []


def _mend_link(version: str, artists: Sequence[str]) -> None:
    """Spell a link as the controls do, drop what they do not offer, and begin anew.

    Streamlit reads exact values only. A reader who types `?album_type=single` means Single.
    """
    lost, is_mended = [], False
    for key, offers in _offers(version, artists).items():
        asked = st.query_params.get_all(key)
        meant = _meant(key, asked, offers)
        if meant == asked:
            continue
        is_mended = True
        kept = {text.casefold() for text in meant}
        lost += [f"{key} '{text[:60]}'" for text in asked if text and text.casefold() not in kept]
        if meant:
            st.query_params[key] = meant
        else:
            del st.query_params[key]
    if is_mended:
        st.session_state[_LOST] = lost
        st.rerun()


def _meant(key: str, asked: Sequence[str], offers: Sequence[str]) -> list[str]:
    """Return which of a control's values a link asks for, in the control's own spelling."""
    by_folded = {text.casefold(): text for text in offers}
    meant = [by_folded[text.casefold()] for text in asked if text.casefold() in by_folded]
    if key in RANGES:
        return sorted(meant, key=list(offers).index) if len(meant) == 2 else []
    return list(dict.fromkeys(meant))[: 1 if key in FLAGS else None]


def _offers(version: str, artists: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return what each control offers, as its values read in the URL."""
    return {
        "artist": artists,
        "genre": _genres(version),
        "album_type": [kind.capitalize() for kind in ALBUM_TYPES],
        **{flag: [word.capitalize() for word in FLAG] for flag in FLAGS},
        **{name: list(stops) for name, stops in RANGES.items()},
    }
