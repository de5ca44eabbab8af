"""The lower parts of the importance page: what shuffling costs, ranks, and one track."""

from functools import partial

import streamlit as st

from data.selection import Selection
from pages.importance import answers, figures
from pages.ui import layout


def shares(selection: Selection, asked: dict[str, str]) -> None:
    """Draw what shuffling and leaving out cost, the ranks, and features with a double."""
    task, unit = asked["task"], answers.score(asked["task"])
    st.header("What the model would miss", anchor=False)
    kind = st.segmented_control(
        "Shuffled",
        list(answers.KINDS),
        format_func=answers.KINDS.__getitem__,
        default="group",
        required=True,
        key="importance_kind",
        bind="query-params",
    )
    table = answers.permutation(selection, kind=kind, **asked)
    layout.chart(
        partial(
            figures.losses,
            table,
            task,
            answers.permutation_title(table, task),
            names="label",
            value="mean",
            unit=unit,
        ),
        key="importance_permutation",
        how_to_read="What is lost on artists not seen when the values are shuffled. A bar that "
        "includes zero: the model would not miss it.",
        data=table,
    )
    _ablation(selection, asked)
    _ranks(task)
    _doubles(selection, asked)


def _ablation(selection: Selection, asked: dict[str, str]) -> None:
    table = answers.ablation(selection, **asked)
    if table is None:
        layout.note(
            "What a model loses when it is trained anew without a group is worked out by a full "
            "training: `python -m analytics.train`."
        )
    elif len(table):
        task = asked["task"]
        layout.chart(
            partial(
                figures.losses,
                table,
                task,
                answers.ablation_title(table, task),
                names="group",
                value="difference",
                unit=answers.score(task),
            ),
            key="importance_ablation",
            how_to_read="What the group adds that nothing else can stand in for. Left of zero, "
            "the model is better off without it.",
            data=table,
        )


def _ranks(task: str) -> None:
    table = answers.ranks(task)
    layout.chart(
        partial(figures.ranks, table, answers.ranks_title(table)),
        key="importance_ranks",
        how_to_read="1 is the strongest; empty: not in that set. High by SHAP, low by shuffling: "
        f"another feature stands in for it. Models: {answers.ranked_models(table)}.",
        data=table,
    )


def _doubles(selection: Selection, asked: dict[str, str]) -> None:
    pairs = answers.correlated(selection, **asked)
    with st.expander(f"Features that say nearly the same ({len(pairs)} pairs)"):
        layout.table(pairs, key="importance_pairs", columns=answers.PAIRS)
        layout.csv(pairs, key="importance_pairs_csv", name="nearly_the_same")


def draw(selection: Selection, asked: dict[str, str]) -> None:
    """Draw one track's prediction, step by step and in words."""
    st.header("One track", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Find a track",
            key="importance_search",
            placeholder="Words of its title or artist",
            icon=":material/search:",
        )
        offered = answers.offered(selection, text=text)
        if not offered:
            st.caption("No track in view has these words in its title or artists.")
            return
        track_id = st.selectbox(
            "Track", list(offered), format_func=offered.__getitem__, key="importance_track"
        )
    task = asked["task"]
    found = answers.waterfall(selection, track_id=track_id, **asked)
    st.markdown(answers.in_words(found, task))
    layout.chart(
        partial(
            figures.waterfall, found, task, answers.waterfall_title(found, task, offered[track_id])
        ),
        key="importance_waterfall",
        how_to_read="From the average track down, each step multiplies what is expected; the "
        "last bar ends at this track. The model was fitted on this track too.",
        data=found.steps,
    )
