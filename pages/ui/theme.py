"""The look that every figure shares: one meaning, one colour, legible in light and dark.

Streamlit gives text, axes and grid the colours of the reader's theme, so a figure only names
the colours that carry a meaning.
"""

import html
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

STREAMS = "#009E73"
VIEWS = "#D55E00"
BOTH = "#8E6BBF"
HITS = "#E69F00"
GREY = "#8A8F98"
BELOW = "#5F6672"

OF_METRIC = {"streams": STREAMS, "views": VIEWS, "likes": VIEWS, "comments": VIEWS}
"""The colour of a count; whatever is not named here is grey."""


def plain(text: object) -> str:
    """Return text from the data as it reads: no tags, templates or line breaks of Plotly's."""
    flat = " ".join(str(text).split())
    return html.escape(flat, quote=False).replace("%{", "%&#123;")


def keyed(text: str, color: str) -> str:
    """Return a label with a dot of its series' colour; in that colour itself it reads badly."""
    return f'<span style="color:{color}">●</span> {text}'


def translucent(color: str, alpha: float) -> str:
    """Return a `#RRGGBB` colour with an opacity from 0 to 1."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


FILL = 0.8
"""How opaque a cell is at the most: numbers in the page's own colour stay legible on it (4.5)."""

SEQUENTIAL = [[0.0, translucent(BOTH, 0.06)], [1.0, translucent(BOTH, FILL)]]
"""For amounts: from the page's own ground to purple, whichever that ground is."""

DIVERGING = [
    [0.0, translucent(BELOW, FILL)],
    [0.495, translucent(BELOW, 0.06)],
    [0.5, "rgba(0,0,0,0)"],
    [0.505, translucent(BOTH, 0.06)],
    [1.0, translucent(BOTH, FILL)],
]
"""For signed values: grey below zero, purple above, no fill at zero itself."""


def figure(title: str, *, x: str = "", y: str = "", height: int = 420) -> go.Figure:
    """Return an empty figure with the house's look.

    Parameters
    ----------
    title : str
        The finding, with its number. `layout.chart` prints it above the picture, where it wraps
        on a phone.
    x, y : str
        Axis titles with units, `metrics.axis(name)`.
    height : int, default=420
        Of the picture, in pixels.
    """
    axis = {
        "gridcolor": "rgba(138,143,152,0.18)",
        "zerolinecolor": "rgba(138,143,152,0.45)",
        "automargin": True,
    }
    return go.Figure(
        layout={
            "title": {"text": title},
            "height": height,
            "margin": {"l": 8, "r": 16, "t": 16, "b": 8},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hoverlabel": {"align": "left"},
            "bargap": 0.18,
            "dragmode": False,
            "xaxis": {"title": {"text": x}, **axis},
            "yaxis": {"title": {"text": y}, **axis},
        }
    )


def interval(
    fig: go.Figure,
    *,
    at: Sequence[Any],
    value: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    color: str | Sequence[str] = BOTH,
    name: str = "",
    hover: Sequence[str] | None = None,
    horizontal: bool = True,
) -> go.Figure:
    """Draw estimates as dots with their intervals as bars.

    Parameters
    ----------
    at : sequence
        Where each estimate stands on the other axis: names, numbers.
    value, low, high : sequence of float
        Estimates and the ends of their intervals; an end that is NaN is not drawn.
    color : str or sequence of str, default=purple
        One for all, or one for each.
    hover : sequence of str or None
        What the pointer shows, already plain; None: the numbers.
    horizontal : bool, default=True
        Whether the values run along x.
    """
    error = {
        "type": "data",
        "symmetric": False,
        "array": [_reach(h, v) for v, h in zip(value, high, strict=True)],
        "arrayminus": [_reach(v, w) for v, w in zip(value, low, strict=True)],
        "thickness": 2.5,
        "width": 0,
        **({"color": color} if isinstance(color, str) else {"color": GREY}),
    }
    axes = {"x": value, "y": at, "error_x": error} if horizontal else {}
    if horizontal:  # names on the left leave a phone little room under the values
        fig.update_xaxes(title_text=_folded(fig.layout.xaxis.title.text or ""))
    fig.add_scatter(
        **(axes or {"x": at, "y": value, "error_y": error}),
        mode="markers",
        marker={"size": 10, "color": color},
        name=name,
        hovertext=hover,
        hoverinfo="text" if hover is not None else None,
    )
    return fig


def print_in_cells(fig: go.Figure, texts: Sequence[str]) -> None:
    """Print a text in each cell of the heat map, row by row."""
    columns, rows = fig.data[0].x, fig.data[0].y
    fig.add_scatter(
        x=np.tile(columns, len(rows)),
        y=np.repeat(rows, len(columns)),
        text=texts,
        mode="text",
        textfont={"size": 11},
        hoverinfo="skip",
    )


def _folded(text: str) -> str:
    """Return an axis title in lines, its unit on one; what fits or was folded before stays."""
    if len(text) <= 22 or "<br>" in text:
        return text
    head, bracket, unit = text.partition(" (")
    return "<br>".join([*textwrap.wrap(head, 24), *([f"({unit}"] if bracket else [])])


def _reach(far: float, near: float) -> float:
    """Return how far an interval's end is from its estimate, 0 where it has none."""
    distance = far - near
    return distance if math.isfinite(distance) else 0.0


def log_ticks(fig: go.Figure, axis: str, low: float, high: float) -> go.Figure:
    """Label a logarithmic axis in short form: at each power of ten, of many at each third."""
    from data import metrics

    powers = range(math.floor(math.log10(max(low, 1))), math.ceil(math.log10(max(high, 10))) + 1)
    values = [10.0**power for power in powers]
    texts = [
        metrics.short(10.0**power, tie="") if len(powers) < 7 or power % 3 == 0 else ""
        for power in powers
    ]
    update = fig.update_xaxes if axis == "x" else fig.update_yaxes
    return update(type="log", tickvals=values, ticktext=texts, tickangle=0)
