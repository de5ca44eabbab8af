"""Drivers: how far plays can be predicted, by which models, and what goes with them."""

from functools import partial

import streamlit as st

from analytics.drivers import answers
from analytics.runs import answers as models
from data.errors import CrossfadeError, ModelMissing
from pages.drivers import figures, live, words
from pages.ui import errors, filters, layout, training

chosen = filters.chosen()
answer, target, feature_set = training.opening(
    "Drivers", chosen, models.COUNTS, keys=("drivers_target", "drivers_set")
)


def scores() -> None:
    """Draw what training measured; the live parts stand without it."""
    best = answers.best_of_sets(target)
    with answer:
        layout.lead(words.lead(best, target))
    layout.chart(
        partial(figures.sets, best, target=target),
        key="drivers_sets",
        how_to_read="Dots: the best model of each feature set on artists it has not seen; bars: "
        "one standard deviation over five folds. Hollow: what a naive random split would claim. "
        "Dotted: saying the average for every track.",
        data=best,
    )
    layout.note(f"{words.leak(best)} {words.ACROSS}")
    of_set = models.of_set(models.scored(target), feature_set)
    layout.chart(
        partial(figures.models, of_set, target=target),
        key="drivers_models",
        how_to_read="As above, for each model of the feature set chosen.",
        data=of_set,
    )
    layout.table(words.models(of_set), key="drivers_table", columns=words.MODEL_COLUMNS)


try:
    scores()
except ModelMissing as error:
    errors.card(error)
    training.offer_full(chosen)
except CrossfadeError as error:
    errors.card(error)
st.header("What goes with plays, among the tracks in view", anchor=False)
live.draw(chosen, target, feature_set)
layout.method(words.HOW)
