"""The pictures of what each feature adds, of losses, ranks, and of one track."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.features.matrix import shown
from analytics.importance.contributions import Beeswarm, Dependence
from analytics.importance.pushes import Waterfall
from analytics.importance.ranking import Ranks
from data.metrics import short
from pages.importance.figures import axes
from pages.ui import theme

MAX_DOTS = {"beeswarm": 150, "dependence": 400}
"""Tracks in a picture, at the most: a browser takes a second for 4,000 dots. The CSV has all of the
sample."""


def beeswarm(swarm: Beeswarm, task: str, title: str) -> go.Figure:
    """Draw a dot for each track and feature: how far the feature moves the prediction."""
    names = list(swarm.features["name"])
    fig = theme.figure(title, x=axes.factor(task), height=80 + 40 * len(names))
    points = _some(swarm.points, MAX_DOTS["beeswarm"])
    for place, name in enumerate(names):
        own = points[points["name"] == name]
        fig.add_scatter(
            x=own["push"],
            y=place + _swarm(own["push"].to_numpy(dtype=float)),
            mode="markers",
            marker={
                "size": 4,
                "opacity": 0.75,
                "color": own["height"].fillna(0.5),
                "colorscale": [[0, theme.GREY], [1, axes.colour(task)]],
                "cmin": 0,
                "cmax": 1,
            },
            hovertext=[
                f"{shown(name, value)}: ×{math.exp(push):.2f}"
                for value, push in zip(own["value"], own["push"], strict=True)
            ],
            hoverinfo="text",
        )
    fig.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=_labels(swarm.features),
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    low, high = points["push"].quantile([0.002, 0.998])
    axes.factor_axis(fig, "x", low, high)
    return fig.add_vline(x=0, line={"color": theme.GREY, "width": 1})


def _some(points: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep the points of some tracks, evenly spread over the sample."""
    known = points["row"].unique()
    chosen = known[np.linspace(0, len(known) - 1, min(most, len(known))).astype(int)]
    return points[points["row"].isin(chosen)]


def _labels(table: pd.DataFrame) -> list[str]:
    return [
        axes.folded(label) + (axes.SAYS_SAME if same else "")
        for label, same in zip(table["label"], table["says_same"], strict=True)
    ]


def _swarm(push: np.ndarray) -> np.ndarray:
    """Spread dots that would hide each other, up to 0.38 either way."""
    bins = np.digitize(push, np.linspace(push.min(), push.max() + 1e-9, 60))
    place = pd.Series(bins).groupby(bins).cumcount().to_numpy()
    side = np.where(place % 2, -1, 1) * ((place + 1) // 2)
    return side / max(np.abs(side).max(), 12) * 0.38


def dependence(one: Dependence, task: str, title: str) -> go.Figure:
    """Draw how a feature's push goes with its value, with the medians of its twentieths."""
    fig = theme.figure(title, x=one.label, y=axes.factor(task))
    ranks = one.points["partner"].rank(pct=True).fillna(0.5)
    points = _some(one.points.assign(rank=ranks), MAX_DOTS["dependence"])
    fig.add_scatter(
        x=points["value"],
        y=points["push"],
        mode="markers",
        marker={
            "size": 5,
            "opacity": 0.55,
            "color": points["rank"],
            "colorscale": [[0, theme.GREY], [1, axes.colour(task)]],
        },
        hovertext=[
            f"{shown(one.name, value)}: ×{math.exp(push):.2f}"
            for value, push in zip(points["value"], points["push"], strict=True)
        ],
        hoverinfo="text",
    )
    fig.add_scatter(
        x=one.line["value"],
        y=one.line["push"],
        mode="lines+markers",
        line={"color": theme.BOTH, "width": 3},
        hoverinfo="skip",
    )
    axes.value_axis(fig, one.name, one.points["value"])
    axes.factor_axis(fig, "y", *one.points["push"].quantile([0.002, 0.998]))
    return fig.add_hline(y=0, line={"color": theme.GREY, "width": 1})


def losses(
    table: pd.DataFrame, task: str, title: str, *, names: str, value: str, unit: str
) -> go.Figure:
    """Draw what shuffling or leaving out costs, with its interval.

    Parameters
    ----------
    table : DataFrame
        `names`, `value`, low, high; the costliest first.
    """
    fig = theme.figure(title, x=f"Loss of {unit}", height=110 + 38 * len(table))
    theme.interval(
        fig,
        at=[axes.folded(name) for name in table[names]],
        value=table[value].tolist(),
        low=table["low"].tolist(),
        high=table["high"].tolist(),
        color=axes.colour(task),
        hover=[
            f"{theme.plain(row[names])}: {row[value]:.3f} [{row['low']:.3f}, {row['high']:.3f}]"
            for row in table.to_dict("records")
        ],
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.add_vline(x=0, line={"color": theme.GREY, "width": 1, "dash": "dot"})


def ranks(ranks: Ranks, title: str) -> go.Figure:
    """Draw ranks as a table of shades: deep is high, empty where a set lacks the feature."""
    table, numbers = ranks.table, ranks.numbers
    fig = theme.figure(title, height=170 + 36 * len(table))
    values = numbers.to_numpy(dtype=float)
    columns, rows = list(range(values.shape[1])), list(range(len(table)))
    fig.add_heatmap(
        z=-np.log(values),
        x=columns,
        y=rows,
        hoverinfo="skip",
        colorscale=theme.SEQUENTIAL,
        zmin=-math.log(max(np.nanmax(values), 2)),
        zmax=0,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    texts = ["" if np.isnan(rank) else f"{rank:.0f}" for rank in values.ravel()]
    theme.print_in_cells(fig, texts)
    heads = [str(name)[:1].upper() + str(name)[1:] for name in numbers]
    fig.update_xaxes(side="top", showgrid=False, tickangle=-90, tickvals=columns, ticktext=heads)
    fig.update_yaxes(
        range=[len(table) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        tickvals=rows,
        ticktext=[axes.folded(label) for label in table["label"]],
    )
    return fig


def waterfall(one: Waterfall, task: str, title: str) -> go.Figure:
    """Draw one prediction step by step, from the average track's to this one's."""
    steps = one.steps
    fig = theme.figure(title, x=axes.factor(task), height=170 + 34 * len(steps))
    ends = steps["push"].cumsum().to_numpy(dtype=float)
    fig.add_bar(
        y=[
            axes.folded(f"{label}: {value}" if value else label)
            for label, value in zip(steps["label"], steps["value"], strict=True)
        ],
        x=steps["push"],
        base=np.concatenate([[0.0], ends[:-1]]),
        orientation="h",
        marker_color=[axes.colour(task) if push >= 0 else theme.GREY for push in steps["push"]],
        text=[f"×{factor:.2f}" for factor in steps["factor"]],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    marks = [float(ends[-1])]
    if one.actual is not None and not task.startswith("hits"):
        marks.append(one.actual - one.base)
        _ends(fig, marks, [math.expm1(one.margin), math.expm1(one.actual)])
    low, high = min(0.0, ends.min(), *marks), max(0.0, ends.max(), *marks)
    room = max(high - low, 0.2) * 0.15
    axes.factor_axis(fig, "x", low - room, high + room)
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.add_vline(x=0, line={"color": theme.GREY, "width": 1})


def _ends(fig: go.Figure, marks: list[float], counts: list[float]) -> None:
    """Mark what is expected and what the track has, and the way between them."""
    names = ["<b>Expected</b>", "<b>What it has</b>"]
    fig.add_scatter(
        x=[marks[0], marks[1], marks[1]],
        y=[names[0], names[0], names[1]],
        mode="lines",
        line={"color": theme.GREY, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    fig.add_scatter(
        x=marks,
        y=names,
        mode="markers+text",
        marker={
            "size": 12,
            "color": [theme.GREY, theme.BOTH],
            "symbol": ["diamond-open", "diamond"],
        },
        text=[short(count) for count in counts],
        textposition="top center",
        cliponaxis=False,
        hoverinfo="skip",
    )
