"""Rules of thumb for hits: the reader's own, tested, and those that a shallow tree finds."""

from functools import partial

import streamlit as st

from data import metrics
from data.errors import CrossfadeError
from data.selection import Selection
from pages.hits import answers, figures
from pages.ui import errors, layout

_TESTED = "hits_rules_tested"
MAX_REMEMBERED = 500
"""Rules of a session that are counted apart; past that, each counts as a new one."""


def draw(selection: Selection, task: str) -> None:
    """Draw the rule tester and the rules found."""
    st.header("Does your rule of thumb hold?", anchor=False)
    _tester(selection, task)
    st.header("Simple rules that a tree finds", anchor=False)
    try:
        found = answers.best_rules(selection, task=task)
    except CrossfadeError as error:
        errors.card(error)
        return
    if found.empty:
        layout.note("No simple rule has a higher hit rate and enough tracks to be checked.")
        return
    layout.chart(
        partial(figures.best_rules, found),
        key="hits_best_rules",
        how_to_read="Hollow: the rate among the artists where the rule was found, which flatters. "
        "Dots: the rate among artists that had no part in finding it, bars 95 % by artist. "
        "Gold: beyond chance after so many rules. Dotted: all others.",
        data=found,
    )
    layout.table(answers.rules_table(found), key="hits_rules", columns=answers.RULE_TABLE)


@st.fragment
def _tester(selection: Selection, task: str) -> None:
    names = st.multiselect(
        "A rule about",
        list(answers.RULED),
        default=["danceability", "energy"],
        format_func=metrics.label,
        max_selections=4,
        key="hits_rule_features",
    )
    if not names:
        layout.note("Choose at least one feature.")
        return
    with st.form("hits_rule", border=False):
        columns = st.columns(len(names))
        rule = []
        for name, column in zip(names, columns, strict=True):
            with column:
                rule.append(_bounds(selection, name))
        st.form_submit_button("Test this rule", icon=":material/rule:")
    try:
        found = answers.check(
            selection, task=task, rule=tuple(rule), n_looked_at=_looks(selection, task, rule)
        )
    except CrossfadeError as error:
        errors.card(error)
        return
    st.markdown(answers.rule_words(found))
    layout.chart(
        partial(figures.rule, found),
        key="hits_rule_rates",
        how_to_read="Share of hits with its 95 % interval, by artist, among the tracks in view.",
        data=answers.sides(found),
    )


def _bounds(selection: Selection, name: str) -> tuple[str, float, float]:
    """Draw a feature's range; it opens at the upper end for the features offered first."""
    low, high, start = answers.limits(selection, name)
    step = answers.STEPS.get(name, 0.01)
    chosen = st.slider(metrics.axis(name), low, high, (start, high), step, key=f"hits_rule_{name}")
    return name, float(chosen[0]), float(chosen[1])


def _looks(selection: Selection, task: str, rule: list[tuple[str, float, float]]) -> int:
    """Count the different rules that this session has tested."""
    tested: frozenset[int] = st.session_state.get(_TESTED, frozenset())
    asked = hash((selection.to_json(), task, tuple(rule)))
    if asked not in tested and len(tested) < MAX_REMEMBERED:
        tested = tested | {asked}
        st.session_state[_TESTED] = tested
    return len(tested)
