"""The controls of an imagined track: where it starts from, its release, its sound.

The scenarios are what counts, and they stand in the page's address. The controls show the one in
hand, and what a reader moves is written into the address before the fragment is drawn again.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.what_if import answers
from analytics.what_if.scenario import ALBUM_TYPES, MAX_VIEWS, Scenario
from data import metrics
from data.errors import CrossfadeError
from data.selection import Selection
from pages.ui import find, layout, wording
from pages.what_if import link, words
from pages.what_if.words import LETTERS, STARTS

MAX_SCENARIOS = len(LETTERS)
NEWCOMER, TYPICAL = "A newcomer", "A typical artist"
PARAM = "what_if"
KEYS = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
MINUTE = 60_000
FORMATS = {"tempo": "%.1f", "loudness": "%.1f"}
SLIDERS = tuple(name for name in metrics.AUDIO_FEATURES if name != "key")
SHARES = tuple(n for n in SLIDERS if metrics.METRICS[n].unit == "0 to 1")
ARTISTS = {None: None, TYPICAL: None, NEWCOMER: ""}
"""What is offered beside names, as a scenario has it."""
_LEFT = "what_if_left"
"""The scenarios as they were when the reader went to another page."""
_CHOOSE = "what_if_choose"


def all_of_them() -> list[Scenario]:
    """Return the scenarios of the address."""
    return [link.from_text(text) for text in _texts()]


def active() -> int:
    """Return the number of the scenario in hand."""
    return link.in_hand(_texts())


def _texts() -> list[str]:
    return st.query_params.get_all(PARAM)[:MAX_SCENARIOS] or [""]


def _keep(known: list[Scenario], number: int) -> None:
    texts = st.session_state[_LEFT] = link.to_texts(known, number)
    if texts:
        st.query_params[PARAM] = texts
    else:
        st.query_params.pop(PARAM, None)


def _come_back() -> None:
    """Take up the scenarios that were left, where the menu brings the reader back to the page."""
    arrives = _CHOOSE not in st.session_state  # what other pages do not draw is forgotten there
    if arrives and PARAM not in st.query_params and st.session_state.get(_LEFT):
        st.query_params[PARAM] = st.session_state[_LEFT]


def _change(make: Callable[[Scenario, Any], Scenario], key: str) -> None:
    """Write a moved control into the scenario in hand."""
    _set(make, st.session_state[key])


def _set(make: Callable[[Scenario, Any], Scenario], value: Any) -> None:
    known, number = all_of_them(), active()
    known[number] = make(known[number], value)
    _keep(known, number)


def bar() -> None:
    """Draw the scenarios to choose from, and what can be done with them."""
    _come_back()
    known, number = all_of_them(), active()
    _show(_CHOOSE, number)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Scenario",
            range(len(known)),
            format_func=LETTERS.__getitem__,
            key=_CHOOSE,
            required=True,
            on_change=_choose,
        )
        st.button(
            "Copy to a new one",
            key="what_if_add",
            icon=":material/add:",
            disabled=len(known) == MAX_SCENARIOS,
            on_click=_add,
            help=f"Up to {MAX_SCENARIOS} side by side. The page's address holds them all: copy "
            "it to share them.",
        )
        if len(known) > 1:
            st.button("Remove", key="what_if_remove", icon=":material/close:", on_click=_remove)
        if known[number] != Scenario(known[number].start, known[number].key):
            st.button("Reset", key="what_if_reset", icon=":material/undo:", on_click=_reset)


def _show(key: str, value: Any) -> None:
    """Set a control to what the scenario says; untouched where it says so already."""
    if st.session_state.get(key, ...) != value:
        st.session_state[key] = value


def _choose() -> None:
    _keep(all_of_them(), st.session_state[_CHOOSE])


def _add() -> None:
    known = all_of_them()
    _keep([*known, known[active()]][:MAX_SCENARIOS], min(len(known), MAX_SCENARIOS - 1))


def _remove() -> None:
    known, number = all_of_them(), active()
    del known[number]
    _keep(known, max(number - 1, 0))


def _reset() -> None:
    known, number = all_of_them(), active()
    known[number] = Scenario(known[number].start, known[number].key)
    _keep(known, number)


def start(selection: Selection) -> None:
    """Draw where the scenario in hand starts from."""
    scenario = all_of_them()[active()]
    _show("what_if_start", scenario.start)
    kind = st.segmented_control(
        "Start from",
        list(STARTS),
        format_func=STARTS.__getitem__,
        key="what_if_start",
        required=True,
        on_change=partial(_change, partial(_start_afresh, selection), "what_if_start"),
    )
    if kind == "artist":
        _artist_start(selection, scenario)
    elif kind == "track":
        _track_start(selection, scenario)


def _start_afresh(selection: Selection, old: Scenario, kind: str) -> Scenario:
    return old if kind == old.start else Scenario(kind, answers.first(selection, start=kind))


def _artist_start(selection: Selection, scenario: Scenario) -> None:
    find.artist(
        "Artist to start from",
        selection.version,
        key="what_if_find_start",
        pick=partial(_set, lambda old, name: Scenario("artist", name)),
    )
    _show("what_if_start_artist", scenario.key or None)
    st.selectbox(
        "Chosen artist",
        _offered(selection, *filter(None, [scenario.key])),
        key="what_if_start_artist",
        filter_mode=None,
        label_visibility="collapsed",
        on_change=partial(
            _change, lambda old, name: Scenario("artist", name or ""), "what_if_start_artist"
        ),
    )


def _offered(selection: Selection, *names: str) -> list[str]:
    """Return names, and the most streamed artists after them."""
    return list(dict.fromkeys([*names, *find.artists(Selection(selection.version), "")]))


def _track_start(selection: Selection, scenario: Scenario) -> None:
    find.track(
        "Track to start from",
        Selection(selection.version),
        key="what_if_find_track",
        pick=partial(_set, lambda old, key: Scenario("track", key)),
    )
    if scenario.key:
        st.markdown(f"**{wording.plain(_name(selection, scenario))}**")


def _name(selection: Selection, scenario: Scenario) -> str:
    try:
        row = answers.start_row(selection, start=scenario.start, key=scenario.key).iloc[0]
    except CrossfadeError:
        return "A track that is not in this catalogue"
    return words.name(scenario, row["track"], row["artist"])


def values(track: pd.Series, scenario: Scenario) -> dict[str, Any]:
    """Return what the controls show: artist, album type, flags, views, audio features."""
    shown: dict[str, Any] = {name: float(track[name]) for name in metrics.AUDIO_FEATURES}
    return shown | {
        "artist": str(track["artist"]) or (TYPICAL if scenario.artist is None else NEWCOMER),
        "album_type": track["album_type"] if track["album_type"] in ALBUM_TYPES else None,
        "official_video": bool(track["has_official_video"] or False),
        "licensed": bool(track["is_licensed"] or False),
        "views": scenario.views,
    }


def release(selection: Selection, values: dict[str, Any], video: str) -> None:
    """Draw album type, video, licence, expected views and the artist."""
    _show("what_if_type", values["album_type"])
    st.segmented_control(
        "Album type",
        ALBUM_TYPES,
        format_func=str.capitalize,
        key="what_if_type",
        on_change=partial(_change, lambda old, kind: replace(old, album_type=kind), "what_if_type"),
    )
    with st.container(horizontal=True):
        _switch("official_video", "Official video (association)", values["official_video"], video)
        _switch("licensed", "Licensed", values["licensed"], "Licensed content on YouTube.")
    layout.note(video)
    _artist(selection, values["artist"])
    _show("what_if_views", values["views"])
    st.number_input(
        "Expected YouTube views",
        min_value=0,
        max_value=MAX_VIEWS,
        step=100_000,
        key="what_if_views",
        placeholder="Not known",
        on_change=partial(_change, lambda old, n: replace(old, views=n), "what_if_views"),
        help="Left empty, the answer is what is known before release. With views it is an "
        "estimate across platforms, not a forecast: views are an outcome too.",
    )


def _switch(field: str, label: str, value: bool, help_text: str) -> None:
    key = f"what_if_{field}"
    _show(key, value)
    st.toggle(
        label,
        key=key,
        help=help_text,
        on_change=partial(_change, lambda old, on: replace(old, **{field: on}), key),
    )


def _artist(selection: Selection, current: str) -> None:
    find.artist(
        "Artist",
        selection.version,
        key="what_if_find_artist",
        pick=partial(_set, lambda old, name: replace(old, artist=name)),
        help="What the artist's other tracks reached counts; whom the catalogue does not know is a "
        "newcomer.",
    )
    _show("what_if_artist", current)
    typical = [TYPICAL] if all_of_them()[active()].start == "catalogue" else []
    st.selectbox(
        "Chosen artist",
        _offered(selection, current, *typical, NEWCOMER),
        key="what_if_artist",
        filter_mode=None,
        label_visibility="collapsed",
        on_change=partial(
            _change,
            lambda old, name: replace(old, artist=ARTISTS.get(name, name)),
            "what_if_artist",
        ),
    )


def sound(selection: Selection, values: dict[str, Any]) -> None:
    """Draw a slider for each audio feature."""
    spans = answers.spans(selection)
    for place, column in enumerate(st.columns(2)):
        with column:
            for feature in SLIDERS[place::2]:
                low, _, high = (0.0, 0.5, 1.0) if feature in SHARES else spans[feature]
                scale = MINUTE if feature == "duration_ms" else 1
                _slider(feature, values[feature], low, high, scale)
    _key(values["key"])


def _slider(feature: str, value: float, low: float, high: float, scale: float = 1) -> None:
    key, metric = f"what_if_{feature}", metrics.METRICS[feature]
    step = 0.5 if feature == "tempo" else 0.1 if feature in ("loudness", "duration_ms") else 0.01
    _show(key, value / scale)
    st.slider(
        "Duration (minutes)" if scale != 1 else metrics.axis(feature),
        min(low, value) / scale,
        max(high, value, low + step) / scale,
        step=step,
        format=FORMATS.get(feature),
        key=key,
        help=metric.definition,
        on_change=partial(
            _change, lambda old, moved: old.with_sound(feature, round(moved * scale, 4)), key
        ),
    )


def _key(value: float) -> None:
    _show("what_if_key", min(max(round(value), 0), 11))
    st.select_slider(
        "Key",
        range(12),
        format_func=KEYS.__getitem__,
        key="what_if_key",
        help=metrics.METRICS["key"].definition,
        on_change=partial(
            _change, lambda old, moved: old.with_sound("key", float(moved)), "what_if_key"
        ),
    )
