"""Pictures of the budget page."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.budget.portfolio import BOUGHT, Budget
from data.metrics import exact, percent, ratio, short
from pages.ui import theme

NET = "Return less cost"
SHORT = {
    "untreated": "Like tracks",
    "artist": "Same artist",
    "licence": "Licence equal",
    "album": "Same album",
}
"""What each comparison is called where there is little room."""
MAX_LIFT = 2.0
LINE = 0.07
"""A line of text, as a share of a picture's height."""


def beliefs(budget: Budget) -> go.Figure:
    """Draw the net of what the budget buys under each comparison, and under all of them."""
    table = budget.by_belief
    mixed = budget.policies[budget.policies["policy"] == BOUGHT].assign(
        name="all", weight=1.0, lift=budget.lift
    )
    low, high = short(float(table["net"].min())), short(float(table["net"].max()))
    title = f"What the budget buys nets {low} to {high}, depending on the comparison"
    if len(table) == 1:
        title = f"What the budget buys nets {high}"
    rows = pd.concat([table, mixed], ignore_index=True)
    fig = theme.figure(title, x=NET, height=70 + 48 * len(rows))
    names = [
        f"{SHORT[name]} ({percent(weight, 0)})" if name in SHORT else "All, by weight"
        for name, weight in zip(rows["name"], rows["weight"].tolist(), strict=True)
    ]
    _nets(fig, rows, names, [theme.GREY] * len(table) + [theme.BOTH])
    return fig


def policies(budget: Budget) -> go.Figure:
    """Draw each policy's net with its interval."""
    table = budget.policies.iloc[1:]
    best = table.nlargest(1, "net")
    net, low, high = (short(float(best[name].iloc[0])) for name in ("net", "low", "high"))
    title = f"{best['policy'].iloc[0]}: expected to bring most, {net} [{low}, {high}]"
    fig = theme.figure(title, x=NET, height=300)
    names = [f"{name} ({n:,})" for name, n in zip(table["policy"], table["n_tracks"], strict=True)]
    colors = [theme.STREAMS if name == BOUGHT else theme.GREY for name in table["policy"]]
    _nets(fig, table, names, colors)
    return fig


def _nets(fig: go.Figure, table: pd.DataFrame, names: list[str], colors: list[str]) -> None:
    numbers = table[["net", "low", "high", "chance_of_loss"]].to_numpy(dtype=float)
    theme.interval(
        fig,
        at=names,
        value=list(table["net"]),
        low=list(table["low"]),
        high=list(table["high"]),
        color=colors,
        hover=[
            f"{name}: net {short(net)} [{short(low)}, {short(high)}], "
            f"chance of loss {percent(loss, 0)}"
            for name, (net, low, high, loss) in zip(names, numbers, strict=True)
        ],
    )
    fig.add_vline(x=0, line_color=theme.GREY, line_dash="dot")
    fig.update_xaxes(tickformat="~s", nticks=3, tickangle=0)
    fig.update_yaxes(range=[len(table) - 0.5, -0.5], automargin=True)


def paying(budget: Budget) -> go.Figure:
    """Draw how many tracks earn back an official video, by the lift, and what is measured."""
    needed = np.sort(budget.candidates["break_even_lift"].to_numpy(dtype=float))
    table = budget.by_belief.sort_values("lift", kind="stable")
    pays = [int(np.searchsorted(needed, lift, side="right")) for lift in table["lift"]]
    n = len(needed)
    title = f"At a lift of {ratio(float(table['lift'].iloc[0]))}, {exact(pays[0])} of {exact(n)} "
    title += "tracks earn back an official video"
    if len(table) > 1:
        title += f"; at {ratio(float(table['lift'].iloc[-1]))}, {exact(pays[-1])}"
    fig = theme.figure(title, x="Lift (ratio of streams)", y="Tracks that earn back (count)")
    lifts = np.linspace(1, max(MAX_LIFT, float(table["lift_high"].max())), 200)
    fig.add_scatter(
        x=lifts,
        y=np.searchsorted(needed, lifts, side="right"),
        mode="lines",
        line={"color": theme.STREAMS, "width": 2.5},
        hovertemplate="at a lift of %{x:.2f}: %{y:,} tracks<extra></extra>",
    )
    theme.interval(
        fig,
        at=pays,
        value=list(table["lift"]),
        low=list(table["lift_low"]),
        high=list(table["lift_high"]),
        color=theme.GREY,
        hover=[
            f"{label}: {ratio(lift)} [{ratio(low)}, {ratio(high)}]"
            for label, lift, low, high in table[
                ["label", "lift", "lift_low", "lift_high"]
            ].itertuples(index=False)
        ],
    )
    height = 0.0
    for name, high, count in zip(table["name"], table["lift_high"], pays, strict=True):
        fig.add_annotation(
            x=high,
            y=(height := max(count, height)),
            text=SHORT[name],
            xanchor="left",
            showarrow=False,
            xshift=4,
            font={"size": 12},
        )
        height += LINE * n
    fig.add_vline(x=1, line_color=theme.GREY, line_dash="dot")
    return fig.update_yaxes(rangemode="tozero")
