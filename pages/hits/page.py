"""Hits: how well they are foreseen, what a threshold costs, and which rules of thumb hold."""

from functools import partial

import streamlit as st

from analytics.models.model import LABELS
from analytics.runs import answers as models
from data.errors import CrossfadeError
from pages.hits import answers, figures, rules, threshold
from pages.ui import errors, filters, layout, training

HOW = """
**A hit** is a track at or above the 90 % (95 %, 80 %) quantile of streams of the whole data
version, whatever the filter. **Average precision** averages, over all thresholds, the share of hits
among the tracks called; by chance it is the share of hits. **ROC AUC**: how often a hit is ranked
above another track. **Brier score**: mean squared error of the probabilities, lower is better.
Accuracy is only told beside that of never calling any track: with one hit in ten that is right nine
times in ten and finds nothing.

**Held out.** Five folds, each without the artists it is judged on and without every recording that
lists one of them; probabilities are calibrated (Platt 1999) on artists of the training part.
Bars and thin lines: one standard deviation over folds, and the folds themselves. The **naive
split** deals tracks at random, so that a model has heard other tracks of the same artist.
Intervals of shares are 95 %, with artists as clusters.

**Rules.** The hit rate of tracks that follow a rule less that of all others, with its error
clustered by artist; p is multiplied by the number of different rules tested in this session
(Bonferroni). The tree (depth three) learns from half of the artists; its rules are judged on the
other half, corrected for their number. Both use the tracks in view.
"""

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
    scored, run = answers.scored(task), answers.training_id()
    of_set = models.of_set(scored, feature_set)
    with answer:
        layout.lead(answers.lead(chosen, scored, task, run))
    layout.chart(
        partial(figures.scores, of_set),
        key="hits_scores",
        how_to_read="Dots: artists the model has not seen; bars one standard deviation over five "
        "folds. Hollow: what a naive random split would claim.",
        data=of_set,
    )
    layout.table(of_set, key="hits_table", columns=answers.TABLE)
    kind = st.selectbox(
        "Look closely at", list(of_set["model"]), format_func=LABELS.__getitem__, key="hits_kind"
    )
    found = answers.foreseen(chosen, task=task, feature_set=feature_set, kind=kind, training=run)
    ranked, precise = st.columns(2)
    with ranked:
        layout.chart(
            partial(figures.roc, found.curves, found.folds),
            key="hits_roc",
            how_to_read="The further above the dotted line, the better hits are ranked.",
            data=found.curves.roc,
        )
    with precise:
        layout.chart(
            partial(figures.precision_recall, found.curves, found.folds),
            key="hits_precision_recall",
            how_to_read="To the right more hits are called, with more false calls among them.",
            data=found.curves.precision_recall,
        )
    layout.chart(
        partial(figures.calibration, found.curves),
        key="hits_calibration",
        how_to_read="Ten equal parts of tracks; on the dotted line probabilities come true.",
        data=found.curves.calibration,
    )
    st.header("What a threshold costs", anchor=False)
    threshold.draw(found)


try:
    scores()
except CrossfadeError as error:
    errors.card(error)
rules.draw(chosen, task)
layout.method(HOW)
