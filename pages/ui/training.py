"""How fresh the models are and how far a training is, said on every page of models.

`notice(selection)` is all that a page needs. It costs a few milliseconds and draws first, so that
it stands even where the page then finds no model to show.
"""

import streamlit as st

from analytics import train
from data.selection import Selection
from pages.answers import models
from pages.ui import access, errors, layout

RUNNING, IDLE = 2, 5
"""Seconds between two looks at the status, while a training runs and while one may begin."""


def notice(selection: Selection) -> None:
    """Say which data version the models were trained on, and how far a running training is.

    The page stays usable meanwhile and is run again once the training has ended. A training is
    offered where the models are not those of the version on screen; it starts by a click only.
    """
    fresh, status = models.freshness(selection), train.status()
    if fresh.training is not None:
        layout.note(layout.plain(fresh.words))
    if status.state in ("failed", "interrupted"):
        layout.note(f"The last training did not finish. {layout.plain(status.message)}")
    if status.is_running or not fresh.is_current:
        every = RUNNING if status.is_running else IDLE
        st.fragment(_watch, run_every=every)((status.state, status.started_at))
    if not status.is_running and not fresh.is_current and access.may_write():
        _offer()


def _watch(seen: tuple[str, str]) -> None:
    """Draw how far a training is; run the page again once one has begun or ended."""
    status = train.status()
    if (status.state, status.started_at) != seen:
        st.rerun()
    if status.is_running:
        version, step = layout.plain(status.data_version), layout.plain(status.message)
        said = f"Models of version {version} are in the making · {step}"
        st.progress(status.progress, text=said)


def _offer() -> None:
    if not st.button(
        "Train the models on this version",
        icon=":material/model_training:",
        key="train_now",
        help="Takes about a minute in the background; the pages stay usable.",
    ):
        return
    try:
        started = train.start_in_background()
    except errors.CrossfadeError as error:
        errors.card(error)
        return
    said = "The training begins" if started else "A training is running already"
    st.toast(f"{said}; its progress shows here in a few seconds.", icon=":material/model_training:")
