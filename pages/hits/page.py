"""Hits: how well they are foreseen, what a threshold costs, and which rules of thumb hold."""

from functools import partial

import streamlit as st

from analytics.hits import answers
from analytics.models.model import LABELS
from analytics.runs import answers as models
from data.errors import CrossfadeError, ModelMissing
from pages.hits import figures, rules, threshold, words
from pages.ui import errors, filters, layout, training

chosen = filters.chosen()
answer, task, feature_set = training.opening(
    "Hits",
    chosen,
    models.HITS,
    keys=("hits_task", "hits_set"),
    asked=("A hit is in the", "Foreseen from"),
)


def scores() -> None:
    """Draw what training measured and the curves of one model; rules stand without it."""
    scored, training_id = models.scored(task), answers.training_id()
    of_set = models.of_set(scored, feature_set)
    with answer:
        layout.lead(
            words.lead(answers.best_foreseen(chosen, task=task, training=training_id), task)
        )
    layout.chart(
        partial(figures.scores, of_set),
        key="hits_scores",
        how_to_read="Dots: on artists the model has not seen; bars: one standard deviation over "
        "five folds. Hollow: what a naive random split would claim.",
        data=of_set,
    )
    layout.table(words.models(of_set), key="hits_table", columns=words.MODEL_COLUMNS)
    if said := words.ranked(of_set):
        layout.note(said)
    kind = st.selectbox(
        "Look closely at",
        list(of_set["model"]),
        format_func=LABELS.__getitem__,
        key="hits_kind",
        bind="query-params",
    )
    foreseen = answers.foreseen(
        chosen, task=task, feature_set=feature_set, kind=kind, training=training_id
    )
    ranked, precise = st.columns(2)
    with ranked:
        layout.chart(
            partial(figures.roc, foreseen.curves, foreseen.folds),
            key="hits_roc",
            how_to_read="The further above the dotted line, the better hits are ranked.",
            data=foreseen.curves.roc,
        )
    with precise:
        layout.chart(
            partial(figures.precision_recall, foreseen.curves, foreseen.folds),
            key="hits_precision_recall",
            how_to_read="To the right, more hits are called, and more false calls with them.",
            data=foreseen.curves.precision_recall,
        )
    layout.chart(
        partial(figures.calibration, foreseen.curves),
        key="hits_calibration",
        how_to_read="Ten equal parts of tracks; on the dotted line, chances come true.",
        data=foreseen.curves.calibration,
    )
    st.header("What a threshold costs", anchor=False)
    threshold.draw(foreseen.held)


try:
    scores()
except ModelMissing as error:
    errors.card(error)
    training.offer_full(chosen)
except CrossfadeError as error:
    errors.card(error)
rules.draw(chosen, task)
layout.method(words.HOW)
