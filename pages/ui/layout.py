"""The parts that every page is made of: header, KPI cards, charts, notes.

Text from the data is never markup: it passes `plain` on its way into Markdown and `html.escape`
on its way into our own HTML.
"""

import hashlib
import html
import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd
import streamlit as st

from data.errors import CrossfadeError
from pages.ui import errors, wording
from pages.ui.tables import csv as csv
from pages.ui.tables import table as table

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from data.published import Manifest

STYLE = Path(__file__).with_name("style.css")
SPARK_WIDTH, SPARK_HEIGHT = 96, 26
SPARK_COLOR = "#8E6BBF"


def style() -> None:
    """Load the style sheet; app.py calls it once per run."""
    st.html(STYLE)


def header(title: str, answer: str) -> None:
    """Open a page: its title and its answer in a sentence or two.

    Parameters
    ----------
    title : str
        The page's name.
    answer : str
        Markdown; what comes from the data goes through `plain`.
    """
    st.title(title, anchor=False)
    lead(answer)


def lead(answer: str) -> None:
    """Give a page's answer under its title, where the title was drawn before it was known."""
    with st.container(key="lead"):
        st.markdown(wording.tied(answer))


def kpis(items: Sequence[wording.Kpi]) -> None:
    """Draw KPI cards, as many beside each other as fit.

    Our own cards, because Streamlit's metric (1.67) cuts the meaning off after one line; with a
    caption for it, a card takes 243 pixels where ours takes 145, and five of them take a phone's
    screen of 844 pixels where ours take 455. It also draws our minus sign as a rise.
    """
    st.html(f'<div class="cf-kpis">{"".join(_card(item) for item in items)}</div>')


def _card(item: wording.Kpi) -> str:
    spark = _spark(item.spark) if item.spark is not None else ""
    delta = f'<span class="cf-delta">{html.escape(item.delta)}</span>' if item.delta else ""
    foot = f'<div class="cf-foot">{delta}{spark}</div>' if delta or spark else ""
    return (
        f'<div class="cf-kpi"><div class="cf-label">{html.escape(item.label)}</div>'
        f'<div class="cf-value" title="{html.escape(item.exact)}">{html.escape(item.value)}</div>'
        f'<div class="cf-meaning">{html.escape(wording.tied(item.meaning))}</div>{foot}</div>'
    )


def _spark(values: Sequence[float]) -> str:
    """Return a small line of the values, without axes."""
    known = [(i, value) for i, value in enumerate(values) if math.isfinite(value)]
    if len(known) < 2:
        return ""
    heights = [value for _, value in known]
    low, span = min(heights), (max(heights) - min(heights)) or 1.0
    step, room = SPARK_WIDTH / (len(values) - 1), SPARK_HEIGHT - 6
    points = [(i * step, SPARK_HEIGHT - 3 - (value - low) / span * room) for i, value in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SPARK_WIDTH + 6}" '
        f'height="{SPARK_HEIGHT}" viewBox="-3 0 {SPARK_WIDTH + 6} {SPARK_HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="{SPARK_COLOR}" stroke-width="1.8"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{SPARK_COLOR}"/></svg>'
    )
    # An image, because st.html lets no inline drawing through.
    return f'<img class="cf-spark" alt="" src="data:image/svg+xml,{quote(drawing)}">'


def chart(
    draw: "partial[Figure]",
    *,
    key: str,
    how_to_read: str,
    data: pd.DataFrame | Callable[[], pd.DataFrame] | None = None,
) -> None:
    """Draw a figure: its title above, how to read it below, its data as CSV.

    Parameters
    ----------
    draw : partial
        A function of `pages.figures` and what it draws; the figure's title is the finding. It is
        called only where this content has not been drawn before.
    key : str
        '<page>_<chart>'.
    how_to_read : str
        A sentence; Markdown, so what comes from the data goes through `plain`.
    data : DataFrame, function that returns one, or None
        What the figure shows, offered as CSV.
    """
    content = hashlib.sha256(pickle.dumps(draw)).hexdigest()
    with st.container(border=True, key=f"{key}_card"):
        _picture(content, key, draw)
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.caption(wording.tied(how_to_read))
            if data is not None:
                csv(data, key=f"{key}_csv", name=key)


@st.cache_data(ttl="2h", max_entries=128, show_spinner=False)
def _picture(content: str, key: str, _draw: "partial[Figure]") -> None:
    """Draw a title and its figure; what was drawn before is sent again as it was."""
    fig = _draw()
    title = fig.layout.title.text or ""
    fig.update_layout(title_text=None, meta={"title": title})
    st.html(f'<h2 class="cf-title">{wording.tied(title)}</h2>')
    st.plotly_chart(fig, key=key, width="stretch", config={"displayModeBar": False}, alt=title)


@st.fragment
def part(draw: Callable[[], None]) -> None:
    """Draw a part of a page: moving what is in it runs nothing else again.

    An error of ours stands in its place; the rest of the page is none the worse.
    """
    try:
        draw()
    except CrossfadeError as error:
        errors.card(error)


def parts(drawn: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """Draw the one of several parts whose tab is open; the others are not even worked out.

    Parameters
    ----------
    drawn : mapping of a tab's name to what draws it
    key : str
        '<page>_part', its name in the URL.
    """
    part(partial(_open_tab, drawn, key))


def _open_tab(drawn: Mapping[str, Callable[[], None]], key: str) -> None:
    tabs = st.tabs(list(drawn), key=key, bind="query-params")
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def method(text: str) -> None:
    """Tell how something is computed, one click away."""
    with st.expander("How this is computed", icon=":material/function:"):
        st.markdown(wording.tied(text))


def note(text: str) -> None:
    """Say something the reader must know about what is on screen; Markdown."""
    with st.container(key=f"note_{abs(hash(text))}"):
        st.caption(f":material/info: {wording.tied(text)}")


def demo_badge(manifest: "Manifest") -> None:
    """Say on every page that the catalogue is made up, when it is."""
    if manifest.is_demo:
        st.badge("Demo catalogue, fictional", icon=":material/theater_comedy:", color="orange")
