"""The search of the similar page: one box that takes anything, and what was understood of it."""

from dataclasses import dataclass, replace

import streamlit as st

from analytics.similar import answers
from analytics.similar.found import Alike, Fitting, Meant
from analytics.similar.limits import Limits
from analytics.similar.moods import N_MOODS
from data.selection import Selection
from pages.similar import moods, words
from pages.ui import wording

PICKED = "similar_track"
"""Tracks that the reader took from a list, by id, in the address."""
MAX_PICKED = 12
MOST = 8
"""Finds that are offered at once."""


@dataclass(frozen=True, eq=False, slots=True)
class Search:
    """What was asked, and what was found."""

    lead: str
    alike: Alike | None
    fitting: Fitting | None


def draw(selection: Selection) -> Search:
    """Draw the box, the limits and what was understood; return what was found."""
    start = st.segmented_control(
        "Start from",
        list(words.STARTS),
        format_func=words.STARTS.__getitem__,
        default="text",
        required=True,
        key="similar_start",
        bind="query-params",
        label_visibility="collapsed",
    )
    if start == "map":
        return _from_point(selection)
    text = st.text_input(
        "What are you looking for?",
        key="similar_text",
        bind="query-params",
        placeholder=words.HINT,
        icon=":material/search:",
        max_chars=200,
        on_change=forget,
    )
    limits = _limits(is_track=True)
    names = moods.names(answers.moods_of(answers.everything(selection), n=N_MOODS))
    meant = answers.meant(selection, text=text.strip(), moods=names)
    picked = _picked()
    _show_understood(meant, picked)
    read = meant.understood
    limits = replace(limits, wishes=read.wishes, genres=read.genres, moods=read.moods)
    asked = picked or _named(selection, text, meant)
    if asked:
        return _alike(selection, asked, limits, None if picked else meant)
    if read.said:
        found = answers.fitting(selection, limits=limits)
        return Search(words.lead_fitting(found), None, found)
    return Search(words.nothing(meant), None, None)


def _named(selection: Selection, text: str, meant: Meant) -> tuple[str, ...]:
    """Return the tracks that a text names: all of an artist's, or the first of a title's."""
    if not text.strip():
        return answers.first(selection)
    ids = tuple(meant.found["track_id"])
    return ids if meant.artist is not None else ids[:1]


def _alike(
    selection: Selection, asked: tuple[str, ...], limits: Limits, meant: Meant | None
) -> Search:
    alike = answers.like(selection, track_ids=asked, limits=limits)
    return Search(words.lead_alike(alike, meant, len(alike.asked)), alike, None)


def _from_point(selection: Selection) -> Search:
    drawn = answers.backdrop(answers.everything(selection))
    low_x, high_x, low_y, high_y = drawn.reach
    left, right = st.columns(2)
    with left:
        x = st.slider(
            "Along the map",
            round(low_x, 1),
            round(high_x, 1),
            0.0,
            0.1,
            key="similar_x",
            bind="query-params",
        )
    with right:
        y = st.slider(
            "Up the map",
            round(low_y, 1),
            round(high_y, 1),
            0.5,
            0.1,
            key="similar_y",
            bind="query-params",
        )
    limits = _limits(is_track=False)
    alike = answers.like_point(selection, x=x, y=y, limits=limits)
    return Search(words.lead_alike(alike, None, 0), alike, None)


def _limits(*, is_track: bool) -> Limits:
    """Draw what found tracks must keep to; tempo and key need a track to be held against."""
    with st.container(horizontal=True, vertical_alignment="center"):
        tempo, same_key, others = None, False, False
        if is_track:
            tempo = st.number_input(
                "Tempo within ± BPM",
                min_value=1.0,
                max_value=100.0,
                value=None,
                step=1.0,
                placeholder="any",
                key="similar_tempo",
                bind="query-params",
                width=170,
            )
            same_key = st.toggle("Same key", key="similar_same_key", bind="query-params")
            others = st.toggle("Other artists only", key="similar_others", bind="query-params")
        n = st.slider("Tracks", 5, 50, 10, 5, key="similar_n", bind="query-params", width=200)
    return Limits(tempo=tempo, same_key=same_key, other_artists=others, n=n)


def _show_understood(meant: Meant, picked: tuple[str, ...]) -> None:
    """Show what each piece of the text was taken for, and what else it may mean."""
    badges = [words.understood(meant.understood), "" if picked else words.looked_for(meant)]
    if said := " ".join(badge for badge in badges if badge):
        st.markdown(said)
    with st.container(horizontal=True, vertical_alignment="center"):
        if picked:
            st.button(
                f"Forget {len(picked)} chosen",
                icon=":material/close:",
                key="similar_forget",
                on_click=forget,
            )
        if meant.as_name:
            st.button(
                f"Look for the title “{wording.plain(meant.as_name[:40])}” instead",
                key="similar_as_name",
                on_click=_quote,
                args=(meant.as_name,),
            )
    if meant.artist is None and len(meant.found) > 1 and not picked:
        offer("Or did you mean", wording.named(meant.found.head(MOST)), key="similar_found")


def offer(label: str, names: dict[str, str], *, key: str) -> None:
    """Offer tracks to look on from; several may be taken, one after the other."""
    st.pills(
        label,
        list(names),
        format_func=lambda one: wording.plain(names[one]),
        key=key,
        on_change=_take,
        args=(key,),
    )


def _take(key: str) -> None:
    taken = st.session_state[key]
    if taken is not None:
        st.query_params[PICKED] = list(dict.fromkeys([*_picked(), taken]))[-MAX_PICKED:]
        st.session_state[key] = None


def _picked() -> tuple[str, ...]:
    return tuple(one for one in st.query_params.get_all(PICKED) if one)[:MAX_PICKED]


def forget() -> None:
    """Forget the tracks that were taken from lists: the text says what is looked for."""
    st.query_params.pop(PICKED, None)


def _quote(name: str) -> None:
    st.session_state["similar_text"] = f'"{name}"'
    forget()
