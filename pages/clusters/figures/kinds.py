"""How clusters differ from the catalogue and from each other: sound and success."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.clusters.profiles import Profiles
from data import metrics
from pages.ui import theme

OUTCOME_COLORS = {
    "streams": theme.STREAMS,
    "views": theme.VIEWS,
    "engagement_rate": theme.GREY,
    "hit_rate": theme.HITS,
}
WIDEST = 2.0
"""Differences beyond so many standard deviations have the full colour."""


def profile_map(profiles: Profiles) -> go.Figure:
    """Draw how each cluster differs from the catalogue in each feature."""
    rows = profiles.differences.merge(profiles.clusters[["cluster", "share"]], on="cluster")
    table = rows.pivot(index="cluster", columns="feature", values="difference")
    table = table[list(dict.fromkeys(rows.feature))]
    names = [_wrapped(n, rows.name[rows.cluster == n].iloc[0]) for n in table.index]
    fig = theme.figure(_profile_title(rows), height=110 + 52 * len(table))
    fig.add_heatmap(
        z=table.to_numpy(),
        x=[metrics.label(feature) for feature in table.columns],
        y=names,
        zmin=-WIDEST,
        zmax=WIDEST,
        colorscale=theme.DIVERGING,
        showscale=False,
        hovertext=_profile_hover(rows, table),
        hoverinfo="text",
        xgap=2,
        ygap=2,
    )
    theme.print_in_cells(fig, [_signed(value) for value in table.to_numpy().ravel()])
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.update_xaxes(side="top", showgrid=False, dtick=1)


def _signed(value: float) -> str:
    text = metrics.decimal(value, 1)
    return "0" if text in ("0.0", "−0.0") else text if value < 0 else f"+{text}"


def _wrapped(number: int, name: str) -> str:
    words = theme.plain(name).split(", ")
    lines = [", ".join(words[:2]), *([", ".join(words[2:])] if words[2:] else [])]
    return f"<b>{number + 1}</b> " + ",<br>".join(lines)


def _profile_title(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "No cluster to describe"
    row = rows.iloc[rows.difference.abs().argmax()]
    way = "above" if row.difference > 0 else "below"
    return (
        f"What sets them apart: most of all {metrics.label(row.feature).lower()}, "
        f"{metrics.decimal(abs(row.difference), 1)} standard deviations {way} the catalogue in "
        f"cluster {row.cluster + 1}"
    )


def _profile_hover(rows: pd.DataFrame, table: pd.DataFrame) -> list[list[str]]:
    cells = rows.set_index(["cluster", "feature"])
    return [[_cell_hover(cells.loc[(n, f)], f) for f in table.columns] for n in table.index]


def _cell_hover(cell: pd.Series, feature: str) -> str:
    bounds = f"[{metrics.decimal(cell.low)}, {metrics.decimal(cell.high)}]"
    return (
        f"<b>{theme.plain(cell['name'])}</b><br>{metrics.label(feature)}: mean "
        f"{metrics.display(feature, cell['mean'])}<br>{metrics.decimal(cell.difference)} {bounds} "
        "standard deviations from the catalogue"
    )


def outcomes(profiles: Profiles, outcome: str) -> go.Figure:
    """Draw an outcome of each cluster with its interval, and the catalogue's as a line."""
    rows = profiles.clusters
    labels = [
        _wrapped(n, name) if n >= 0 else name
        for n, name in zip(rows.cluster, rows.name, strict=True)
    ]
    title = _outcome_title(rows, outcome)
    axis = "Share of tracks that are hits" if outcome == "hit_rate" else _median_axis(outcome)
    fig = theme.figure(title, x=axis, height=90 + 52 * len(rows))
    if rows[outcome].isna().all():
        return fig  # the title says so
    shown = [_shown(outcome, value) for value in rows[outcome]]
    lows, highs = rows[f"{outcome}_low"], rows[f"{outcome}_high"]
    theme.interval(
        fig,
        at=labels,
        value=list(rows[outcome]),
        low=list(lows),
        high=list(highs),
        color=OUTCOME_COLORS[outcome],
        hover=[
            f"<b>{theme.plain(name)}</b><br>{value} [{_shown(outcome, low)}, "
            f"{_shown(outcome, high)}]"
            for name, value, low, high in zip(rows.name, shown, lows, highs, strict=True)
        ],
    )
    overall = profiles.overall[outcome]
    fig.add_vline(x=overall, line={"dash": "dot", "color": theme.GREY})
    fig.add_annotation(
        x=_at(outcome, overall),
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"all tracks: {_shown(outcome, overall)}",
        showarrow=False,
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    fig.update_layout(margin={"t": 34})
    if outcome in ("streams", "views"):
        known = pd.concat([rows[outcome], lows, highs]).dropna()
        return _count_axis(fig, known.min(), known.max())
    return fig.update_xaxes(tickformat=".1%", rangemode="tozero")


def _count_axis(fig: go.Figure, low: float, high: float) -> go.Figure:
    """Make x logarithmic, labelled at 1, 2 and 5 of each power of ten within reach."""
    powers = range(int(np.log10(max(low, 1))) - 1, int(np.log10(max(high, 10))) + 2)
    stops = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    few = stops if high < 100 * low else stops[::3]
    return fig.update_xaxes(type="log", tickvals=few, ticktext=[metrics.short(n) for n in few])


def _at(outcome: str, value: float) -> float:
    """Return where an annotation stands: on a logarithmic axis Plotly wants the power."""
    return float(np.log10(max(value, 1))) if outcome in ("streams", "views") else value


def _median_axis(outcome: str) -> str:
    return f"Median {metrics.axis(outcome)[0].lower()}{metrics.axis(outcome)[1:]}"


def _shown(outcome: str, value: float) -> str:
    return metrics.percent(value) if outcome == "hit_rate" else metrics.display(outcome, value)


def _outcome_title(rows: pd.DataFrame, outcome: str) -> str:
    known = rows[(rows.cluster >= 0) & rows[outcome].notna()]
    if known.empty:
        return "Not known for these tracks"
    best, least = known.iloc[known[outcome].argmax()], known.iloc[known[outcome].argmin()]
    what = {
        "streams": "a typical track has {} streams",
        "views": "a typical track has {} views",
        "engagement_rate": "{} of views lead to a like or comment",
        "hit_rate": "{} of tracks are hits",
    }[outcome]
    return (
        f"In “{theme.plain(best['name'])}” {what.format(_shown(outcome, best[outcome]))}, "
        f"in “{theme.plain(least['name'])}” {_shown(outcome, least[outcome])}"
    )
