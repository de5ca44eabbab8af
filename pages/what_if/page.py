"""What-if: what to expect of a track that does not exist yet, or of a file of them."""

import streamlit as st

from analytics.what_if import answers
from pages.ui import capped, filters, layout, training
from pages.ui.errors import shown_to_reader
from pages.what_if import file, scenario, words

HOW = """
**The models** are the champions of Experiments, trained on the whole catalogue: those of the
`release` set (sound, title, album type, video, licence, the artist's other tracks) until views are
expected, those of `market` from then on. `market` is an estimate across platforms, no forecast:
views are an outcome too. Likes and comments are taken as usual for that many views.

**One forecast.** Streams expected, interval and chance of a hit are read off one distribution: its
median, its middle 80 %, and the share of it that reaches the streams of a hit. It is conformal
(Vovk et al. 2020): made of the models' errors on artists that had no part in the fit, in units of
the error that is usual for such a track. What is usual depends on album type, how many other tracks
of the artist are known, how far these are apart and how well they did, and on the views. So a
single's range is wider than an album track's, and may reach further up from a lower middle; video,
licence and sound move all three numbers the same way. It bounds one track, not an average, so it
is wide; what two scenarios share in doubt it does not cancel out. The page Hits ranks tracks by a
model of its own where that finds more hits, and holds it against this forecast.

**Artists unknown.** A quarter of the artists are learned from twice, once without what their other
tracks did. How well newcomers' tracks are predicted is measured by hiding the other tracks of all
artists that are judged. **Factors** are exact tree SHAP values: they multiply up from the average
track to this one; features of one kind are taken together.

**Nearest tracks** are compared by rank in each audio feature but key, and in the mean log streams
of the artist's other tracks, which counts as three features; tracks without an audio feature are
left out. **Outside the data**: a value beyond
those of 99.9 % of tracks, or neighbours farther off than those of 99 % of real tracks. Of more
than 200,000 tracks, a fixed sample of artists says what is typical and where the knobs end.

**What it is not.** Everything here is association: turning a knob on a real track need not do what
the model says of tracks that differ so. Label spend and release dates are not in the data; the
artist's 'other tracks' may be later ones. A new artist's average is taken as given.
"""

chosen = filters.chosen()
st.title("What-if", anchor=False)
head = st.container()
training.notice(chosen, answers.ASKED)

with shown_to_reader():
    champions = answers.champions()
    with head:
        layout.lead(words.lead(champions))
        capped.new_tracks(chosen)
    scenario.draw(chosen)
    file.draw(chosen)
    layout.method(HOW)
    with st.expander("How often the interval held", icon=":material/straighten:"):
        st.markdown(words.HELD)
        covered = words.coverage(answers.covered())
        layout.table(covered, key="what_if_coverage", columns=words.COVERAGE)
        layout.csv(answers.covered(), key="what_if_coverage_csv", name="interval_coverage")
