"""The parts of the page By ear that hold a recording against the library."""

from functools import partial

import streamlit as st

from analytics.by_ear import answers
from analytics.by_ear.heard import HeardSound
from pages.by_ear import figures, words
from pages.ui import layout


def draw() -> None:
    """Say how the library is filled where there is nothing to hold against it."""
    st.markdown(words.filling(answers.n_recordings()))


def matches(one: HeardSound) -> None:
    """Draw which recording of the library this is."""
    if one.seconds < answers.SHORTEST_MATCH:
        layout.note(words.too_short(one))
        return
    found = answers.matches(one)
    st.markdown(words.match(found))
    if len(found.table):
        table = words.matches(found)
        layout.table(table, key="by_ear_matches")
        layout.csv(found.table, key="by_ear_matches_csv", name="matches")


def alike(one: HeardSound) -> None:
    """Draw what sounds like it, why, and how the two run along each other."""
    near = answers.alike(one)
    if near.empty:
        layout.note(words.nothing_alike(answers.n_recordings()))
        return
    st.markdown(words.nearest(near, one))
    layout.table(words.alike(near, one), key="by_ear_alike")
    layout.csv(near, key="by_ear_alike_csv", name="sounds_like")
    number = st.selectbox(
        "Along which one does it run?",
        range(len(near)),
        format_func=lambda each: str(near["name"].iloc[each]),
        key="by_ear_along",
    )
    path = answers.alignment(one, str(near["recording_id"].iloc[number]))
    layout.chart(
        partial(figures.path, path, str(near["name"].iloc[number])),
        key="by_ear_path",
        how_to_read="A straight line: both run alike, steeper where the other is faster. Steps "
        "and breaks: they have little in common there.",
        data=words.path(path),
    )


def pictures(one: HeardSound) -> None:
    """Draw harmony, timbre, tempo and the measured features."""
    layout.chart(
        partial(figures.chroma, one),
        key="by_ear_chroma",
        how_to_read="The darker, the more of a pitch sounds at that time.",
        data=words.chroma(one),
    )
    layout.chart(
        partial(figures.mfcc, one),
        key="by_ear_mfcc",
        how_to_read="Timbre without its loudness: purple more, grey less of a coefficient than in "
        "the recording's mean, in standard deviations.",
        data=words.mfcc(one),
    )
    layout.chart(
        partial(figures.rhythm, one),
        key="by_ear_rhythm",
        how_to_read="How much the onsets repeat after a time: a beat is a peak, and so are two "
        "beats and four.",
        data=words.rhythm(one),
    )
    table = words.measured_features(one)
    layout.table(table, key="by_ear_features")
    layout.csv(table, key="by_ear_features_csv", name="features")
