"""Drivers: how far plays can be predicted, by which models, and what goes with them."""

from functools import partial

import streamlit as st

from analytics.runs import answers as models
from data.errors import CrossfadeError
from pages.drivers import answers, figures, live
from pages.ui import errors, filters, layout, training

HOW = """
**What is predicted** is ln(1 + plays): being off by a factor of two costs the same for a small
track and a giant one. **R²** is the share of differences between tracks that a model foresees, 0
for saying the average; **NRMSE** is the typical error beside those differences, 1 for saying the
average; the **mean error of logs** is in steps of 2.7 times.

**Held out.** Five folds, each without the artists it is judged on and without every recording that
lists one of them. ± is one standard deviation over the folds. The **naive split** deals tracks at
random, so that a model has heard other tracks of the same artist: that is the leak.

**Three feature sets** by when they are known: *audio* and title words when the demo is in;
*release* adds album type, planned video, licence and the artist's other tracks; *market* adds what
YouTube says once it is out. Scores come from the whole data version, whatever the filter.

**Live parts** are fitted to the tracks in view. OLS: standard errors clustered by artist (Liang and
Zeger 1986), Student's t over artists; unknown values are filled with the median. Ridge and LASSO:
standardised features, the penalty judged on folds that share no artist. *Simplest* is the strongest
penalty within one standard error of the best. What each feature adds: the difference of R² on the
same folds, 95 % by the corrected resampled t (Nadeau and Bengio 2003).
"""

chosen = filters.chosen()
answer, target, feature_set = training.opening(
    "Drivers", chosen, models.COUNTS, keys=("drivers_target", "drivers_set")
)


def scores() -> None:
    """Draw what training measured; the live parts stand without it."""
    scored = answers.scored(target)
    best = answers.best_of_sets(scored)
    with answer:
        layout.lead(answers.lead(best, target))
    layout.chart(
        partial(figures.sets, best, target=target),
        key="drivers_sets",
        how_to_read="Dots: the best model of each feature set on artists it has not seen, bars "
        "one standard deviation over five folds. Hollow: what a naive random split would claim. "
        "Dotted: no model.",
        data=best,
    )
    layout.note(answers.ACROSS)
    of_set = models.of_set(scored, feature_set)
    layout.chart(
        partial(figures.models, of_set, target=target),
        key="drivers_models",
        how_to_read="As above, for each model of the feature set chosen.",
        data=of_set,
    )
    layout.table(of_set, key="drivers_table", columns=answers.TABLE)


try:
    scores()
except CrossfadeError as error:
    errors.card(error)
st.header("What goes with plays, among the tracks in view", anchor=False)
live.draw(chosen, target, feature_set)
layout.method(HOW)
