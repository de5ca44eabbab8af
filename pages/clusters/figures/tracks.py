"""The pictures of the clusters page: map, profiles, outcomes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.clusters.map import TrackMap, axis_words
from analytics.clusters.names import UNCLUSTERED
from analytics.clusters.placement import Placement
from data import metrics
from pages.ui import theme

PALETTE = (
    "#397DD4",
    "#D6638B",
    "#C6A384",
    "#A0661C",
    "#6AB1F3",
    "#904587",
    "#C0305F",
    "#EB81C2",
    "#077F6C",
    "#AE8A26",
)
"""Told apart by colour-blind readers as far as ten colours can be; numbers on the map do the rest.
None of them is near what means streams, views or hits."""

GREENS = [[0.0, theme.GREY], [1.0, theme.STREAMS]]


def color_of(number: int) -> str:
    """Return a cluster's colour; grey for tracks in none."""
    return PALETTE[number % len(PALETTE)] if number >= 0 else theme.GREY


def track_map(
    shown: TrackMap,
    names: Sequence[str],
    *,
    color: str = "cluster",
    depth: bool = False,
) -> go.Figure:
    """Draw tracks where they lie, in two dimensions or three.

    Parameters
    ----------
    shown : TrackMap
    names : sequence of str
        Of the clusters.
    color : {"cluster", "streams", "hit"}, default="cluster"
    depth : bool, default=False
        Whether the third axis is drawn; axes only.
    """
    fig = theme.figure(_map_title(shown, depth), height=560)
    for part, style in _layers(shown, names, color):
        _add_points(fig, part, names, depth, style)
    if color == "cluster":
        _add_numbers(fig, shown, depth)
    fig.update_layout(
        showlegend=color != "streams",
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "itemsizing": "constant",
        },
    )
    return _with_axes(fig, shown, depth)


def placed_map(shown: TrackMap, names: Sequence[str], placed: Placement) -> go.Figure:
    """Draw the map with an arrow at one track."""
    fig = track_map(shown, names)
    fig.update_traces(marker_opacity=0.3)
    x, y, _ = placed.position
    fig.add_scattergl(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 13, "color": theme.BOTH, "line": {"width": 2.5, "color": "#FFFFFF"}},
        name="this track",
        hoverinfo="name",
    )
    fig.add_annotation(
        x=x,
        y=y,
        ax=36,
        ay=-64,
        text="<b>this track</b>",
        arrowwidth=2,
        arrowhead=2,
        standoff=8,
        arrowcolor=theme.BOTH,
        bgcolor="rgba(27,26,34,0.82)",
        borderpad=4,
        font={"color": "#FFFFFF"},
    )
    kind = theme.plain(names[placed.cluster]) if placed.cluster >= 0 else UNCLUSTERED
    return fig.update_layout(title_text=f"Where this track lies: {kind}")


def _layers(shown: TrackMap, names: Sequence[str], color: str) -> list[tuple[pd.DataFrame, dict]]:
    """Part the points into traces, each with its marker and its name in the legend."""
    points = shown.points
    if color == "streams":
        known = points.streams.notna()
        powers = np.log10(points.streams[known].clip(lower=1))
        marker = {
            "color": powers,
            "colorscale": GREENS,
            "cmin": powers.quantile(0.02),
            "cmax": powers.quantile(0.98),
            "colorbar": _bar(points.streams[known]),
        }
        grey = {"color": theme.translucent(theme.GREY, 0.4)}
        return [(points[~known], {"marker": grey}), (points[known], {"marker": marker})]
    if color == "hit":
        return [
            (points[~points.is_hit], _solid(theme.translucent(theme.GREY, 0.35), "other tracks")),
            (points[points.is_hit], _solid(theme.HITS, "hits")),
        ]
    numbers = sorted(points.cluster.unique(), key=lambda number: number % (len(names) + 1))
    return [(points[points.cluster == n], _solid(color_of(n), _legend(n, names))) for n in numbers]


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
    marker = {"size": 2.6 if depth else 4.5, "opacity": 0.8, "line": {"width": 0}}
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


def _add_numbers(fig: go.Figure, shown: TrackMap, depth: bool) -> None:
    """Print each cluster's number amid its tracks."""
    middles = shown.points[shown.points.cluster >= 0].groupby("cluster")[["x", "y", "z"]].median()
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


def _with_axes(fig: go.Figure, shown: TrackMap, depth: bool) -> go.Figure:
    if shown.layout == "neighbourhoods":
        bare = {"showticklabels": False, "zeroline": False, "showgrid": False}
        fig.update_xaxes(title_text="only nearness means something here, not direction", **bare)
        return fig.update_yaxes(title_text="", **bare)
    if depth:
        scene = {
            f"{axis}axis": {
                "title": {"text": f"{axis_words(shown.loadings, axis)[1]} →"},
                "showbackground": False,
            }
            for axis in "xyz"
        }
        return fig.update_layout(scene=scene, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    fig.update_xaxes(title_text=_axis_title(shown, "x"))
    return fig.update_yaxes(title_text=_axis_title(shown, "y"))


def _axis_title(shown: TrackMap, axis: str) -> str:
    low, high = axis_words(shown.loadings, axis)
    share = metrics.percent(shown.explained["xyz".index(axis)], 0)
    ends = f"← {low} · {high} →" if low else "no single feature"
    return f"{ends}<br>{share} of the differences"


def _map_title(shown: TrackMap, depth: bool) -> str:
    if shown.layout == "neighbourhoods":
        return "Tracks that sound alike lie together"
    n = 3 if depth else 2
    share = metrics.percent(sum(shown.explained[:n]), 0)
    count = "three" if depth else "two"
    return f"The {count} main directions of sound carry {share} of what sets tracks apart"
