"""The page's head and its choices: whose genres, in which groups, learned how."""

from collections.abc import Collection

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.genres import answers, groups, resampling
from analytics.genres.answers import Learning
from analytics.genres.groups import GROUPS, Grouping
from analytics.genres.judging import BALANCED, label_of
from analytics.genres.learning import CONTENDERS, LEARNED, VOTES
from analytics.genres.models import MODELS
from analytics.genres.voting import STUDY
from data.selection import Selection
from pages.genres import words
from pages.ui import layout

GROUPED = {"given": "As given", "groups": "In 28 groups", "own": "In my groups"}
MANY = 40
"""More genres than that are grouped at first."""
OWN = "own"
_GROUPS = "genres_own_groups"


def way(head: DeltaGenerator, selection: Selection) -> Learning:
    """Draw the page's title with its answer, and the choices; return what they say."""
    answer, chosen = words.QUESTION, None
    try:
        chosen = _chosen(selection)
        if judgement := answers.judged.if_kept(Selection(selection.version), way=chosen):
            answer = words.lead(judgement)
    finally:
        with head:
            layout.header("Genres", answer)
    return chosen


def _chosen(selection: Selection) -> Learning:
    files = answers.files(selection)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = files["file"].tolist()
        file = ""
        if len(names) > 1:
            file = st.selectbox("Examples from", names, key="genres_file", bind="query-params")
        many = len(files) and int(files.set_index("file")["n_genres"][file or names[0]]) > MANY
        grouped = st.segmented_control(
            "Genres",
            list(GROUPED),
            format_func=GROUPED.__getitem__,
            default="groups" if many else "given",
            required=True,
            key="genres_grouped",
            bind="query-params",
        )
        with st.popover("Learning", icon=":material/tune:"):
            models = st.pills(
                "Models",
                list(MODELS),
                selection_mode="multi",
                default=list(MODELS),
                format_func=MODELS.__getitem__,
                key="genres_models",
                bind="query-params",
            )
            balance = st.selectbox(
                "Rare genres",
                list(resampling.BALANCES),
                format_func=resampling.BALANCES.__getitem__,
                key="genres_balance",
                bind="query-params",
                help="How training rows, and only these, are evened out before a model learns.",
            )
    grouping = _grouping(selection, grouped, file)
    return Learning(
        file, grouping, balance, tuple(m for m in MODELS if m in models) or tuple(MODELS)
    )


def _grouping(selection: Selection, grouped: str, file: str) -> Grouping:
    if grouped == "given":
        return ()
    if grouped != OWN:
        return GROUPS
    start: Grouping = st.session_state.get(_GROUPS, GROUPS)
    with st.expander("My groups", expanded=_GROUPS not in st.session_state):
        st.caption(
            "A group is named after its best-known genre, and its genres sound like its name. "
            "Genres without a group are left out."
        )
        known = answers.genres_of(selection, Learning(file))
        table = groups.as_table(start, known)
        edited = st.data_editor(
            table, key="genres_groups_table", num_rows="dynamic", hide_index=True, height=300
        )
        if st.button("Use these groups", key="genres_groups_use"):
            st.session_state[_GROUPS] = groups.from_table(edited)
            st.rerun()
    return start


def contender(way: Learning, known: Collection[str]) -> tuple[str, dict[str, float] | None]:
    """Let the reader choose whose chances are shown, and weights of his own for a vote."""
    options = [LEARNED, *(name for name in CONTENDERS if name in known and name != LEARNED)]
    options += [BALANCED, OWN]
    name = st.selectbox(
        "Shown for",
        options,
        format_func=lambda one: "Vote, my weights" if one == OWN else label_of(one),
        key="genres_contender",
        bind="query-params",
        help=f"{VOTES[LEARNED]}: the weights that lose least inside the training part of each "
        "fold. Rare genres heard: the same vote, named after its chances times factors learned "
        "there.",
    )
    if name != OWN:
        return name, None
    weights = {}
    with st.container(horizontal=True):
        for model in way.models:
            weights[model] = st.number_input(
                MODELS[model],
                0.0,
                10.0,
                STUDY.get(model, 0.0),
                0.5,
                key=f"genres_weight_{model}",
                bind="query-params",
            )
    return LEARNED, weights
