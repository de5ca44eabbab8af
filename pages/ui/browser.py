"""What the reader's browser is asked to do beside Streamlit's own: a few lines of JavaScript."""

from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).with_name("browser.js")
_mount = st.components.v2.component("crossfade_browser", js=_SCRIPT.read_text(encoding="utf-8"))


def mend() -> None:
    """Let 'back' return to a page as it was left, and the menu close in a narrow window."""
    with st.sidebar:
        _mount(key="browser")
