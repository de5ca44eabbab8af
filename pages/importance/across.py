"""The parts of the importance page about one feature across tracks, and about two together."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from analytics.importance.contributions import Beeswarm
from data.selection import Selection
from pages.importance import words
from pages.importance.figures import changes, features
from pages.ui import jobs, layout, wording


def pushes(task: str, feature_set: str, swarm: Beeswarm) -> None:
    """Draw what each feature adds to predictions, and one of them closely."""
    layout.chart(
        partial(features.beeswarm, swarm, task, words.beeswarm_title(swarm, task)),
        key="importance_beeswarm",
        how_to_read="A dot is a track. Right of ×1 the feature raises its prediction; coloured "
        "dots have a high value of it, grey ones a low one. ≈ says nearly the same as another.",
        data=swarm.points,
    )
    close = answers.dependence(task, feature_set, feature=_feature(swarm))
    layout.chart(
        partial(features.dependence, close, task, words.dependence_title(close)),
        key="importance_dependence",
        how_to_read="Purple: the median of each twentieth of tracks. Coloured dots are high in "
        f"what else this push depends on most: {wording.plain(close.partner.lower())}.",
        data=close.points,
    )


def alone(task: str, feature_set: str, swarm: Beeswarm) -> None:
    """Draw what the model would say if one feature alone were another."""
    one = answers.alone(task, feature_set, feature=_feature(swarm))
    st.markdown(words.alone_lead(one, task))
    layout.chart(
        partial(changes.alone, one, task, words.alone_title(one, task)),
        key="importance_alone",
        how_to_read="Thick: the average over tracks, each moved from the lowest value to this one "
        "with all else equal. Shaded: four in five tracks; grey: some single ones."
        f"{words.moves_along(swarm, one.name)}",
        data=one.curve,
    )


def together(selection: Selection, task: str, feature_set: str) -> None:
    """Draw which pairs of features move predictions only together."""
    if not answers.has_trees(task, feature_set):
        layout.note(words.STRAIGHT)
        return
    both = jobs.answer(
        answers.together,
        Selection(selection.version),
        task=task,
        feature_set=feature_set,
        run_id=answers.champion(task, feature_set).run_id,
    )
    if both is None:
        return
    st.markdown(words.together_lead(both, task))
    layout.chart(
        partial(changes.pairs, both, task, words.pairs_title(both)),
        key="importance_pairs_chart",
        how_to_read="How far two features move a prediction only because they come together, "
        "either way on average. Bars: 95 % over the tracks asked. ≈ the two say nearly the same.",
        data=both.pairs,
    )
    names = words.pair_names(both)
    pair = st.selectbox(
        "Pair",
        range(len(names)),
        format_func=names.__getitem__,
        key="importance_pair",
        bind="query-params",
    )
    row = both.pairs.iloc[pair]
    of_pair = (both.points["name"] == row["name"]) & (both.points["other"] == row["other"])
    points = both.points[of_pair]
    layout.chart(
        partial(changes.pair, points, task, words.pair_title(row)),
        key="importance_pair_chart",
        how_to_read="A dot is a track. Above ×1 the two together raise its prediction beyond what "
        f"each adds; coloured dots are high in: {wording.plain(row['other_label'].lower())}.",
        data=points,
    )


def _feature(swarm: Beeswarm) -> str:
    names = dict(zip(swarm.features["name"], swarm.features["label"], strict=True))
    feature: str = st.selectbox(
        "Feature",
        list(names),
        format_func=names.__getitem__,
        key="importance_feature",
        bind="query-params",
    )
    return feature
