"""The part of the importance page about what the model would miss: losses, ranks, doubles."""

from functools import partial

import streamlit as st

from analytics.importance import answers
from pages.importance import words
from pages.importance.figures import features
from pages.ui import layout, wording


def draw(task: str, feature_set: str) -> None:
    """Draw what shuffling and leaving out cost, the ranks, and features with a double."""
    kind = st.segmented_control(
        "Shuffled",
        list(words.KINDS),
        format_func=words.KINDS.__getitem__,
        default="group",
        required=True,
        key="importance_kind",
        bind="query-params",
    )
    table = answers.permutation(task, feature_set, kind=kind)
    layout.chart(
        partial(
            features.losses,
            table,
            task,
            words.permutation_title(table, task),
            names="label",
            value="mean",
            unit=words.score(task),
        ),
        key="importance_permutation",
        how_to_read="What the model loses on artists not seen when these values are shuffled. A "
        "bar that touches zero: it would not be missed.",
        data=table,
    )
    _ablation(task, feature_set)
    _ranks(task)
    _doubles(task, feature_set)


def _ablation(task: str, feature_set: str) -> None:
    table = answers.ablation(task, feature_set)
    if table is None:
        layout.note(
            "A full training also works out what the model loses when it is trained again "
            "without a group."
        )
    elif len(table):
        layout.chart(
            partial(
                features.losses,
                table,
                task,
                words.ablation_title(table, task),
                names="group",
                value="difference",
                unit=words.score(task),
            ),
            key="importance_ablation",
            how_to_read="What the group adds that nothing else can stand in for. Left of zero, "
            "the model is better off without it.",
            data=table,
        )


def _ranks(task: str) -> None:
    ranks = answers.ranks(task)
    layout.chart(
        partial(features.ranks, ranks, words.ranks_title(ranks)),
        key="importance_ranks",
        how_to_read="1 is the strongest; empty: not in that set. High by SHAP, low by shuffling: "
        f"another feature stands in for it. Models: {words.ranked_models(ranks)}.",
        data=ranks.table,
    )


def _doubles(task: str, feature_set: str) -> None:
    pairs = answers.correlated(task, feature_set)
    with st.expander(f"Features that say nearly the same ({wording.many(len(pairs), 'pair')})"):
        layout.table(pairs, key="importance_pairs", columns=words.PAIRS)
        layout.csv(pairs, key="importance_pairs_csv", name="nearly_the_same")
