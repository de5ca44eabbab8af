"""The pictures of the drivers page."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.drivers.feature_choice import PenaltyPath
from analytics.drivers.ols import Ols
from analytics.features.matrix import KNOWN_WHEN
from data.metrics import decimal, p_value
from pages.drivers.words import change, signed, step
from pages.ui import theme
from pages.ui.wording import many

Row = Mapping[Hashable, Any]

NAIVE = {"symbol": "diamond-open", "size": 10, "color": theme.GREY, "line": {"width": 1.6}}
MAX_LABELS = 6
"""Lines of a path that are named."""


def sets(table: pd.DataFrame, *, target: str) -> go.Figure:
    """Draw the best score of each feature set beside the naive one and that of no model.

    Parameters
    ----------
    table : DataFrame
        One row per feature set: feature_set, label, score, spread, naive, baseline.
    target : str
        What is predicted; gives the colour.
    """
    told = ", ".join(
        f"{decimal(row['score'])} from {row['feature_set']}" for row in table.to_dict("records")
    )
    fig = theme.figure(
        f"R² of log {target} on artists not seen: {told}",
        x="Share predicted (R²)",
        height=110 + 64 * len(table),
    )
    names = [
        f"{row['feature_set'].capitalize()}<br><span style='font-size:0.85em;opacity:0.8'>"
        f"{KNOWN_WHEN[row['feature_set']]}</span>"
        for row in table.to_dict("records")
    ]
    color = theme.OF_METRIC.get(target, theme.GREY)
    _scores(fig, names, table, color)
    for name, row in zip(names, table.to_dict("records"), strict=True):
        fig.add_annotation(
            x=row["score"],
            y=name,
            yshift=16,
            text=f"<b>{decimal(row['score'])}</b>",
            showarrow=False,
            font={"size": 13},
        )
    fig.update_yaxes(range=[len(table) - 0.4, -0.75], showgrid=False)
    return fig


def models(table: pd.DataFrame, *, target: str) -> go.Figure:
    """Draw every model's score, the best on top, beside the naive one and that of no model."""
    best = table.iloc[0]
    fig = theme.figure(
        f"Best: {best['label']}, R² {decimal(best['score'])} ± {decimal(best['spread'])}",
        x="R² of logs on artists not seen",
        height=90 + 34 * len(table),
    )
    _scores(fig, list(table["label"]), table, theme.OF_METRIC.get(target, theme.GREY))
    fig.update_yaxes(range=[len(table) - 0.4, -0.6], showgrid=False)
    return fig


def _scores(fig: go.Figure, names: Sequence[str], table: pd.DataFrame, color: str) -> None:
    """Draw held-out scores with their spread, hollow diamonds for the naive ones, no model."""
    low = float(table["baseline"].min())
    fig.update_yaxes(categoryorder="array", categoryarray=names)
    fig.add_vline(x=low, line={"color": theme.GREY, "dash": "dot", "width": 1.2})
    known = table["naive"].notna()
    fig.add_scatter(
        x=table["naive"][known],
        y=[name for name, is_known in zip(names, known, strict=True) if is_known],
        mode="markers",
        marker=NAIVE,
        hovertext=[f"naive split {decimal(value, 3)}" for value in table["naive"][known]],
        hoverinfo="text",
    )
    theme.interval(
        fig,
        at=names,
        value=list(table["score"]),
        low=list(table["score"] - table["spread"]),
        high=list(table["score"] + table["spread"]),
        color=color,
        hover=[
            f"{theme.plain(row['label'])} {decimal(row['score'], 3)} ± {decimal(row['spread'], 3)}"
            for row in table.to_dict("records")
        ],
    )


def coefficients(fit: Ols) -> go.Figure:
    """Draw coefficients with their intervals, the strongest on top."""
    table = fit.coefficients
    clear = (table["low"] > 0) | (table["high"] < 0)
    fig = theme.figure(
        _coefficients_title(table, clear, fit.target),
        x=f"Change of {fit.target}, one step",
        height=90 + 30 * len(table),
    )
    fig.add_vline(x=0, line={"color": theme.GREY, "width": 1.2})
    for chosen, color in ((clear, theme.OF_METRIC[fit.target]), (~clear, theme.GREY)):
        part = table[chosen]
        theme.interval(
            fig,
            at=[theme.plain(text) for text in part["label"]],
            value=list(part["slope"]),
            low=list(part["low"]),
            high=list(part["high"]),
            color=color,
            hover=[_coefficient_hover(row) for row in part.to_dict("records")],
        )
    steps = [-0.9, -0.8, -0.6, -0.4, -0.2, 0, 0.25, 0.5, 1, 2, 4, 9]
    far = 1.05 * max(table[["low", "high"]].abs().max().max(), 0.05)
    if far < np.log1p(0.25):
        steps = [-0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2]
    fig.update_xaxes(
        tickvals=[float(np.log1p(step)) for step in steps],
        ticktext=[signed(step) for step in steps],
        range=[min(1.05 * table["low"].min(), -0.02), max(1.05 * table["high"].max(), 0.02)],
    )
    return fig.update_yaxes(
        categoryorder="array",
        categoryarray=list(table["label"]),
        range=[len(table) - 0.4, -0.6],
        showgrid=False,
    )


def _coefficients_title(table: pd.DataFrame, clear: pd.Series, target: str) -> str:
    if not clear.any():
        return f"None of {many(len(table), 'feature')} clearly goes with {target}"
    first = table[clear].iloc[0]
    way = "with it" if first["is_switch"] else "for one standard deviation more"
    go = "goes" if clear.sum() == 1 else "go"
    return (
        f"{int(clear.sum())} of {many(len(table), 'feature')} clearly {go} with {target}; "
        f"the strongest, {_lower(first['label'])}: {change(first)} {way}"
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _coefficient_hover(row: Row) -> str:
    return (
        f"<b>{theme.plain(row['label'])}</b><br>{change(row)} for {step(row)}<br>"
        f"slope {decimal(row['slope'], 3)} ± {decimal(row['error'], 3)}, p {p_value(row['p'])}<br>"
        f"variance inflation {decimal(row['vif'])}"
    )


def residuals(fit: Ols) -> go.Figure:
    """Draw errors against fitted values, and how wide they are along the way."""
    spread = fit.spread_by_fitted
    widest = spread["spread"].max() / spread["spread"].min()
    fig = theme.figure(
        f"At their widest, errors are {decimal(widest, 1)} times as wide as at their narrowest",
        x=f"Fitted log {fit.target}",
        y="Error (log)",
        height=360,
    )
    fig.add_trace(_dots(fit, "fitted"))
    for sign in (1, -1):
        fig.add_scatter(
            x=spread["fitted"],
            y=sign * spread["spread"],
            mode="lines+markers",
            line={"color": theme.OF_METRIC[fit.target], "width": 2.5},
            hovertemplate="one standard deviation: %{y:.2f}<extra></extra>",
        )
    return fig


def quantiles(fit: Ols) -> go.Figure:
    """Draw errors against what a bell curve would have."""
    ends = fit.residuals.sort_values("normal")
    low, high = ends["residual"].iloc[0], ends["residual"].iloc[-1]
    longer = "down" if -low > high else "up"
    fig = theme.figure(
        f"Errors reach further {longer}: from {decimal(low, 1)} to {decimal(high, 1)}",
        x="What a bell curve would have (log)",
        y="Error (log)",
        height=360,
    )
    reach = [ends["normal"].iloc[0], ends["normal"].iloc[-1]]
    fig.add_scatter(
        x=reach,
        y=reach,
        mode="lines",
        line={"color": theme.GREY, "dash": "dot", "width": 1.5},
        hoverinfo="skip",
    )
    return fig.add_trace(_dots(fit, "normal"))


def _dots(fit: Ols, across: str) -> go.Scatter:
    points = fit.residuals
    return go.Scatter(
        x=points[across],
        y=points["residual"],
        mode="markers",
        marker={"size": 5, "color": theme.translucent(theme.GREY, 0.45)},
        hovertext=[
            f"<b>{theme.plain(row['track'])}</b><br>{theme.plain(row['artist'])}<br>"
            f"error {decimal(row['residual'])}"
            for row in points.to_dict("records")
        ],
        hoverinfo="text",
    )


def path(traced: PenaltyPath) -> go.Figure:
    """Draw how slopes shrink as the penalty grows; the chosen penalties are marked."""
    by_penalty = {row["penalty"]: row for row in _rows(traced.scores)}
    simple, best = by_penalty[traced.simplest], by_penalty[traced.chosen]
    do = "does" if simple["n_features"] == 1 else "do"
    fig = theme.figure(
        f"{many(simple['n_features'], 'feature')} {do} nearly as well as {best['n_features']}: R² "
        f"{decimal(simple['r2'])} against {decimal(best['r2'])}",
        x="Penalty (log scale): more is simpler",
        y="Slope (log, one standard deviation)",
        height=440,
    )
    named = _named(traced)
    for name, line in traced.slopes.groupby("name", sort=False):
        color = theme.OF_METRIC[traced.target] if name in named else theme.GREY
        fig.add_scatter(
            x=line["penalty"],
            y=line["slope"],
            mode="lines",
            line={"color": theme.translucent(color, 0.9 if name in named else 0.35), "width": 2},
            name=theme.plain(line["label"].iloc[0]),
            hovertemplate="%{y:.3f}<extra>%{fullData.name}</extra>",
        )
    for text, slope in named.values():
        fig.add_annotation(
            x=float(np.log10(traced.chosen)),
            y=slope,
            text=text,
            showarrow=False,
            xanchor="left",
            yshift=9,
        )
    _mark(fig, traced)
    return fig.update_xaxes(type="log", exponentformat="power", dtick=1)


def _named(traced: PenaltyPath) -> dict[Any, tuple[str, float]]:
    """Return the strongest lines at the best penalty that have room for a name: label and slope."""
    at = traced.slopes[traced.slopes["penalty"] == traced.chosen]
    at = at.reindex(at["slope"].abs().sort_values(ascending=False).index)
    room = float(at["slope"].max() - at["slope"].min()) / 12
    named: dict[Any, tuple[str, float]] = {}
    for row in _rows(at.head(MAX_LABELS)):
        if all(abs(row["slope"] - slope) > room for _, slope in named.values()):
            named[row["name"]] = (theme.plain(row["label"]), float(row["slope"]))
    return named


def _mark(fig: go.Figure, traced: PenaltyPath) -> None:
    """Mark the best penalty and the simplest that is as good; a log axis counts in powers."""
    marks = {traced.chosen: "best", traced.simplest: "simplest"}
    for penalty, text in marks.items():
        fig.add_vline(x=penalty, line={"color": theme.GREY, "dash": "dot"})
        fig.add_annotation(
            x=float(np.log10(penalty)),
            y=1,
            yref="paper",
            yanchor="bottom",
            text=text,
            showarrow=False,
        )


def penalties(traced: PenaltyPath) -> go.Figure:
    """Draw the score on artists not seen for each penalty, with its spread."""
    scores = traced.scores
    fig = theme.figure(
        f"Penalty chosen: {traced.chosen:.2g}; up to {traced.simplest:.2g} is as good within error",
        x="Penalty (log scale)",
        y="R² on artists not seen",
        height=300,
    )
    theme.interval(
        fig,
        at=list(scores["penalty"]),
        value=list(scores["r2"]),
        low=list(scores["r2"] - scores["spread"]),
        high=list(scores["r2"] + scores["spread"]),
        color=theme.OF_METRIC[traced.target],
        hover=[
            f"R² {decimal(row['r2'], 3)} ± {decimal(row['spread'], 3)}<br>"
            f"{many(row['n_features'], 'feature')}"
            for row in scores.to_dict("records")
        ],
        horizontal=False,
    )
    _mark(fig, traced)
    return fig.update_xaxes(type="log", exponentformat="power", dtick=1)


def ablation(table: pd.DataFrame, *, target: str, top: int = 12) -> go.Figure:
    """Draw what leaving out a group, then a feature, takes from the score; some of each end.

    Parameters
    ----------
    table : DataFrame
        kind ('group' or 'feature'), label, adds, low, high; the most useful first.
    target : str
    top : int, default=12
        So many single features are drawn, those that add or cost the most.
    """
    groups = table[table["kind"] == "group"]
    single = table[table["kind"] == "feature"]
    single = single.loc[single["adds"].abs().sort_values(ascending=False).index[:top]]
    rows = pd.concat([groups, single.sort_values("adds", ascending=False)], ignore_index=True)
    names = [f"<b>{r['label']}</b>" if r["kind"] == "group" else r["label"] for r in _rows(rows)]
    fig = theme.figure(
        _ablation_title(groups if len(groups) else single),
        x="R² that is lost without it",
        height=100 + 30 * len(rows),
    )
    fig.add_vline(x=0, line={"color": theme.GREY, "width": 1.2})
    rows["name"] = names
    clear = (rows["low"] > 0) | (rows["high"] < 0)
    for chosen, color in ((clear, theme.OF_METRIC[target]), (~clear, theme.GREY)):
        part = rows[chosen]
        theme.interval(
            fig,
            at=list(part["name"]),
            value=list(part["adds"]),
            low=list(part["low"]),
            high=list(part["high"]),
            color=color,
            hover=[
                f"{row['label']}: {decimal(row['adds'], 4)} "
                f"[{decimal(row['low'], 4)}, {decimal(row['high'], 4)}]"
                for row in _rows(part)
            ],
        )
    return fig.update_yaxes(
        categoryorder="array",
        categoryarray=names,
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
    )


def _rows(table: pd.DataFrame) -> Sequence[Row]:
    return table.to_dict("records")


def _ablation_title(table: pd.DataFrame) -> str:
    first = table.sort_values("adds", ascending=False).iloc[0]
    low, high = decimal(first["low"]), decimal(first["high"])
    return f"Without {_lower(first['label'])}, R² falls by {decimal(first['adds'])} [{low}, {high}]"
