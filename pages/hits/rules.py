"""Rules of thumb for hits: the reader's own, tested, and those that a shallow tree finds."""

from functools import partial

import streamlit as st

from analytics.features.condition import Condition
from analytics.hits import answers
from data import metrics
from data.errors import CrossfadeError
from data.selection import Selection
from pages.hits import figures, words
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
        checked = answers.best_rules(selection, task=task)
    except CrossfadeError as error:
        errors.card(error)
        return
    if checked.empty:
        layout.note("No simple rule raises the hit rate on enough tracks to be checked.")
        return
    layout.chart(
        partial(figures.best_rules, checked),
        key="hits_best_rules",
        how_to_read="Hollow: the hit rate on the artists where the rule was found, which flatters. "
        "Dots: on other artists, bars 95 %. Gold: clearly better, allowing for how many rules were "
        "tried. Dotted: all other tracks.",
        data=checked,
    )
    layout.table(words.rules(checked), key="hits_rules", columns=words.RULE_COLUMNS)


@st.fragment
def _tester(selection: Selection, task: str) -> None:
    names = st.multiselect(
        "A rule about",
        list(answers.RULED),
        default=["danceability", "energy"],
        format_func=metrics.label,
        max_selections=4,
        key="hits_rule_features",
        bind="query-params",
    )
    if not names:
        layout.note("Choose at least one feature.")
        return
    with st.form("hits_rule", border=False):
        rule = []
        for name, column in zip(names, st.columns(len(names)), strict=True):
            with column:
                rule.append(_condition(selection, name))
        st.form_submit_button("Test this rule", icon=":material/rule:")
    binding = tuple(condition for condition in rule if condition)
    try:
        check = answers.check(
            selection, task=task, rule=binding, n_looked_at=_looks(selection, task, binding)
        )
    except CrossfadeError as error:
        errors.card(error)
        return
    st.markdown(words.rule(check))
    layout.chart(
        partial(figures.rule, check),
        key="hits_rule_rates",
        how_to_read="Share of hits with its 95 % interval, by artist, among the tracks in view.",
        data=words.sides(check),
    )


def _condition(selection: Selection, name: str) -> Condition | None:
    """Draw a feature's range; it opens at the upper end for the features offered first."""
    low, high, start = answers.limits(selection, name)
    step = answers.STEPS.get(name, 0.01)
    chosen = st.slider(
        metrics.axis(name),
        low,
        high,
        (start, high),
        step,
        key=f"hits_rule_{name}",
        bind="query-params",
    )
    return answers.condition_of(selection, name, float(chosen[0]), float(chosen[1]))


def _looks(selection: Selection, task: str, rule: tuple[Condition, ...]) -> int:
    """Count the different rules that this session has tested."""
    tested: frozenset[int] = st.session_state.get(_TESTED, frozenset())
    asked = hash((selection.to_json(), task, rule))
    if asked not in tested and len(tested) < MAX_REMEMBERED:
        tested = tested | {asked}
        st.session_state[_TESTED] = tested
    return len(tested)
