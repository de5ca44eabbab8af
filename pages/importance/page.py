"""Importance: what the models go by, across tracks, on unseen artists, and for one track."""

from functools import partial

import streamlit as st

from pages.importance import answers, figures
from pages.importance import track as _importance_track
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
    "Importance", chosen, answers.TASKS, keys=("importance_task", "importance_set")
)

with shown_to_reader():
    asked = {"task": task, "feature_set": feature_set}
    asked["run_id"] = answers.champion(task, feature_set).run_id
    found = answers.beeswarm(chosen, **asked)
    with answer:
        layout.lead(answers.lead(found, answers.permutation(chosen, kind="group", **asked), task))
    layout.note(answers.about(found))
    layout.chart(
        partial(figures.beeswarm, found, task, answers.beeswarm_title(found, task)),
        key="importance_beeswarm",
        how_to_read="A dot is a track. Right of ×1 the feature raises its prediction; coloured "
        "dots have a high value of it, grey ones a low one. ≈ says nearly the same as another.",
        data=found.points,
    )
    names = dict(zip(found.features["name"], found.features["label"], strict=True))
    feature = st.selectbox(
        "Feature", list(names), format_func=names.__getitem__, key="importance_feature"
    )
    close = answers.dependence(chosen, feature=feature, **asked)
    layout.chart(
        partial(figures.dependence, close, task, answers.dependence_title(close, task)),
        key="importance_dependence",
        how_to_read="Purple: the median of each twentieth of tracks. Coloured dots are high in "
        f"what this push depends on most besides: {wording.plain(close.partner.lower())}.",
        data=close.points,
    )
    _importance_track.shares(chosen, asked)
    _importance_track.draw(chosen, asked)
    layout.method(HOW)
