"""Pictures of the budget page."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.budget.plan import Budget, Plan
from data.metrics import percent, ratio, short
from pages.ui import theme

MAX_POINTS = 4_000
MAX_BARS = 40


def policies(budget: Budget) -> go.Figure:
    """Draw each policy's net with its interval."""
    table = budget.policies.iloc[1:]
    best = table.nlargest(1, "net")
    net, low, high = (short(float(best[name].iloc[0])) for name in ("net", "low", "high"))
    title = f"{best['policy'].iloc[0]}: expected to bring most, {net} [{low}, {high}]"
    fig = theme.figure(title, x="Return less cost", height=300)
    names = [f"{name} ({n:,})" for name, n in zip(table["policy"], table["n_tracks"], strict=True)]
    numbers = table[["net", "low", "high", "chance_of_loss", "cost"]].to_numpy(dtype=float)
    theme.interval(
        fig,
        at=names,
        value=list(table["net"]),
        low=list(table["low"]),
        high=list(table["high"]),
        color=[theme.STREAMS if "budget" in name else theme.GREY for name in names],
        hover=[
            f"{name}: cost {short(cost)}, net {short(net)} [{short(low)}, {short(high)}], "
            f"chance of loss {percent(loss, 0)}"
            for name, (net, low, high, loss, cost) in zip(names, numbers, strict=True)
        ],
    )
    fig.add_vline(x=0, line_color=theme.GREY, line_dash="dot")
    fig.update_xaxes(tickformat="~s")
    return fig.update_yaxes(range=[len(table) - 0.5, -0.5], automargin=True)


def matrix(budget: Budget, plan: Plan) -> go.Figure:
    """Draw the priority matrix: predicted streams by return for each unit of cost."""
    cost = max(plan.cost_official or 0, 1e-9)
    table = budget.candidates.assign(per_cost=budget.candidates["expected_return"] / cost)
    pays = int((table["per_cost"] > 1).sum())
    title = f"{pays:,} of {len(table):,} tracks are expected to earn back an official video"
    fig = theme.figure(title, x="Expected streams (plays)", y="Return per unit of cost (ratio)")
    bought = table["kind"] != ""
    for part, color, size in (
        (table[~bought & (table["per_cost"] <= 1)], theme.translucent(theme.GREY, 0.35), 5),
        (table[~bought & (table["per_cost"] > 1)], theme.translucent(theme.BOTH, 0.6), 6),
        (table[bought], theme.STREAMS, 11),
    ):
        _dots(fig, part, color, size)
    _bars(fig, table[bought].head(MAX_BARS), cost)
    fig.add_hline(y=1, line_color=theme.GREY, line_dash="dot")
    streams = table["expected_streams"].clip(lower=1)
    theme.log_ticks(fig, "x", float(streams.min()), float(streams.max()))
    fig.update_yaxes(type="log", dtick=1)
    _name_best(fig, table[bought].head(3))
    return fig


def _dots(fig: go.Figure, part: pd.DataFrame, color: str, size: int) -> None:
    part = part.head(MAX_POINTS)
    numbers = part[["expected_return", "low", "high", "chance_of_loss", "break_even_lift"]]
    fig.add_scattergl(
        x=part["expected_streams"].clip(lower=1),
        y=part["per_cost"].clip(lower=1e-4),
        mode="markers",
        marker={"color": color, "size": size},
        hovertext=[
            f"{theme.plain(track)} · {theme.plain(artist)}<br>return {short(value)} "
            f"[{short(low)}, {short(high)}], chance of loss {percent(loss, 0)}<br>"
            f"breaks even at a lift of {ratio(lift)}"
            for track, artist, (value, low, high, loss, lift) in zip(
                part["track"], part["artist"], numbers.to_numpy(dtype=float), strict=True
            )
        ],
        hoverinfo="text",
    )


def _bars(fig: go.Figure, bought: pd.DataFrame, cost: float) -> None:
    """Draw the interval of each return that the budget buys."""
    for streams, low, high in bought[["expected_streams", "low", "high"]].to_numpy(dtype=float):
        fig.add_scatter(
            x=[streams, streams],
            y=[max(low / cost, 1e-4), max(high / cost, 1e-4)],
            mode="lines",
            line={"color": theme.translucent(theme.STREAMS, 0.35), "width": 2},
            hoverinfo="skip",
        )


def _name_best(fig: go.Figure, best: pd.DataFrame) -> None:
    places = best[["expected_streams", "per_cost"]].to_numpy(dtype=float)
    for row, (track, place) in enumerate(zip(best["track"], places, strict=True)):
        x, y = np.log10(np.maximum(place, 1e-4)).tolist()
        fig.add_annotation(
            x=x,
            y=y,
            text=theme.plain(track if len(track) <= 28 else f"{track[:27]}…"),
            xanchor="right",
            showarrow=True,
            arrowhead=0,
            arrowcolor=theme.GREY,
            ax=-90,
            ay=-6 - 24 * row,
            font={"size": 12},
        )
