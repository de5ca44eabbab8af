"""The pictures of the clusters page: map, profiles, outcomes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.cluster_map import Map, Placement, axis_words
from analytics.cluster_names import UNCLUSTERED
from analytics.cluster_profiles import Profiles
from data import metrics
from pages.figures import theme

PALETTE = (
    "#397DD4",
    "#D6638B",
    "#C6A384",
    "#8F5B16",
    "#6AB1F3",
    "#6F597C",
    "#B01F4F",
    "#EB81C2",
    "#365DB8",
    "#AE8A26",
)
"""Told apart by colour-blind readers as far as ten colours can be; numbers on the map do the rest.
None of them is near what means streams, views or hits."""

GREENS = [[0.0, theme.translucent(theme.STREAMS, 0.08)], [1.0, theme.STREAMS]]
ABOVE_BELOW = [
    [0.0, "#5F6672"],
    [0.5, theme.translucent(theme.GREY, 0.06)],
    [1.0, theme.BOTH],
]
OUTCOME_COLORS = {
    "streams": theme.STREAMS,
    "views": theme.VIEWS,
    "engagement_rate": theme.GREY,
    "hit_rate": theme.HITS,
}
WIDEST = 2.0
"""Differences beyond so many standard deviations have the full colour."""


def color_of(number: int) -> str:
    """Return a cluster's colour; grey for tracks in none."""
    return PALETTE[number % len(PALETTE)] if number >= 0 else theme.GREY


def track_map(
    drawn: Map,
    names: Sequence[str],
    *,
    color: str = "cluster",
    depth: bool = False,
    placed: Placement | None = None,
) -> go.Figure:
    """Draw tracks where they lie, in two dimensions or three.

    Parameters
    ----------
    drawn : Map
    names : sequence of str
        Of the clusters.
    color : {"cluster", "streams", "hit"}, default="cluster"
    depth : bool, default=False
        Whether the third axis is drawn; axes only.
    placed : Placement or None, default=None
        A track to mark with a star.
    """
    fig = theme.figure(_map_title(drawn, depth), height=560)
    for part, style in _layers(drawn, names, color):
        _add_points(fig, part, names, depth, style)
    if color == "cluster":
        _add_numbers(fig, drawn, depth)
    if placed is not None:
        _add_star(fig, placed, depth)
    fig.update_layout(
        showlegend=color != "streams",
        legend={"orientation": "h", "y": -0.16, "itemsizing": "constant", "title_text": ""},
    )
    return _with_axes(fig, drawn, depth)


def _layers(drawn: Map, names: Sequence[str], color: str) -> list[tuple[pd.DataFrame, dict]]:
    """Part the points into traces, each with its marker and its name in the legend."""
    points = drawn.points
    if color == "streams":
        known = points.streams.notna()
        marker = {
            "color": np.log10(points.streams[known].clip(lower=1)),
            "colorscale": GREENS,
            "colorbar": _bar(points.streams[known]),
        }
        grey = {"color": theme.translucent(theme.GREY, 0.4)}
        return [(points[~known], {"marker": grey}), (points[known], {"marker": marker})]
    if color == "hit":
        return [
            (points[~points.is_hit], _solid(theme.translucent(theme.GREY, 0.35), "other tracks")),
            (points[points.is_hit], _solid(theme.HITS, "hits")),
        ]
    shown = sorted(points.cluster.unique(), key=lambda number: number % (len(names) + 1))
    return [(points[points.cluster == n], _solid(color_of(n), _legend(n, names))) for n in shown]


def _solid(color: str, name: str) -> dict:
    return {"marker": {"color": color}, "name": name, "legendgroup": name}


def _legend(number: int, names: Sequence[str]) -> str:
    return f"{number + 1} {theme.plain(names[number])}" if number >= 0 else UNCLUSTERED


def _bar(streams: pd.Series) -> dict:
    powers = np.arange(np.floor(np.log10(max(streams.min(), 1))), np.log10(streams.max()) + 1)
    return {
        "title": {"text": "Streams"},
        "tickvals": powers,
        "ticktext": [metrics.short(10**power) for power in powers],
        "thickness": 12,
        "outlinewidth": 0,
    }


def _add_points(
    fig: go.Figure, points: pd.DataFrame, names: Sequence[str], depth: bool, style: dict
) -> None:
    marker = {"size": 2.6 if depth else 5, "opacity": 0.72, "line": {"width": 0}}
    common = {
        "mode": "markers",
        "hovertext": _hover(points, names),
        "hoverinfo": "text",
        **style,
        "marker": marker | style["marker"],
    }
    if depth:
        fig.add_scatter3d(x=points.x, y=points.y, z=points.z, **common)
    else:
        fig.add_scattergl(x=points.x, y=points.y, **common)


def _hover(points: pd.DataFrame, names: Sequence[str]) -> list[str]:
    kinds = [theme.plain(name) for name in names]
    return [
        f"<b>{theme.plain(row['track'])}</b><br>{theme.plain(row['artist'])}<br>"
        f"{kinds[row['cluster']] if row['cluster'] >= 0 else UNCLUSTERED}<br>"
        f"{metrics.short(row['streams'])} streams, {metrics.short(row['views'])} views"
        for row in points.to_dict("records")
    ]


def _add_numbers(fig: go.Figure, drawn: Map, depth: bool) -> None:
    """Print each cluster's number amid its tracks."""
    middles = drawn.points[drawn.points.cluster >= 0].groupby("cluster")[["x", "y", "z"]].median()
    if depth:
        fig.add_scatter3d(
            x=middles.x,
            y=middles.y,
            z=middles.z,
            mode="text",
            text=[f"<b>{number + 1}</b>" for number in middles.index],
            textfont={"size": 17},
            hoverinfo="skip",
            showlegend=False,
        )
        return
    for number, row in middles.iterrows():
        fig.add_annotation(
            x=row.x,
            y=row.y,
            text=f"<b>{int(str(number)) + 1}</b>",
            showarrow=False,
            font={"size": 14, "color": "#FFFFFF"},
            bgcolor="rgba(27,26,34,0.82)",
            bordercolor=color_of(int(str(number))),
            borderwidth=2,
            borderpad=3,
        )


def _add_star(fig: go.Figure, placed: Placement, depth: bool) -> None:
    x, y, z = ([value] for value in placed.position)
    common = {"mode": "markers", "name": "this track", "hoverinfo": "name"}
    if depth:
        fig.add_scatter3d(
            x=x, y=y, z=z, marker={"size": 9, "symbol": "diamond", "color": theme.HITS}, **common
        )
        return
    line = {"width": 2, "color": "#1B1A22"}
    marker = {"size": 20, "symbol": "star", "color": "#FFFFFF", "line": line}
    fig.add_scatter(x=x, y=y, marker=marker, **common)


def _with_axes(fig: go.Figure, drawn: Map, depth: bool) -> go.Figure:
    if drawn.layout == "neighbourhoods":
        bare = {"showticklabels": False, "zeroline": False, "showgrid": False}
        fig.update_xaxes(title_text="only nearness means something here, not direction", **bare)
        return fig.update_yaxes(title_text="", **bare)
    if depth:
        scene = {
            f"{axis}axis": {"title": {"text": f"Axis {n}"}, "showbackground": False}
            for n, axis in enumerate("xyz", 1)
        }
        return fig.update_layout(scene=scene, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    fig.update_xaxes(title_text=_axis_title(drawn, "x"))
    return fig.update_yaxes(title_text=_axis_title(drawn, "y"))


def _axis_title(drawn: Map, axis: str) -> str:
    low, high = axis_words(drawn.loadings, axis)
    share = metrics.percent(drawn.explained["xyz".index(axis)], 0)
    ends = f"← {low} · {high} →" if low else "no single feature"
    return f"{ends}   ({share} of differences)"


def _map_title(drawn: Map, depth: bool) -> str:
    if drawn.layout == "neighbourhoods":
        return "Tracks that sound alike lie together"
    n = 3 if depth else 2
    share = metrics.percent(sum(drawn.explained[:n]), 0)
    count = "three" if depth else "two"
    return f"The {count} main directions of sound carry {share} of what sets tracks apart"


def profile_map(found: Profiles) -> go.Figure:
    """Draw how each cluster differs from the catalogue in each feature."""
    rows = found.differences.merge(found.clusters[["cluster", "share"]], on="cluster")
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
        colorscale=ABOVE_BELOW,
        showscale=False,
        texttemplate="%{z:+.1f}",
        hovertext=_profile_hover(rows, table),
        hoverinfo="text",
        xgap=2,
        ygap=2,
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.update_xaxes(side="top", showgrid=False)


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


def outcomes(found: Profiles, outcome: str) -> go.Figure:
    """Draw an outcome of each cluster with its interval, and the catalogue's as a line."""
    rows = found.clusters
    labels = [
        _wrapped(n, name) if n >= 0 else name
        for n, name in zip(rows.cluster, rows.name, strict=True)
    ]
    title = _outcome_title(rows, outcome)
    axis = "Share of tracks that are hits" if outcome == "hit_rate" else _median_axis(outcome)
    fig = theme.figure(title, x=axis, height=90 + 52 * len(rows))
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
    overall = found.overall[outcome]
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
        return theme.log_ticks(fig, "x", known.min(), known.max())
    return fig.update_xaxes(tickformat=".1%", rangemode="tozero")


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
