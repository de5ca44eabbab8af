"""What was found on the similar page: two lists side by side, the map, what nearness is worth."""

from functools import partial

import pandas as pd
import streamlit as st

from analytics.similar import answers, vocabulary
from analytics.similar.found import Alike, Fitting
from analytics.similar.moods import N_MOODS
from data.selection import Selection
from pages.similar import figures, search, words
from pages.ui import jobs, layout, wording


def both(selection: Selection, alike: Alike) -> None:
    """Draw the nearest in the cluster and over all, side by side."""
    sound = answers.sound(answers.everything(selection))
    titles = (words.inside_title(alike, sound.names), "Over all")
    for column, title, table, key in zip(
        st.columns(2), titles, (alike.inside, alike.overall), ("inside", "overall"), strict=True
    ):
        with column:
            st.markdown(f"**{title}**")
            if table.empty:
                st.caption("No track is left.")
            else:
                layout.table(table, key=f"similar_{key}", columns=words.COLUMNS)
    st.caption(words.both_lists(alike))
    layout.csv(partial(_exported, alike), key="similar_found_csv", name="similar_tracks")
    if len(alike.overall):
        found = pd.concat([alike.overall.head(5), alike.inside.head(5)]).drop_duplicates("track_id")
        names = wording.named(found.head(search.MOST))
        search.offer("Look on from", names, key="similar_on_found")


def _exported(alike: Alike) -> pd.DataFrame:
    return pd.concat(
        [words.exported(alike.inside, "cluster"), words.exported(alike.overall, "all")]
    )


def fits(fitting: Fitting) -> None:
    """Draw the tracks that fit the words."""
    if fitting.table.empty:
        return
    columns = {"track": "Track", "artist": "Artist", "why": "Fit", "tempo": "Tempo", "streams": ""}
    layout.table(fitting.table, key="similar_fitting", columns=columns | {"streams": "Streams"})
    layout.csv(
        partial(words.exported, fitting.table, "fitting"),
        key="similar_fitting_csv",
        name="fitting_tracks",
    )
    names = wording.named(fitting.table.head(search.MOST))
    search.offer("What sounds like", names, key="similar_fit_found")


def sound_map(selection: Selection, alike: Alike | None) -> None:
    """Draw where the tracks lie."""
    if alike is None:
        st.caption("Ask about a track, and this shows where it lies and what is near.")
        return
    layout.chart(
        partial(figures.sound_map, answers.backdrop(answers.everything(selection)), alike),
        key="similar_map",
        how_to_read="Star: what you asked about. Filled: nearest in the cluster; ring: nearest "
        "over all. Near in all features may look far in two.",
        data=partial(_exported, alike),
    )


def worth(selection: Selection) -> None:
    """Draw what nearness is worth, and what learning groups is not."""
    whole = answers.everything(selection)
    measured = jobs.answer(answers.worth, whole)
    if measured is None:
        return
    st.markdown(words.worth_lead(measured))
    for shared in measured.rates.shared.unique():
        layout.chart(
            partial(figures.worth, measured, shared),
            key=f"similar_worth_{shared}",
            how_to_read="Purple: the ten nearest of each track; grey: what chance and popularity "
            "alone would give. Bars: 95 % intervals by artist.",
            data=measured.rates,
        )
    layout.table(words.worth_table(measured), key="similar_worth_table")
    st.header("And that a classifier learns the groups?", anchor=False)
    learned = jobs.answer(answers.learned, whole, n=N_MOODS)
    if learned is None:
        return
    st.markdown(words.learned_lead(learned))
    layout.chart(
        partial(figures.learned, learned),
        key="similar_learned",
        how_to_read=f"K-means groups of {learned.n_tracks:,} tracks and of as much noise, told by "
        "models that have not seen the artists. Bars: 95 % intervals.",
        data=learned.table,
    )
    layout.table(words.learned_table(learned), key="similar_learned_table")


def vocabulary_list() -> None:
    """Draw the words that are understood."""
    st.markdown(
        "Each word stands for a range; *not* turns it round, *very* narrows it by half. Numbers "
        "with BPM or minutes, keys such as *in F major* and *energy above 0.8* are understood too. "
        "Instruments are not in the data: they are taken for acoustic."
    )
    table = vocabulary.listed()
    layout.table(table, key="similar_words", columns={"words": "Words", "meaning": "Taken for"})
    layout.csv(table, key="similar_words_csv", name="vocabulary")
