"""The pictures of the What-if page."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from data import metrics
from pages.ui import theme

SHORT = 34
TICKS = {
    1.6: (0.7, 0.8, 1, 1.25, 1.5),
    8: (0.25, 0.5, 1, 2, 4),
    math.inf: (0.001, 0.01, 0.1, 1, 10, 100, 1000),
}
"""Marks of an axis of factors, by how far it reaches; few enough for a phone."""


def scenarios(table: pd.DataFrame, reference: dict[str, float], title: str) -> go.Figure:
    """Draw what each scenario is expected to reach, with its interval, on a log axis.

    Parameters
    ----------
    table : DataFrame
        letter, name, streams, low, high.
    reference : dict
        Streams of the catalogue's median track and of the least played hit, by what they are
        called.
    """
    fig = theme.figure(title, x=metrics.axis("streams"), height=150 + 46 * len(table))
    names = [_named(letter, name) for letter, name in zip(table.letter, table.name, strict=True)]
    theme.interval(
        fig,
        at=names,
        value=table.streams.tolist(),
        low=table.low.tolist(),
        high=table.high.tolist(),
        color=theme.STREAMS,
        hover=[
            f"{name}<br>{metrics.short(row['streams'])} streams "
            f"[{metrics.short(row['low'])}, {metrics.short(row['high'])}]"
            for name, row in zip(names, table.to_dict("records"), strict=True)
        ],
    )
    low_one = min(reference.values())
    low = min(table.low.min(), low_one)
    high = max(table.high.max(), *reference.values())
    theme.log_ticks(fig, "x", low, high)
    # One update of the whole layout: adding lines one by one takes several times as long.
    return fig.update_layout(
        xaxis_range=[_log(low) - 0.15, _log(high) + 0.15],
        yaxis={"autorange": "reversed", "showgrid": False},
        margin_t=34,
        shapes=[_line(value) for value in reference.values()],
        annotations=[_text(value, text, value == low_one) for text, value in reference.items()],
    )


def _line(value: float) -> dict[str, Any]:
    """Stand a value out over the whole height."""
    line = {"color": theme.GREY, "width": 1.2, "dash": "dot"}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1} | {
        "line": line
    }


def _text(value: float, text: str, is_left: bool) -> dict[str, Any]:
    """Name a value, away from the other one."""
    return {
        "x": _log(value),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "right" if is_left else "left",
        "xshift": 4 if is_left else -4,
        "text": text,
        "showarrow": False,
        "font": {"size": 12},
    }


def _named(letter: str, name: str) -> str:
    kept = name if len(name) <= SHORT else f"{name[: SHORT - 1]}…"
    return f"<b>{letter}</b>  {theme.plain(kept).replace(' · ', '<br>', 1)}"


def _log(value: float) -> float:
    return math.log10(max(value, 1))


def pushes(table: pd.DataFrame, title: str) -> go.Figure:
    """Draw what pushes a prediction up (green) and down (grey), as factors on streams.

    Parameters
    ----------
    table : DataFrame
        label, value (as text), factor (> 0); the strongest first.
    """
    fig = theme.figure(title, x="Factor on streams", height=90 + 30 * len(table))
    up = table.factor >= 1
    texts = [f"×{factor:.2f}" for factor in table.factor]
    fig.add_bar(
        y=[
            theme.plain(f"{label}: {v}" if v else label)
            for label, v in zip(table.label, table.value, strict=True)
        ],
        x=[factor - 1 for factor in table.factor],
        base=1,
        orientation="h",
        marker_color=[theme.STREAMS if is_up else theme.GREY for is_up in up],
        text=texts,
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            f"{theme.plain(label)}: {theme.plain(value)}<br>{text}"
            for label, value, text in zip(table.label, table.value, texts, strict=True)
        ],
        hoverinfo="text",
    )
    reach = max(1.25, table.factor.max(), 1 / table.factor.min()) ** 1.35
    marks = next(marks for limit, marks in TICKS.items() if reach < limit)
    ticks = [tick for tick in marks if 1 / reach < tick < reach]
    return fig.update_layout(
        xaxis={
            "type": "log",
            "tickangle": 0,
            "range": [-math.log10(reach), math.log10(reach)],
            "tickvals": ticks,
            "ticktext": [f"×{tick:g}" for tick in ticks],
        },
        yaxis={"autorange": "reversed", "showgrid": False},
    )
