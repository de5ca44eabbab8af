"""Errors that a reader can cause or mend, shown as a card; anything else crashes loudly."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics import train
from analytics.runs import registry
from data import published
from data.errors import CrossfadeError, ModelMissing
from pages.ui import wording


@contextmanager
def shown_to_reader() -> Iterator[None]:
    """Show an error of our family in place of what was asked for, and stop the page there."""
    try:
        yield
    except CrossfadeError as error:
        card(error)
        st.stop()


def card(error: CrossfadeError) -> None:
    """Draw an error: its title, what is wrong, what to change."""
    if isinstance(error, ModelMissing) and _first_models_are_coming():
        st.info(
            "**The first models are being trained**  \nThis part appears once they are ready; "
            "their progress is shown above.",
            icon=":material/hourglass_top:",
        )
        return
    text = f"**{wording.plain(error.title)}**  \n{wording.plain(error.message)}"
    if error.hint:
        text += f"\n\n{wording.plain(error.hint)}"
    st.warning(text, icon=":material/info:")


def _first_models_are_coming() -> bool:
    status = train.status()
    is_of_this = status.about.get("data_version") == published.current_version()
    return status.is_at_work and is_of_this and registry.latest() is None
