"""The pictures of the hits page."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.hits.curves import Confusion, Curves
from analytics.hits.rules import RuleCheck
from data.metrics import decimal, exact, percent, short
from pages.ui import theme

DOTTED = {"color": theme.GREY, "dash": "dot", "width": 1.2}
HOLLOW = {"symbol": "diamond-open", "size": 10, "color": theme.GREY, "line": {"width": 1.6}}
PALE, INK = "#F3CF80", "#17181C"
"""A weaker gold, and what is legible on every fill in light and dark."""
FIRST = 0.01
"""Share of hits below which a handful of tracks decide the precision: not drawn."""
_UNIT = {"xaxis": {"range": [-0.01, 1.01]}, "yaxis": {"range": [-0.01, 1.02]}}


def scores(table: pd.DataFrame) -> go.Figure:
    """Draw each model's average precision with its spread, beside the naive one and chance.

    Parameters
    ----------
    table : DataFrame
        One row per model, the best first: label, score, spread, naive, baseline.
    """
    best, chance = table.iloc[0], float(table["baseline"].mean())
    fig = theme.figure(
        f"Best: {theme.plain(best['label'])}, {decimal(best['score'] / chance, 1)} times as good "
        f"as chance ({decimal(best['score'])} against {decimal(chance)})",
        x="Average precision (0 to 1)",
        height=90 + 36 * len(table),
    )
    _reference(fig, x=chance, text="chance")
    known = table["naive"].notna()
    fig.add_scatter(
        x=table["naive"][known],
        y=table["label"][known],
        mode="markers",
        marker=HOLLOW,
        hovertext=[f"naive split {decimal(value, 3)}" for value in table["naive"][known]],
        hoverinfo="text",
    )
    theme.interval(
        fig,
        at=list(table["label"]),
        value=list(table["score"]),
        low=list(table["score"] - table["spread"]),
        high=list(table["score"] + table["spread"]),
        color=theme.HITS,
        hover=[
            f"{theme.plain(row['label'])} {decimal(row['score'], 3)} ± {decimal(row['spread'], 3)}"
            for row in table.to_dict("records")
        ],
    )
    return fig.update_yaxes(
        categoryorder="array",
        categoryarray=list(table["label"]),
        range=[len(table) - 0.4, -0.6],
        showgrid=False,
    )


def _reference(fig: go.Figure, *, x: float, text: str) -> None:
    fig.add_vline(x=x, line=DOTTED)
    fig.add_annotation(
        x=x,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=text,
        showarrow=False,
    )


def roc(whole: Curves, folds: Sequence[Curves]) -> go.Figure:
    """Draw which share of hits is called against which share of the rest is called as well."""
    scores = [fold.scores["roc_auc"] for fold in folds]
    fig = theme.figure(
        f"A hit outranks another track {percent(whole.scores['roc_auc'], 0)} of the time "
        f"({_range(scores)} by fold)",
        x="Other tracks called (share)",
        y="Hits called (share)",
        height=380,
    )
    _chance(fig, [0, 1], [0, 1])
    for curves in folds:
        _line(fig, curves.roc["false_positive_rate"], curves.roc["true_positive_rate"], thin=True)
    _line(fig, whole.roc["false_positive_rate"], whole.roc["true_positive_rate"])
    return fig.update_layout(_UNIT)


def precision_recall(whole: Curves, folds: Sequence[Curves]) -> go.Figure:
    """Draw how many of the tracks called are hits, the more hits are to be called."""
    chance = whole.base_rate
    scores = [fold.scores["average_precision"] for fold in folds]
    fig = theme.figure(
        f"Average precision {decimal(whole.scores['average_precision'])} "
        f"({_range(scores)} by fold) against {decimal(chance)} by chance",
        x="Hits called (share)",
        y="Hits among tracks called (share)",
        height=380,
    )
    _chance(fig, [0, 1], [chance, chance])
    for curves in folds:
        rows = curves.precision_recall[curves.precision_recall["recall"] > FIRST]
        _line(fig, rows["recall"], rows["precision"], thin=True)
    rows = whole.precision_recall[whole.precision_recall["recall"] > FIRST]
    _line(fig, rows["recall"], rows["precision"])
    return fig.update_layout(_UNIT)


def _range(values: Sequence[float]) -> str:
    return f"{decimal(min(values))} to {decimal(max(values))}" if values else "one fold"


def _chance(fig: go.Figure, x: Sequence[float], y: Sequence[float]) -> None:
    fig.add_scatter(x=x, y=y, mode="lines", line=DOTTED, hoverinfo="skip")


def _line(fig: go.Figure, x: pd.Series, y: pd.Series, *, thin: bool = False) -> None:
    color = theme.translucent(theme.HITS, 0.4) if thin else theme.HITS
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": color, "width": 1.2 if thin else 3},
        hovertemplate="%{x:.2f}, %{y:.2f}<extra></extra>",
        hoverinfo="skip" if thin else None,
    )


def calibration(whole: Curves) -> go.Figure:
    """Draw how often tracks were hits against how likely the model said that was."""
    table = whole.calibration
    top = table.to_dict("records")[-1]
    fig = theme.figure(
        f"Where the model says {percent(top['predicted'], 0)}, {percent(top['observed'], 0)} "
        f"[{percent(top['low'], 0)}, {percent(top['high'], 0)}] are hits",
        x="Probability that the model gives",
        y="Share that are hits",
        height=380,
    )
    end = 1.05 * float(max(table["high"].max(), table["predicted"].max()))
    _chance(fig, [0, end], [0, end])
    theme.interval(
        fig,
        at=list(table["predicted"]),
        value=list(table["observed"]),
        low=list(table["low"]),
        high=list(table["high"]),
        color=theme.HITS,
        hover=[
            f"said {percent(row['predicted'])}, came {percent(row['observed'])} "
            f"[{percent(row['low'])}, {percent(row['high'])}]<br>{exact(row['n_tracks'])} tracks"
            for row in table.to_dict("records")
        ],
        horizontal=False,
    )
    return fig.update_xaxes(tickformat=".0%").update_yaxes(tickformat=".0%")


def confusion(counted: Confusion) -> go.Figure:
    """Draw the four outcomes of calling tracks hits, right ones in gold."""
    fig = theme.figure(
        f"{exact(counted.true_hits)} hits called, {exact(counted.missed_hits)} missed, "
        f"{exact(counted.false_hits)} false calls",
        height=300,
    )
    cells = (
        (0, 0, counted.true_hits, "hits called", theme.HITS),
        (1, 0, counted.missed_hits, "hits missed", theme.GREY),
        (0, 1, counted.false_hits, "false calls", theme.GREY),
        (1, 1, counted.true_rest, "rightly left", PALE),
    )
    for x, y, _, _, color in cells:
        square = {"x0": x - 0.48, "x1": x + 0.48, "y0": y - 0.46, "y1": y + 0.46}
        fig.add_shape(type="rect", **square, fillcolor=color, line_width=0, layer="below")
    fig.add_scatter(
        x=[cell[0] for cell in cells],
        y=[cell[1] for cell in cells],
        mode="text",
        text=[f"<b>{short(number)}</b><br>{words}" for _, _, number, words, _ in cells],
        textfont={"size": 15, "color": INK},
        hovertext=[f"{exact(number)} {words}" for _, _, number, words, _ in cells],
        hoverinfo="text",
    )
    bare = {"showgrid": False, "zeroline": False}
    fig.update_xaxes(
        **bare, range=[-0.5, 1.5], tickvals=[0, 1], ticktext=["called", "not called"], side="top"
    )
    return fig.update_yaxes(
        **bare, range=[1.5, -0.5], tickvals=[0, 1], ticktext=["a hit", "no hit"]
    )


def costs(counted: Confusion) -> go.Figure:
    """Draw what each threshold costs, with the reader's and the cheapest."""
    fig = theme.figure(
        f"Cheapest at {decimal(counted.best_threshold)}: {exact(counted.best_cost)} against "
        f"{exact(counted.cost)} here",
        x="Threshold (probability)",
        y="Cost",
        height=300,
    )
    fig.add_hline(y=counted.cost_of_none, line=DOTTED)
    fig.add_annotation(
        x=1,
        y=counted.cost_of_none,
        text="calling nothing",
        showarrow=False,
        xanchor="right",
        yshift=9,
    )
    fig.add_scatter(
        x=counted.costs["threshold"],
        y=counted.costs["cost"],
        mode="lines",
        line={"color": theme.HITS, "width": 2.5},
        hovertemplate="%{x:.2f}: %{y:,.0f}<extra></extra>",
    )
    fig.add_scatter(
        x=[counted.threshold],
        y=[counted.cost],
        mode="markers",
        marker={"size": 12, "color": theme.HITS},
        hovertemplate="here: %{y:,.0f}<extra></extra>",
    )
    return fig.update_yaxes(rangemode="tozero")


def rule(check: RuleCheck) -> go.Figure:
    """Draw the hit rate of tracks that follow a rule beside that of all others."""
    fig = theme.figure(
        f"{percent(check.rate)} [{percent(check.rate_low)}, {percent(check.rate_high)}] against "
        f"{percent(check.rest_rate)} [{percent(check.rest_low)}, {percent(check.rest_high)}]",
        x="Share that are hits",
        height=190,
    )
    sides = (
        ("all others", check.rest_rate, check.rest_low, check.rest_high, theme.GREY),
        ("with the rule", check.rate, check.rate_low, check.rate_high, theme.HITS),
    )
    for name, rate, low, high, color in sides:
        theme.interval(fig, at=[name], value=[rate], low=[low], high=[high], color=color)
    return fig.update_xaxes(tickformat=".0%", rangemode="tozero").update_yaxes(showgrid=False)


def best_rules(table: pd.DataFrame) -> go.Figure:
    """Draw the rules that were found, where they were found and where they were checked."""
    held = int(table["is_real"].sum())
    fig = theme.figure(
        f"{held} of {len(table)} rules found on half of the artists "
        f"{'holds' if held == 1 else 'hold'} on the other half",
        x="Share that are hits",
        height=110 + 62 * len(table),
    )
    names = [theme.plain(text).replace(" and ", "<br>") for text in table["rule"]]
    fig.add_scatter(
        x=table["found_rate"],
        y=names,
        mode="markers",
        marker=HOLLOW,
        hovertext=[f"where found {percent(value)}" for value in table["found_rate"]],
        hoverinfo="text",
    )
    is_real = table["is_real"].to_numpy(dtype=bool)
    for chosen, color in ((is_real, theme.HITS), (~is_real, theme.GREY)):
        part = table[chosen]
        theme.interval(
            fig,
            at=[name for name, is_chosen in zip(names, chosen, strict=True) if is_chosen],
            value=list(part["rate"]),
            low=list(part["rate_low"]),
            high=list(part["rate_high"]),
            color=color,
            hover=[
                f"checked {percent(row['rate'])} [{percent(row['rate_low'])}, "
                f"{percent(row['rate_high'])}]<br>all others {percent(row['rest_rate'])}"
                for row in part.to_dict("records")
            ],
        )
    fig.add_vline(x=float(table["rest_rate"].mean()), line=DOTTED)
    fig.update_xaxes(tickformat=".0%", rangemode="tozero")
    return fig.update_yaxes(
        categoryorder="array",
        categoryarray=names,
        range=[len(table) - 0.4, -0.6],
        showgrid=False,
    )
