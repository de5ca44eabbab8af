"""Importance: what the models go by, across tracks, on unseen artists, and for one track."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from pages.importance import figures, losses, track, words
from pages.ui import filters, layout, training, wording
from pages.ui.errors import shown_to_reader

HOW = """
**SHAP** (exact tree SHAP) splits each prediction into what every feature adds to that of the
average track. Models predict logarithms, so a push is a factor: ×2 doubles the streams expected,
or the odds of a hit. **Shuffling** (permutation importance): on tracks of artists that the model
of a fold has not seen, one feature's values are dealt out anew among the tracks; what the score
then loses is what the model got from it. Bars are the mean over five folds ± two standard errors,
a rough interval, as folds share training tracks. **Leaving out** (ablation) trains the model anew
without a group of features; its interval is a corrected resampled t (Nadeau and Bengio 2003).

**What it is not.** A model goes by what goes with plays, not by what causes them. Features that
say nearly the same (≈, a rank correlation of 0.7 or more either way) share their importance: each
can look dispensable because the other stands in for it. Read their group. The data has no release
dates, so the artist's 'other tracks' may be later ones. `Market` is an estimate across platforms,
no forecast: views are an outcome too.
"""

chosen = filters.chosen()
answer, task, feature_set = training.opening(
    "Importance",
    chosen,
    answers.TASKS,
    keys=("importance_task", "importance_set"),
    by_champion=True,
)

with shown_to_reader():
    swarm = answers.beeswarm(task, feature_set)
    with answer:
        shuffled = answers.permutation(task, feature_set, kind="group")
        layout.lead(words.lead(swarm, shuffled, task))
    layout.note(words.about(swarm, answers.champion(task, feature_set)))
    layout.chart(
        partial(figures.beeswarm, swarm, task, words.beeswarm_title(swarm, task)),
        key="importance_beeswarm",
        how_to_read="A dot is a track. Right of ×1 the feature raises its prediction; coloured "
        "dots have a high value of it, grey ones a low one. ≈ says nearly the same as another.",
        data=swarm.points,
    )
    names = dict(zip(swarm.features["name"], swarm.features["label"], strict=True))
    feature = st.selectbox(
        "Feature",
        list(names),
        format_func=names.__getitem__,
        key="importance_feature",
        bind="query-params",
    )
    close = answers.dependence(task, feature_set, feature=feature)
    layout.chart(
        partial(figures.dependence, close, task, words.dependence_title(close)),
        key="importance_dependence",
        how_to_read="Purple: the median of each twentieth of tracks. Coloured dots are high in "
        f"what this push depends on most besides: {wording.plain(close.partner.lower())}.",
        data=close.points,
    )
    losses.draw(task, feature_set)
    track.draw(chosen, task, feature_set)
    layout.method(HOW)
