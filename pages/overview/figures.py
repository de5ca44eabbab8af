"""Figures of the Overview."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.overview.answers import BINS_PER_DECADE
from data.metrics import exact, percent, short
from pages.ui import theme
from pages.ui.wording import many

COLORS = {"streams": theme.STREAMS, "views": theme.VIEWS}
NAMES = {
    "album": "Albums",
    "single": "Singles",
    "compilation": "Compilations",
    "with": "With an official video",
    "without": "Without one",
}


def distribution(bins: pd.DataFrame, totals: pd.Series) -> go.Figure:
    """Draw how many tracks have how many streams and views, as two outlines over one scale."""
    title = (
        f"Half of the tracks have more than {short(totals['median_streams'])} streams, "
        f"half more than {short(totals['median_views'])} views"
    )
    fig = theme.figure(title, x="Plays of a track (logarithmic scale)", y="Tracks")
    for metric, color in COLORS.items():
        part = _filled(bins[bins["metric"] == metric])
        if len(part):
            _outline(fig, part, metric, color, totals[f"median_{metric}"])
        _median(fig, totals[f"median_{metric}"], color)
    if len(bins):
        low, high = (10 ** (bins["bin"].agg(f) / BINS_PER_DECADE) for f in ("min", "max"))
        theme.log_ticks(fig, "x", low, high * 10 ** (1 / BINS_PER_DECADE))
    return fig.update_yaxes(rangemode="tozero")


def _filled(part: pd.DataFrame) -> pd.DataFrame:
    """Add the empty bins between the others, and one at each end."""
    if part.empty:
        return part
    bins = np.arange(part["bin"].min() - 1, part["bin"].max() + 2)
    return part.set_index("bin")["n_tracks"].reindex(bins, fill_value=0).reset_index()


def _outline(fig: go.Figure, part: pd.DataFrame, metric: str, color: str, median: float) -> None:
    middle = 10 ** ((part["bin"] + 0.5) / BINS_PER_DECADE)
    edges = [10 ** ((part["bin"] + step) / BINS_PER_DECADE) for step in (0, 1)]
    fig.add_scatter(
        x=middle,
        y=part["n_tracks"],
        mode="lines",
        line={"color": color, "shape": "hvh", "width": 2},
        fill="tozeroy",
        fillcolor=theme.translucent(color, 0.14),
        hovertext=[
            f"{many(n, 'track')} with {short(low)} to {short(high)} {metric}"
            for n, low, high in zip(part["n_tracks"], *edges, strict=True)
        ],
        hoverinfo="text",
    )
    peak = int(part["n_tracks"].to_numpy().argmax())
    ends = [middle.iloc[peak], median if median > 0 else middle.iloc[peak]]
    fig.add_annotation(
        x=np.log10(max(ends) if metric == "streams" else min(ends)),  # clear of the median's line
        y=part["n_tracks"].iloc[peak],
        text=theme.keyed(f"<b>{metric.capitalize()}</b>", color),
        showarrow=False,
        xanchor="left" if metric == "streams" else "right",
        xshift=14 if metric == "streams" else -14,
    )


def _median(fig: go.Figure, value: float, color: str) -> None:
    if value and value > 0:
        fig.add_vline(x=value, line={"color": color, "dash": "dot", "width": 1.5})


def top_tracks(tracks: pd.DataFrame, totals: pd.Series) -> go.Figure:
    """Draw the most streamed tracks: streams as bars, views as diamonds."""
    share = tracks["streams"].sum() / totals["streams"] if totals["streams"] else float("nan")
    most = f"{len(tracks)} most streamed tracks make" if len(tracks) > 1 else "top track makes"
    title = f"The {most} up {percent(share)} of all streams"
    names = tracks["track"] + " · " + tracks["artist"]
    return _ranking(theme.figure(title, x="Plays"), names, tracks)


def top_artists(artists: pd.DataFrame) -> go.Figure:
    """Draw the artists with the most streams: streams as bars, views as diamonds."""
    if artists.empty or pd.isna(artists["streams"].iloc[0]):
        return theme.figure("No artist has a known number of streams", x="Plays")
    first = artists.iloc[0]
    title = f"{theme.plain(first['artist'])} leads with {short(first['streams'])} streams"
    return _ranking(theme.figure(title, x="Plays"), artists["artist"], artists)


def _ranking(fig: go.Figure, names: pd.Series, rows: pd.DataFrame) -> go.Figure:
    places = list(range(len(rows)))
    for metric, color in COLORS.items():
        shared = {
            "x": rows[metric],
            "y": places,
            "name": metric.capitalize(),
            "hovertext": [
                f"{theme.plain(name)}<br>{exact(value)} {metric}"
                for name, value in zip(names, rows[metric], strict=True)
            ],
            "hoverinfo": "text",
        }
        if metric == "streams":
            fig.add_bar(**shared, orientation="h", marker_color=theme.translucent(color, 0.85))
        else:
            marker = {"color": color, "symbol": "diamond", "size": 10}
            fig.add_scatter(**shared, mode="markers", marker=marker)
    texts = [theme.plain(_cut(name)) for name in names]
    fig.update_yaxes(
        tickvals=places,
        ticktext=texts,
        autorange="reversed",
        showgrid=False,
        zeroline=False,
        tickfont_size=11.5,
    )
    fig.update_layout(**_legend())
    largest = rows[["streams", "views"]].max().max()
    return _short_ticks(fig, largest)


def _short_ticks(fig: go.Figure, largest: float) -> go.Figure:
    if not np.isfinite(largest) or largest <= 0:
        return fig
    step = 10 ** np.floor(np.log10(largest))
    step = next(s for s in (step / 2, step, step * 2, step * 5) if largest / s <= 5.5)
    ticks = np.arange(0, largest + step, step)
    return fig.update_xaxes(
        tickvals=ticks, ticktext=[short(t) for t in ticks], range=[0, largest * 1.05]
    )


def _legend() -> dict[str, object]:
    return {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "title_text": ""},
    }


def _cut(text: str, length: int = 30) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def shares(groups: pd.DataFrame, subject: str) -> go.Figure:
    """Draw each group's share of tracks, streams and views as dots on a line."""
    largest = groups.sort_values("n_tracks").iloc[-1] if len(groups) else None
    if largest is None:
        return theme.figure(f"No track says its {subject}", x="Share (%)")
    title = (
        f"{NAMES.get(largest['name'], largest['name'])}: {percent(largest['tracks'], 0)} of "
        f"tracks, {percent(largest['streams'], 0)} of streams, "
        f"{percent(largest['views'], 0)} of views"
    )
    fig = theme.figure(title, x="Share of the catalogue (%)", height=110 + 52 * len(groups))
    names = [NAMES.get(name, theme.plain(name)) for name in groups["name"]]
    percents = 100 * groups[["tracks", "streams", "views"]].to_numpy(dtype=float)
    for low, high, name in zip(percents.min(axis=1), percents.max(axis=1), names, strict=True):
        fig.add_scatter(
            x=[low, high],
            y=[name, name],
            mode="lines",
            line={"color": theme.translucent(theme.GREY, 0.45), "width": 4},
            hoverinfo="skip",
            showlegend=False,
        )
    for what, color in (("tracks", theme.GREY), *COLORS.items()):
        fig.add_scatter(
            x=100 * groups[what],
            y=names,
            mode="markers",
            name=what.capitalize(),
            marker={"color": color, "size": 13},
            hovertext=[f"{percent(value)} of {what}" for value in groups[what]],
            hoverinfo="text",
        )
    fig.update_layout(**_legend())
    fig.update_xaxes(range=[0, 104])
    return fig.update_yaxes(autorange="reversed", showgrid=False)


def growth(steps: pd.DataFrame) -> go.Figure:
    """Draw growth from capture to capture on the same tracks, in percent."""
    last = steps.iloc[-1]
    title = (
        f"On the same tracks, streams changed by {_grown(last, 'streams')} and views "
        f"{_grown(last, 'views')} since {last['since']:%-d %B %Y}"
    )
    fig = theme.figure(title, x="Capture", y="Growth since the capture before (%)", height=280)
    days = [f"{day:%-d %b %Y}" for day in steps["until"]]
    for metric, color in COLORS.items():
        fig.add_bar(
            x=days,
            y=100 * (steps[metric] / steps[f"{metric}_before"] - 1),
            name=metric.capitalize(),
            marker_color=color,
            hovertext=[
                f"{exact(before)} to {exact(now)} {metric}, {many(n, 'track')}"
                for before, now, n in zip(
                    steps[f"{metric}_before"], steps[metric], steps["n_tracks"], strict=True
                )
            ],
            hoverinfo="text",
        )
    fig.update_layout(**_legend(), barmode="group", bargap=max(0.3, 0.85 - 0.08 * len(steps)))
    return fig.update_xaxes(type="category")


def _grown(step: pd.Series, metric: str) -> str:
    before = step[f"{metric}_before"]
    if not before or before <= 0:
        return "–"
    share = percent(step[metric] / before - 1)
    return share if share.startswith("−") else f"+{share}"
