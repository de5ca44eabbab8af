"""The pictures of single trees."""

import math

import pandas as pd
import plotly.graph_objects as go

from analytics.importance.trees import OneTree, says
from pages.importance.figures import axes
from pages.ui import theme

ROW = 30
"""Pixels of a question or a leaf."""


def tree(one: OneTree, task: str, title: str) -> go.Figure:
    """Draw a tree as an outline, a question or a leaf in each row; the track's way in colour."""
    nodes = one.nodes.reset_index(drop=True)
    fig = theme.figure(title, height=40 + ROW * len(nodes))
    color = axes.colour(task)
    place = {node: row for row, node in enumerate(nodes["node"])}
    for is_way in (False, True):
        x, y = _elbows(nodes[nodes["is_on_way"] == is_way], nodes, place)
        line = {"color": color if is_way else theme.translucent(theme.GREY, 0.5), "width": 2}
        fig.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")
    fig.add_scatter(
        x=nodes["depth"],
        y=nodes.index,
        mode="markers+text",
        marker={
            "size": 9,
            "color": [color if on_way else theme.GREY for on_way in nodes["is_on_way"]],
            "symbol": ["circle" if name else "square" for name in nodes["name"]],
        },
        text=[f"  {_said(row)}" for row in nodes.to_dict("records")],
        textposition="middle right",
        hovertext=[f"{row['cover']:,.0f} tracks came by" for row in nodes.to_dict("records")],
        hoverinfo="skip" if task.startswith("hits") else "text",
        cliponaxis=False,
    )
    fig.update_xaxes(visible=False, range=[-0.3, 16])
    fig.update_yaxes(visible=False, range=[len(nodes) - 0.5, -0.5])
    return fig


def _elbows(
    part: pd.DataFrame, nodes: pd.DataFrame, place: dict[int, int]
) -> tuple[list[float | None], list[float | None]]:
    """Return lines from each node's parent down and across to it."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, node in part.iterrows():
        if node["parent"] >= 0:
            above = place[node["parent"]]
            left = float(nodes["depth"][above])
            x += [left, left, float(node["depth"]), None]
            y += [above, float(str(row)), float(str(row)), None]
    return x, y


def _said(row: dict) -> str:
    lead = f"{row['branch']}: " if row["branch"] else ""
    if row["name"]:
        said = f"{lead}{theme.plain(says(row['name'], row['limit']))}"
    else:
        below = f" on average, {row['n_leaves']} leaves below" if row["n_leaves"] > 1 else ""
        said = f"{lead}×{math.exp(row['push']):.3f}{below}"
    return f"<b>{said}</b>" if row["is_on_way"] else said


def steps(one: OneTree, task: str, title: str) -> go.Figure:
    """Draw how a track's prediction moves from tree to tree."""
    moved = one.steps["margin"] - one.steps["margin"].iloc[0]
    color = axes.colour(task)
    fig = theme.figure(title, x="Trees so far", y=axes.factor(task), height=320)
    fig.add_scatter(
        x=one.steps["tree"],
        y=moved,
        mode="lines",
        line={"color": color, "width": 2.5},
        hovertext=[f"{n} trees: ×{math.exp(m):.2f}" for n, m in enumerate(moved)],
        hoverinfo="text",
    )
    fig.add_scatter(
        x=[one.number],
        y=[moved[one.number]],
        mode="markers",
        marker={"size": 11, "color": theme.BOTH},
        hoverinfo="skip",
    )
    axes.factor_axis(fig, "y", moved.min(), moved.max())
    return fig.add_hline(y=0, line={"color": theme.GREY, "width": 1})
