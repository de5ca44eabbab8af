"""The pictures of one feature that changes alone, and of features that work together."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.features.matrix import label, shown
from analytics.importance.partial import Alone
from analytics.importance.together import Together
from pages.importance.figures import axes
from pages.ui import theme


def alone(one: Alone, task: str, title: str) -> go.Figure:
    """Draw how predictions change with one feature alone: the mean, most tracks, some tracks."""
    fig = theme.figure(title, x=one.label, y=axes.factor(task))
    curve, color = one.curve, axes.colour(task)
    fig.add_scatter(
        x=[*curve["value"], *curve["value"][::-1]],
        y=[*curve["low"], *curve["high"][::-1]],
        fill="toself",
        fillcolor=theme.translucent(color, 0.14),
        line={"width": 0},
        hoverinfo="skip",
    )
    breaks = one.lines.groupby("row", sort=False)[["value", "change"]]
    gap = pd.DataFrame({"value": [np.nan], "change": [np.nan]})
    apart = pd.concat([part for _, line in breaks for part in (line, gap)])
    fig.add_scatter(
        x=apart["value"],
        y=apart["change"],
        mode="lines",
        line={"color": theme.translucent(theme.GREY, 0.45), "width": 1},
        hoverinfo="skip",
    )
    fig.add_scatter(
        x=curve["value"],
        y=curve["change"],
        mode="lines+markers",
        line={"color": color, "width": 3},
        hovertext=[
            f"{shown(one.name, row['value'])}: ×{math.exp(row['change']):.2f}<br>most tracks "
            f"×{math.exp(row['low']):.2f} to ×{math.exp(row['high']):.2f}"
            for row in curve.to_dict("records")
        ],
        hoverinfo="text",
    )
    axes.value_axis(fig, one.name, curve["value"])
    axes.factor_axis(fig, "y", curve["low"].min(), curve["high"].max())
    return fig.add_hline(y=0, line={"color": theme.GREY, "width": 1})


def pairs(both: Together, task: str, title: str) -> go.Figure:
    """Draw how far pairs of features move predictions only together, with their intervals."""
    table = both.pairs
    fig = theme.figure(title, x=axes.factor(task), height=110 + 44 * len(table))
    names = [
        f"{theme.plain(row['label'])}<br>and {theme.plain(_lower(row['other_label']))}"
        + (axes.SAYS_SAME if row["says_same"] else "")
        for row in table.to_dict("records")
    ]
    theme.interval(
        fig,
        at=names,
        value=table["mean_push"].tolist(),
        low=table["low"].tolist(),
        high=table["high"].tolist(),
        color=axes.colour(task),
        hover=[
            f"×{math.exp(row['mean_push']):.3f} either way "
            f"[{math.exp(row['low']):.3f}, {math.exp(row['high']):.3f}]"
            for row in table.to_dict("records")
        ],
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    axes.factor_axis(fig, "x", 0.0, table["high"].max())
    return fig


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def pair(points: pd.DataFrame, task: str, title: str) -> go.Figure:
    """Draw what two features bring only together, by the value of the first, coloured by the other.

    Parameters
    ----------
    points : DataFrame
        Of `Together.points`, one pair.
    """
    name, other = points["name"].iloc[0], points["other"].iloc[0]
    known = points.dropna(subset=["value"])
    fig = theme.figure(title, x=label(name), y=axes.factor(task), height=380)
    fig.add_scatter(
        x=known["value"],
        y=known["push"],
        mode="markers",
        marker={
            "size": 6,
            "opacity": 0.7,
            "color": known["other_value"].rank(pct=True).fillna(0.5),
            "colorscale": [[0, theme.GREY], [1, axes.colour(task)]],
        },
        hovertext=[
            f"{shown(name, row['value'])} and {shown(other, row['other_value'])}: "
            f"×{math.exp(row['push']):.2f}"
            for row in known.to_dict("records")
        ],
        hoverinfo="text",
    )
    axes.value_axis(fig, name, known["value"])
    axes.factor_axis(fig, "y", *known["push"].quantile([0.002, 0.998]))
    return fig.add_hline(y=0, line={"color": theme.GREY, "width": 1})
