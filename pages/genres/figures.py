"""The figures of the genres page."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.genres.confusion import GenreConfusion
from analytics.genres.judging import label_of
from analytics.genres.learning import LEARNED, TITLED, VOTES
from analytics.genres.lesson import Lesson
from analytics.genres.pair import GenrePair
from analytics.genres.resampling import BALANCES
from analytics.genres.scores import SCORES, GenreScores
from data import metrics
from pages.ui import theme


def _percents(values: pd.Series) -> list[float]:
    return (values * 100).tolist()


def _hover(names: list[str], rows: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    return [
        f"<b>{theme.plain(name)}</b><br>{metrics.percent(v)} [{metrics.percent(w)}, "
        f"{metrics.percent(h)}]"
        for name, v, w, h in zip(names, rows[value], rows[low], rows[high], strict=True)
    ]


def contenders(table: pd.DataFrame, score: str) -> go.Figure:
    """Draw one score of every model and vote."""
    rows = table[table.score == score]
    learned = rows[rows.contender == LEARNED].iloc[0]
    others = rows[~rows.contender.isin([*VOTES, TITLED, "balanced"])]
    ascending = score == "calibration_error"
    best = others.sort_values("value", ascending=ascending).iloc[0]
    title = (
        f"{SCORES[score]}: {metrics.percent(learned['value'])} by the vote with learned weights, "
        f"{metrics.percent(best['value'])} by the best single model, "
        f"{label_of(str(best.contender))}"
    )
    names = [label_of(str(name)) for name in rows.contender]
    fig = theme.figure(title, x=f"{SCORES[score]} (%)", height=90 + 40 * len(rows))
    theme.interval(
        fig,
        at=names,
        value=_percents(rows["value"]),
        low=_percents(rows["low"]),
        high=_percents(rows["high"]),
        hover=_hover(names, rows, "value", "low", "high"),
    )
    majority = learned["majority"]
    if np.isfinite(majority):
        fig.add_vline(x=majority * 100, line={"dash": "dot", "color": theme.GREY})
    return fig.update_yaxes(autorange="reversed", showgrid=False)


def calibration(table: pd.DataFrame) -> go.Figure:
    """Draw how often the likeliest genre is right, by how sure the model was."""
    gap = (table["said"] - table["held"]).abs()
    mean = metrics.percent(float((gap * table.n_rows).sum() / table.n_rows.sum()))
    fig = theme.figure(
        f"Chances are off by {mean} on average",
        x="Chance given to the likeliest genre (%)",
        y="How often it was right (%)",
    )
    most = float(max(table["high"].max(), table["said"].max())) * 100
    fig.add_scatter(
        x=[0, most],
        y=[0, most],
        mode="lines",
        line={"dash": "dot", "color": theme.GREY},
        hoverinfo="skip",
    )
    names = [f"{n:,} recordings" for n in table.n_rows]
    return theme.interval(
        fig,
        at=_percents(table["said"]),
        value=_percents(table["held"]),
        low=_percents(table["low"]),
        high=_percents(table["high"]),
        hover=_hover(names, table, "held", "low", "high"),
        horizontal=False,
    )


def per_genre(scored: GenreScores) -> go.Figure:
    """Draw the F1 of each genre."""
    rows = scored.per_genre.sort_values("f1", ascending=False)
    best, least = rows.iloc[0], rows.iloc[-1]
    title = (
        f"Best told: {theme.plain(best.genre)} (F1 {metrics.percent(best.f1)}); least: "
        f"{theme.plain(least.genre)} ({metrics.percent(least.f1)})"
    )
    names = [theme.plain(name) for name in rows.genre]
    fig = theme.figure(title, x="F1 (%)", height=90 + 24 * len(rows))
    theme.interval(
        fig,
        at=names,
        value=_percents(rows.f1),
        low=_percents(rows.f1_low),
        high=_percents(rows.f1_high),
        hover=_hover(names, rows, "f1", "f1_low", "f1_high"),
    )
    return fig.update_yaxes(autorange="reversed", showgrid=False, dtick=1)


def confusion(confused: GenreConfusion) -> go.Figure:
    """Draw which genre is named for which."""
    top = confused.pairs.iloc[0]
    title = (
        f"Most taken for each other: {theme.plain(top['first'])} and {theme.plain(top['second'])}, "
        f"{metrics.percent(top.share)} of their recordings"
    )
    names = [theme.plain(name) for name in confused.genres]
    shares = confused.shares * 100
    fig = theme.figure(title, x="Named", y="Is", height=140 + 22 * len(names))
    fig.add_heatmap(
        z=shares,
        x=names,
        y=names,
        zmin=0,
        colorscale=theme.SEQUENTIAL,
        showscale=False,
        hovertemplate="%{y} named %{x}: %{z:.1f} %<extra></extra>",
        xgap=1,
        ygap=1,
    )
    fig.update_yaxes(autorange="reversed", showgrid=False, dtick=1)
    return fig.update_xaxes(side="top", showgrid=False, dtick=1, tickangle=-60)


def pair(told: GenrePair) -> go.Figure:
    """Draw what tells two genres apart."""
    rows = told.features
    first, second = theme.plain(told.first), theme.plain(told.second)
    top = rows.iloc[0]
    title = (
        f"{first} and {second} are told apart at {metrics.decimal(told.auc)} "
        f"[{metrics.decimal(told.auc_low)}, {metrics.decimal(told.auc_high)}] of 1 (a coin: 0.50), "
        f"most of all by {metrics.label(top.feature).lower()}"
    )
    is_first = rows["first"] > rows["second"]
    names = [
        f"{metrics.label(feature)} ({first if more else second})"
        for feature, more in zip(rows.feature, is_first, strict=True)
    ]
    fig = theme.figure(title, x="Mean size of its push (log-odds)", height=90 + 30 * len(rows))
    theme.interval(
        fig,
        at=names,
        value=rows.strength.tolist(),
        low=rows.low.tolist(),
        high=rows.high.tolist(),
        color=[theme.BOTH if more else theme.GREY for more in is_first],
        hover=[
            f"{metrics.label(feature)}: mean {metrics.display(feature, one)} in {first}, "
            f"{metrics.display(feature, other)} in {second}"
            for feature, one, other in zip(rows.feature, rows["first"], rows["second"], strict=True)
        ],
    )
    return fig.update_yaxes(autorange="reversed", showgrid=False)


def lesson(taught: Lesson) -> go.Figure:
    """Draw what resampling before the split claims, and what it holds."""
    rows = taught.table[taught.table.held.notna()]
    widest = rows.iloc[int(np.argmax(rows.claimed - rows.held))]
    title = (
        f"{BALANCES[widest.balance]} before the split claims {metrics.percent(widest.claimed)} "
        f"accuracy and holds {metrics.percent(widest.held)}; the commonest genre alone gets "
        f"{metrics.percent(taught.majority)}"
    )
    names = [BALANCES[name] for name in rows.balance]
    fig = theme.figure(title, x="Accuracy (%)", height=110 + 38 * len(rows))
    theme.interval(
        fig,
        at=names,
        value=_percents(rows.held),
        low=_percents(rows.held_low),
        high=_percents(rows.held_high),
        hover=_hover(names, rows, "held", "held_low", "held_high"),
    )
    fig.add_scatter(
        x=_percents(rows.claimed),
        y=names,
        mode="markers",
        marker={"size": 10, "color": theme.GREY, "symbol": "diamond-open"},
        hovertemplate="%{y}, before the split: %{x:.0f} %<extra></extra>",
    )
    fig.add_vline(x=taught.majority * 100, line={"dash": "dot", "color": theme.GREY})
    return fig.update_yaxes(autorange="reversed", showgrid=False)


def spreads(table: pd.DataFrame, feature: str) -> go.Figure:
    """Draw how a feature spreads in each genre."""
    rows = table[table.feature == feature].dropna(subset="median")
    rows = rows.sort_values("median", ascending=False)
    if rows.empty:
        return theme.figure(f"{metrics.label(feature)} is not known for these examples", height=80)
    most, least = rows.iloc[0], rows.iloc[-1]
    title = (
        f"{metrics.label(feature)}: most in {theme.plain(most.genre)} (median "
        f"{metrics.display(feature, most['median'])}), least in {theme.plain(least.genre)} "
        f"({metrics.display(feature, least['median'])})"
    )
    fig = theme.figure(title, x=metrics.axis(feature), height=90 + 26 * len(rows))
    fig.add_box(
        y=[theme.plain(name) for name in rows.genre],
        lowerfence=rows.lowest,
        q1=rows.lower,
        median=rows["median"],
        q3=rows.upper,
        upperfence=rows.highest,
        orientation="h",
        marker={"color": theme.BOTH},
        line={"width": 1.5},
    )
    return fig.update_yaxes(autorange="reversed", showgrid=False, dtick=1)


def together(table: pd.DataFrame) -> go.Figure:
    """Draw how features go together."""
    names = list(dict.fromkeys([*table["first"], *table["second"]]))
    top = table.iloc[int(np.argmax(table.correlation.abs()))]
    title = (
        f"{metrics.label(top['first'])} and {metrics.label(top['second']).lower()} go together"
        f" most: {metrics.decimal(top.correlation)} "
        f"[{metrics.decimal(top.low)}, {metrics.decimal(top.high)}]"
    )
    z = np.full((len(names), len(names)), np.nan)
    for row in table.itertuples():
        i, j = names.index(row.first), names.index(row.second)
        z[i, j] = z[j, i] = row.correlation
    labels = [metrics.label(name) for name in names]
    fig = theme.figure(title, height=110 + 32 * len(names))
    fig.add_heatmap(
        z=z,
        x=labels,
        y=labels,
        zmin=-1,
        zmax=1,
        colorscale=theme.DIVERGING,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} and %{x}: %{z:.2f}<extra></extra>",
    )
    theme.print_in_cells(
        fig, ["" if np.isnan(value) else metrics.decimal(value, 1) for value in z.ravel()]
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.update_xaxes(side="top", showgrid=False, tickangle=-45)


def mix(table: pd.DataFrame) -> go.Figure:
    """Draw how much of the tracks is of each genre."""
    rows = table.sort_values("share", ascending=False)
    top = rows.iloc[0]
    title = (
        f"{metrics.percent(top.share)} [{metrics.percent(top.low)}, {metrics.percent(top.high)}] "
        f"of the tracks sound like {theme.plain(top.genre)}"
    )
    names = [theme.plain(name) for name in rows.genre]
    fig = theme.figure(title, x="Share of tracks (%)", height=90 + 24 * len(rows))
    theme.interval(
        fig,
        at=names,
        value=_percents(rows.share),
        low=_percents(rows.low),
        high=_percents(rows.high),
        hover=_hover(names, rows, "share", "low", "high"),
    )
    return fig.update_yaxes(autorange="reversed", showgrid=False, dtick=1)


def mix_differences(table: pd.DataFrame) -> go.Figure:
    """Draw how a mix of genres differs from the catalogue's."""
    top = table.iloc[0]
    way = "more" if top.difference > 0 else "less"
    points = metrics.decimal(abs(top.difference) * 100, 1)
    title = f"{points} points {way} {theme.plain(top.genre)} than the catalogue"
    names = [theme.plain(name) for name in table.genre]
    fig = theme.figure(title, x="Difference (percentage points)", height=90 + 24 * len(table))
    theme.interval(
        fig,
        at=names,
        value=_percents(table.difference),
        low=_percents(table.low),
        high=_percents(table.high),
        color=[
            theme.BOTH if low > 0 else theme.BELOW if high < 0 else theme.GREY
            for low, high in zip(table.low, table.high, strict=True)
        ],
        hover=_hover(names, table, "difference", "low", "high"),
    )
    fig.add_vline(x=0, line={"color": theme.GREY})
    return fig.update_yaxes(autorange="reversed", showgrid=False, dtick=1)
