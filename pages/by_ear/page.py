"""By ear: what a recording is, which of ours it is, what it sounds like and may become."""

from functools import partial

import streamlit as st

from analytics.by_ear import answers
from pages.by_ear import asking, becoming, figures, library, words
from pages.ui import filters, layout
from pages.ui.errors import shown_to_reader

chosen = filters.chosen()

with shown_to_reader():
    layout.header("By ear", words.opening(answers.n_recordings()))
    uploads = asking.uploads()
    if not uploads:
        library.draw()
        layout.method(words.HOW)
        st.stop()
    heard = asking.heard(uploads)
    if heard is None:
        st.stop()
    for sentence in heard.refused:
        st.warning(words.plain(sentence), icon=":material/music_off:")
    if not heard.heards:
        st.stop()
    if len(heard.heards) > 1:
        layout.part(partial(becoming.ranking, chosen, heard.heards))
    one, content = asking.in_hand(heard, uploads)
    layout.kpis(words.kpis(one))
    for sentence in one.notes:
        layout.note(words.plain(sentence))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.audio(content)
        asking.keep(one)
    layout.chart(
        partial(figures.waveform, one),
        key="by_ear_waveform",
        how_to_read="How loud the recording is from beginning to end; 1 is as loud as a file can "
        "be.",
        data=words.waveform(one),
    )
    layout.parts(
        {
            "Which of ours is this?": partial(library.matches, one),
            "What sounds like it?": partial(library.alike, one),
            "What may it become?": partial(becoming.draw, chosen, one),
            "Harmony, timbre, tempo": partial(library.pictures, one),
        },
        key="by_ear_part",
    )
    layout.method(words.HOW)
