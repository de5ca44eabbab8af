"""Promoting and demoting a model by hand, with a reason that is kept."""

from collections.abc import Callable

import streamlit as st

from analytics.experiments import answers
from analytics.runs import promotion
from data.errors import CrossfadeError
from pages.experiments import words
from pages.ui import access, errors, layout, wording


def draw(runs: answers.Runs) -> None:
    """Offer to promote another run and to take the champion down, where that is allowed."""
    if not access.may_write():
        access.say_read_only()
        return
    if runs.n_elsewhere:
        layout.note(words.elsewhere(runs))
    with st.container(horizontal=True):
        if others := words.of_versions(answers.promotable(runs)):
            with st.popover("Promote a run", icon=":material/social_leaderboard:"):
                _promote(runs, others)
        if runs.champion is not None:
            with st.popover("Take the champion down", icon=":material/arrow_downward:"):
                _demote(runs)


def _promote(runs: answers.Runs, others: dict[str, str]) -> None:
    with st.form("experiments_promote", border=False):
        run_id = st.selectbox(
            "Run", list(others), format_func=others.__getitem__, key="experiments_promoted"
        )
        reason = st.text_input("Why", key="experiments_promote_reason", max_chars=1_000)
        if st.form_submit_button("Promote", type="primary"):
            _done(
                lambda: promotion.promote(runs.task, runs.feature_set, run_id, reason),
                f"{wording.plain(others[run_id])} answers from now on.",
            )


def _demote(runs: answers.Runs) -> None:
    with st.form("experiments_demote", border=False):
        st.markdown("The champion before it answers again; if there was none, no model does.")
        reason = st.text_input("Why", key="experiments_demote_reason", max_chars=1_000)
        if st.form_submit_button("Take it down", type="primary"):
            _done(
                lambda: promotion.demote(runs.task, runs.feature_set, reason),
                "The champion was taken down.",
            )


def _done(change: Callable[[], object], said: str) -> None:
    """Make a change; say what became of it."""
    try:
        with st.spinner("Saving …"):
            change()
    except CrossfadeError as error:
        errors.card(error)
        return
    st.toast(said, icon=":material/check_circle:")
    st.rerun()
