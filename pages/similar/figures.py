"""The pictures of the similar page: where tracks lie, moods, and what neighbours share."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.clusters.choice import NumberOfClusters
from analytics.clusters.map import TrackMap, axis_words
from analytics.similar.found import Alike, Backdrop
from analytics.similar.learned import CLOUDS, MODELS, Learned
from analytics.similar.worth import AMONG, Worth
from data import metrics
from pages.ui import theme

SHADES = (
    *("#397DD4", "#D6638B", "#C6A384", "#A0661C", "#6AB1F3"),
    *("#904587", "#C0305F", "#EB81C2", "#077F6C", "#AE8A26"),
)
"""Told apart by colour-blind readers as far as ten colours can be; none means a count."""
SHARED = {"artist": "by the same artist", "genre": "of the same genre, other artist"}


def sound_map(drawn: Backdrop, alike: Alike) -> go.Figure:
    """Draw a sample of all tracks, and among them the ones asked about and found."""
    share = metrics.percent(sum(drawn.explained[:2]), 0)
    fig = theme.figure(
        f"Near in sound need not be near on a map: two directions carry {share} of it", height=520
    )
    points = drawn.points
    is_inside = points.cluster == alike.cluster
    for part, alpha, name in (
        (points[~is_inside], 0.22, "other tracks"),
        (points[is_inside], 0.6, "its cluster"),
    ):
        fig.add_scattergl(
            x=part.x,
            y=part.y,
            mode="markers",
            marker={"size": 4, "color": theme.translucent(theme.GREY, alpha)},
            hoverinfo="skip",
            name=name,
        )
    _add_found(fig, alike)
    fig.update_layout(
        showlegend=True,
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom"},
    )
    for axis, update in (("x", fig.update_xaxes), ("y", fig.update_yaxes)):
        low, high = axis_words(drawn.loadings, axis)
        update(title_text=f"← {low} · {high} →" if low else "no single feature")
    return fig


def _add_found(fig: go.Figure, alike: Alike) -> None:
    rows = (
        (alike.overall, "nearest over all", {"symbol": "circle-open", "size": 15}),
        (alike.inside, "nearest in the cluster", {"symbol": "circle", "size": 8}),
        (alike.asked, "asked about", {"symbol": "star", "size": 17}),
    )
    for table, name, marker in rows:
        fig.add_scatter(
            x=table.x,
            y=table.y,
            mode="markers",
            marker={**marker, "color": theme.BOTH, "line": {"width": 1.5, "color": theme.BOTH}},
            hovertext=[
                f"<b>{theme.plain(track)}</b><br>{theme.plain(artist)}"
                for track, artist in zip(table.track, table.artist, strict=True)
            ],
            hoverinfo="text",
            name=name,
        )


def mood_map(shown: TrackMap, names: Sequence[str]) -> go.Figure:
    """Draw tracks by who is near whom, in the colours of their moods."""
    fig = theme.figure("Moods run into each other: neighbourhoods of sound", height=520)
    for number, name in enumerate(names):
        part = shown.points[shown.points.cluster == number]
        fig.add_scattergl(
            x=part.x,
            y=part.y,
            mode="markers",
            marker={"size": 4.5, "color": SHADES[number % len(SHADES)], "opacity": 0.8},
            hovertext=[
                f"<b>{theme.plain(track)}</b><br>{theme.plain(artist)}<br>{theme.plain(name)}"
                for track, artist in zip(part.track, part.artist, strict=True)
            ],
            hoverinfo="text",
            name=f"{number + 1} {theme.plain(name)}",
        )
        if len(part):
            fig.add_annotation(
                x=part.x.median(),
                y=part.y.median(),
                text=f"<b>{number + 1}</b>",
                showarrow=False,
                font={"size": 13, "color": "#FFFFFF"},
                bgcolor="rgba(27,26,34,0.82)",
                borderpad=3,
            )
    bare = {"showticklabels": False, "zeroline": False, "showgrid": False}
    fig.update_xaxes(title_text="only nearness means something here, not direction", **bare)
    fig.update_yaxes(**bare)
    return fig.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "itemsizing": "constant",
        },
    )


def elbow(numbers: NumberOfClusters) -> go.Figure:
    """Draw how tightly K-means groups lie, by their number."""
    curve = numbers.curve
    fig = theme.figure(
        f"The curve bends at {numbers.elbow} groups, and not sharply",
        x="Number of groups",
        y="Sum of squared distances",
        height=320,
    )
    fig.add_scatter(
        x=curve.n_clusters,
        y=curve.inertia,
        mode="lines+markers",
        line={"color": theme.GREY},
        marker={
            "size": 9,
            "color": [theme.BOTH if n == numbers.elbow else theme.GREY for n in curve.n_clusters],
        },
    )
    return fig


def learned(result: Learned) -> go.Figure:
    """Draw how well groups are learned, of the catalogue and of noise."""
    best = result.table.groupby("cloud").accuracy.max()
    real, noise = (metrics.percent(best[cloud], 0) for cloud in ("catalogue", "noise"))
    fig = theme.figure(
        f"Groups of noise are learned as well: {noise}, of the catalogue {real}",
        x="Share of tracks told right (%)",
        height=300,
    )
    for kind, color in (("xgboost", theme.GREY), ("net", theme.BOTH)):
        rows = result.table[result.table.model == kind]
        theme.interval(
            fig,
            at=[f"{CLOUDS[cloud]} · {MODELS[kind]}" for cloud in rows.cloud],
            value=(rows.accuracy * 100).tolist(),
            low=(rows.low * 100).tolist(),
            high=(rows.high * 100).tolist(),
            color=color,
        )
    return fig.update_yaxes(autorange="reversed")


def worth(result: Worth, shared: str) -> go.Figure:
    """Draw how often neighbours share something, against chance and popularity."""
    rows = (
        result.rates[result.rates.shared == shared].set_index("among").reindex(list(AMONG)).dropna()
    )
    rate = metrics.percent(rows.rate.get("overall", float("nan")))
    popular = metrics.percent(rows.rate.get("popular", float("nan")))
    fig = theme.figure(
        f"{rate} of neighbours are {SHARED[shared]}; of tracks of like streams {popular}",
        x="Share of pairs (%)",
        height=300,
    )
    theme.interval(
        fig,
        at=[AMONG[str(among)] for among in rows.index],
        value=(rows.rate * 100).tolist(),
        low=(rows.low * 100).tolist(),
        high=(rows.high * 100).tolist(),
        color=[theme.BOTH if a in ("overall", "cluster") else theme.GREY for a in rows.index],
    )
    fig.update_xaxes(rangemode="tozero")
    return fig.update_yaxes(autorange="reversed")
