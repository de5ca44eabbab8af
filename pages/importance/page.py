"""Importance: what the models go by, across tracks, on unseen artists, for one track, in a tree."""

from functools import partial

from analytics.importance import answers
from pages.importance import across, losses, track, tree, words
from pages.ui import filters, layout, training
from pages.ui.errors import shown_to_reader

HOW = """
**SHAP** (exact tree SHAP) splits each prediction into what every feature adds to that of the
average track. Models predict logarithms, so a push is a factor: ×2 doubles the streams expected,
or the odds of a hit. **What if only this changes** (partial dependence): one feature of 500 tracks
is set to each of up to 20 values between its 5 % and 95 % quantiles, all else equal, and the
model asked again. **Working together** (SHAP interaction values) splits a push into what a feature
adds by itself and what two add only because they come together. **Shuffling** (permutation
importance): on tracks of artists that the model of a fold has not seen, one feature's values are
shuffled among the tracks; what the score then loses is what the model got from it.
Bars are the mean over five folds ± two standard errors,
a rough interval, as folds share training tracks. **Leaving out** (ablation) trains the model again
without a group of features; its interval is a corrected resampled t (Nadeau and Bengio 2003).

**What it is not.** A model goes by what goes with plays, not by what causes them. Features that
say nearly the same (≈, a rank correlation of 0.7 or more either way) share their importance: each
can look needless because the other stands in for it: read their group. The data has no release
dates, so the artist's 'other tracks' may be later ones. `Market` is an estimate across platforms,
not a forecast: views are an outcome too.
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
    parts = {
        "Each feature": partial(across.pushes, task, feature_set, swarm),
        "What if only this changes": partial(across.alone, task, feature_set, swarm),
        "Which work together": partial(across.together, chosen, task, feature_set),
        "What the model would miss": partial(losses.draw, task, feature_set),
        "One track": partial(track.draw, chosen, task, feature_set),
        "One tree": partial(tree.draw, chosen, task, feature_set),
    }
    layout.parts(parts, key="importance_part")
    layout.note(words.about(swarm, answers.champion(task, feature_set)))
    layout.method(HOW)
