"""What the pictures of the importance page share: colour, axes of factors and of values."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.features.matrix import shown
from pages.ui import theme

STEPS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 1, 1.25, 2, 5, 10, 20, 50, 100, 1000)
FINE = [digit * 10**power for power in range(-6, 1) for digit in (1, 2, 5)]
SAYS_SAME = " ≈"
"""Marks a feature that has a double."""


def colour(task: str) -> str:
    """Return the colour of what is predicted."""
    return theme.HITS if task.startswith("hits") else theme.OF_METRIC.get(task, theme.GREY)


def factor(task: str) -> str:
    """Name an axis of pushes."""
    return "Factor on the odds of a hit" if task.startswith("hits") else f"Factor on {task}"


def factor_axis(fig: go.Figure, axis: str, low: float, high: float) -> None:
    """Label an axis of logs with the factors that they are."""
    room = (high - low or 0.2) * 0.06
    low, high = low - room, high + room
    ticks = _apart([step for step in STEPS if low <= math.log(step) <= high], (high - low) / 7)
    if len(ticks) < 2:
        ticks = _fine(low, high)
    update = fig.update_xaxes if axis == "x" else fig.update_yaxes
    update(
        tickvals=[math.log(step) for step in ticks],
        ticktext=[f"×{step:.4g}" for step in ticks],
        range=[low, high],
        tickangle=0,
    )


def _fine(low: float, high: float) -> list[float]:
    """Return factors near ×1, evenly apart, four to eight of them."""
    first, last = math.expm1(low), math.expm1(high)
    step = next(size for size in FINE if size >= (last - first) / 8)
    return [1 + step * n for n in range(math.ceil(first / step), math.floor(last / step) + 1)]


def _apart(steps: list[float], room: float) -> list[float]:
    """Keep ×1, and of the others those that leave room for their neighbours' labels."""
    kept = [1.0]
    for step in sorted(steps, key=lambda step: abs(math.log(step))):
        if all(abs(math.log(step / other)) >= room for other in kept):
            kept.append(step)
    return sorted(step for step in kept if step in steps)


def folded(label: str) -> str:
    """Break a long label where it names what it belongs to: a phone has little room."""
    return theme.plain(label).replace(": ", ":<br>", 1)


def value_axis(fig: go.Figure, name: str, values: pd.Series) -> None:
    """Label an axis of a feature's values as readers know them."""
    ticks = values.unique() if values.nunique() < 4 else np.linspace(values.min(), values.max(), 5)
    if (values % 1 == 0).all():
        ticks = np.unique(np.round(ticks))
    fig.update_xaxes(tickvals=ticks, ticktext=[shown(name, value) for value in ticks])
