"""Pictures of the catalogue page: where a track or artist stands, and platform balance."""

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.catalogue.profiles import SideBySide
from data import metrics
from pages.catalogue import words
from pages.ui import theme

ROW = 30
NAMED_ROW = 44
VERDICT_COLORS = {"spotify": theme.STREAMS, "youtube": theme.VIEWS, "as expected": theme.GREY}
# None of the colours that carry a meaning of their own; the symbols tell them apart too.
ITEM_COLORS = ("#0072B2", "#E0086B", "#988A02", "#815820", "#8A8F98")
ITEM_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x")
_PERCENT = {"range": [-4, 104], "tickvals": [0, 25, 50, 75, 100]}


def percentiles(figures: pd.DataFrame, title: str, *, of: str) -> go.Figure:
    """Draw where one row's metrics stand in the catalogue: a dot a metric, the value beside it."""
    known = figures.dropna(subset=["percentile"])
    fig = _strip(title, known["metric"], of)
    values = [metrics.display(m, v) for m, v in zip(known["metric"], known["value"], strict=True)]
    fig.add_scatter(
        x=known["percentile"],
        y=known["metric"].map(metrics.label),
        mode="markers+text",
        text=values,
        textposition=["middle left" if p > 80 else "middle right" for p in known["percentile"]],
        marker={"size": 11, "color": [_color(name) for name in known["metric"]]},
        hovertext=[
            f"{metrics.label(name)}: {value}, above {min(place, 99.9):.3g} % of {of}"
            for name, value, place in zip(known["metric"], values, known["percentile"], strict=True)
        ],
        hoverinfo="text",
    )
    return fig


def growth(captures: pd.DataFrame, title: str) -> go.Figure:
    """Draw a track's streams and views at each capture, as multiples of the first."""
    fig = theme.figure(title, x="Capture", y="Times the first capture", height=260)
    for name, color in (("streams", theme.STREAMS), ("views", theme.VIEWS)):
        values = captures[name].astype(float)
        known = captures[(values > 0) & values.notna()]
        if len(known) < 2:
            continue
        fig.add_scatter(
            x=known["captured_on"],
            y=known[name] / known[name].iloc[0],
            mode="lines+markers",
            name=metrics.label(name),
            line={"color": color},
            hovertext=[
                f"{metrics.exact(value)} {name}, {day:%-d %b %Y}"
                for value, day in zip(known[name], known["captured_on"], strict=True)
            ],
            hoverinfo="text",
        )
    return fig.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"}
    )


def fingerprint(sound: pd.DataFrame, title: str) -> go.Figure:
    """Draw an artist's sound: median and middle half of their tracks among all tracks."""
    fig = _strip(title, sound["metric"], "tracks")
    theme.interval(
        fig,
        at=[metrics.label(name) for name in sound["metric"]],
        value=sound["percentile"].tolist(),
        low=sound["percentile_low"].tolist(),
        high=sound["percentile_high"].tolist(),
        color=theme.BOTH,
        hover=[
            f"{metrics.label(name)}: {metrics.display(name, median)}, "
            f"middle half {metrics.display(name, low)} to {metrics.display(name, high)}"
            for name, median, low, high in zip(
                *(sound[column] for column in ("metric", "median", "low", "high")), strict=True
            )
        ],
    )
    return fig


def score(parts: pd.DataFrame, title: str) -> go.Figure:
    """Draw the parts of an artist's score with their intervals."""
    fig = theme.figure(title, x="Above this percent", height=90 + ROW * len(parts))
    theme.interval(
        fig,
        at=parts["part"].map(words.PARTS).tolist(),
        value=parts["percentile"].tolist(),
        low=parts["low"].tolist(),
        high=parts["high"].tolist(),
        color=theme.BOTH,
        hover=[
            f"{words.PARTS[part]}: {words.part_value(part, value)}, above {place:.0f} %"
            for part, value, place in zip(
                parts["part"], parts["value"], parts["percentile"], strict=True
            )
        ],
    )
    fig.update_yaxes(autorange="reversed")
    return fig.update_xaxes(**_PERCENT)


def side_by_side(compared: SideBySide, title: str) -> go.Figure:
    """Draw up to five tracks or artists by where they stand in each metric."""
    fig = _strip(title, compared.figures["metric"].drop_duplicates(), f"{compared.kind}s")
    for number, name in enumerate(compared.names):
        own = compared.figures[compared.figures["name"] == name]
        fig.add_scatter(
            x=own["percentile"],
            y=own["metric"].map(metrics.label),
            mode="markers",
            name=theme.plain(_short(name, 34)),
            marker={
                "size": 12,
                "symbol": ITEM_SYMBOLS[number],
                "color": ITEM_COLORS[number],
                "opacity": 0.9,
            },
            hovertext=[
                f"{theme.plain(name)}<br>{metrics.label(metric)}: {metrics.display(metric, value)}"
                for metric, value in zip(own["metric"], own["value"], strict=True)
            ],
            hoverinfo="text",
        )
    fig.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"},
    )
    return fig


def top_tracks(tracks: pd.DataFrame, title: str) -> go.Figure:
    """Draw streams and views of an artist's most streamed tracks, a line between the two."""
    rows = tracks.iloc[::-1]
    places = list(range(len(rows)))
    fig = theme.figure(title, x="Plays (logarithmic)", height=80 + NAMED_ROW * len(rows))
    lines_x = [
        x for pair in zip(rows["streams"], rows["views"], strict=True) for x in (*pair, None)
    ]
    lines_y = [y for place in places for y in (place, place, None)]
    fig.add_scatter(
        x=lines_x,
        y=lines_y,
        mode="lines",
        line={"color": theme.translucent(theme.GREY, 0.5), "width": 2},
        hoverinfo="skip",
    )
    for name in ("streams", "views"):
        fig.add_scatter(
            x=rows[name],
            y=places,
            mode="markers",
            marker={"size": 11, "color": theme.OF_METRIC[name]},
            hovertext=[
                f"{theme.plain(track)}<br>{metrics.short(value)} {name}"
                for track, value in zip(rows["track"], rows[name], strict=True)
            ],
            hoverinfo="text",
        )
    _label_dots(fig, rows.iloc[-1], len(rows) - 1)
    _names_above(fig, [_short(track, 44) for track in rows["track"]])
    return theme.log_ticks(fig, "x", *_bounds(pd.concat([rows["streams"], rows["views"]])))


def balance_map(
    sample: pd.DataFrame, title: str, *, named: pd.DataFrame | None = None
) -> go.Figure:
    """Draw tracks by views and streams against what their artist's other tracks get.

    Parameters
    ----------
    sample : DataFrame
        With `views_vs_usual`, `streams_vs_usual` and `verdict`.
    named : DataFrame, optional
        Tracks to draw large, over the others.
    """
    fig = theme.figure(
        title,
        x="Views (× the artist's usual)",
        y="Streams (× the artist's usual)",
        height=520,
    )
    for verdict, color in VERDICT_COLORS.items():
        _dots(fig, sample[sample["verdict"] == verdict], color, named is not None)
    if named is not None:
        _named(fig, named)
    _ratio_axes(fig)
    drawn = sample if named is None else named
    right, up = drawn["views_vs_usual"] > 1, drawn["streams_vs_usual"] > 1
    corners = (
        (0.01, 0.99, "Streams alone above usual", "left", "top", ~right & up),
        (0.99, 0.99, "Above usual on both", "right", "top", right & up),
        (0.99, 0.01, "Views alone above usual", "right", "bottom", right & ~up),
        (0.01, 0.01, "Below usual on both", "left", "bottom", ~right & ~up),
    )
    for x, y, text, xanchor, yanchor, held in corners:
        if not held.any():
            continue
        fig.add_annotation(
            x=x,
            y=y,
            xref="paper",
            yref="paper",
            text=text,
            xanchor=xanchor,
            yanchor=yanchor,
            showarrow=False,
            font={"size": 13},
        )
    return fig


def ranking(ranked: pd.DataFrame, title: str, *, color: str) -> go.Figure:
    """Draw a ranking: each track's streams as a dot against the range expected of it."""
    rows = ranked.iloc[::-1].reset_index(drop=True)
    places = list(range(len(rows)))
    fig = theme.figure(title, x="Streams (plays, logarithmic)", height=80 + NAMED_ROW * len(rows))
    for place, low, high in zip(places, rows["expected_low"], rows["expected_high"], strict=True):
        fig.add_scatter(
            x=[max(low, 1), high],
            y=[place, place],
            mode="lines",
            line={"color": theme.translucent(theme.GREY, 0.45), "width": 9},
            hoverinfo="skip",
        )
    fig.add_scatter(
        x=rows["streams"],
        y=places,
        mode="markers",
        marker={"size": 11, "color": color},
        hovertext=[_ranked_hover(row) for _, row in rows.iterrows()],
        hoverinfo="text",
    )
    pairs = zip(rows["track"], rows["artist"], strict=True)
    _names_above(fig, [_short(f"{track} · {artist}", 46) for track, artist in pairs])
    ends = pd.concat([rows["streams"].astype(float), rows["expected_low"], rows["expected_high"]])
    return theme.log_ticks(fig, "x", *_bounds(ends))


def _ranked_hover(row: pd.Series) -> str:
    return (
        f"{theme.plain(row['track'])}<br>{theme.plain(row['artist'])}<br>"
        f"{metrics.short(row['streams'])} streams, expected "
        f"{metrics.short(row['expected_low'])} to {metrics.short(row['expected_high'])}"
    )


def _strip(title: str, names: pd.Series, of: str) -> go.Figure:
    """Return an empty percentile picture: a row a metric, the first at the top."""
    fig = theme.figure(title, x=f"Percentile among {of} (%)", height=100 + ROW * len(names))
    labels = [metrics.label(name) for name in names]
    fig.update_xaxes(**_PERCENT)
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1], tickvals=labels)
    fig.add_vline(x=50, line={"color": theme.GREY, "width": 1, "dash": "dot"})
    return fig


def _color(name: str) -> str:
    return theme.OF_METRIC.get(name, theme.GREY)


def _short(text: object, length: int) -> str:
    flat = " ".join(str(text).split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _bounds(values: pd.Series) -> tuple[float, float]:
    known = values[values > 0]
    return (float(known.min()), float(known.max())) if len(known) else (1.0, 10.0)


def _names_above(fig: go.Figure, names: Sequence[str]) -> None:
    """Name rows above their marks, so that the names leave the picture its width on a phone."""
    for place, name in enumerate(names):
        fig.add_annotation(
            x=0,
            xref="paper",
            y=place,
            text=theme.plain(name),
            showarrow=False,
            xanchor="left",
            yshift=14,
        )
    fig.update_yaxes(showticklabels=False, zeroline=False, range=[-0.6, len(names) - 0.25])
    fig.update_yaxes(tickvals=list(range(len(names))))


def _label_dots(fig: go.Figure, row: pd.Series, place: int) -> None:
    """Name streams and views beside their dots, on the outer sides of the two."""
    known = [name for name in ("streams", "views") if row[name] > 0]
    known.sort(key=lambda name: float(row[name]))
    for number, name in enumerate(known):
        is_left = number == 0 and len(known) > 1
        fig.add_annotation(
            x=math.log10(row[name]),
            y=place,
            text=theme.keyed(metrics.label(name), theme.OF_METRIC[name]),
            showarrow=False,
            xanchor="right" if is_left else "left",
            xshift=-9 if is_left else 9,
            font={"size": 13},
        )


def _dots(fig: go.Figure, tracks: pd.DataFrame, color: str, is_backdrop: bool) -> None:
    fig.add_scatter(
        x=tracks["views_vs_usual"],
        y=tracks["streams_vs_usual"],
        mode="markers",
        marker={
            "size": 5,
            "color": theme.GREY if is_backdrop else color,
            "opacity": 0.25 if is_backdrop else 0.6,
        },
        hovertext=None if is_backdrop else [_dot_hover(row) for _, row in tracks.iterrows()],
        hoverinfo="skip" if is_backdrop else "text",
    )


def _named(fig: go.Figure, tracks: pd.DataFrame) -> None:
    fig.add_scatter(
        x=tracks["views_vs_usual"],
        y=tracks["streams_vs_usual"],
        mode="markers",
        marker={
            "size": 12,
            "color": [VERDICT_COLORS.get(v, theme.GREY) for v in tracks["verdict"]],
            "line": {"width": 1.5, "color": theme.GREY},
        },
        hovertext=[_dot_hover(row) for _, row in tracks.iterrows()],
        hoverinfo="text",
    )


def _dot_hover(row: pd.Series) -> str:
    return (
        f"{theme.plain(row['track'])}<br>{theme.plain(row['artist'])}<br>"
        f"{metrics.short(row['streams'])} streams, {metrics.short(row['views'])} views"
    )


def _ratio_axes(fig: go.Figure) -> None:
    values = [0.001, 0.01, 0.1, 1, 10, 100, 1000]
    texts = ["0.001", "0.01", "0.1", "usual", "10", "100", "1,000"]
    ticks = {"type": "log", "tickvals": values, "ticktext": texts}
    fig.update_xaxes(**ticks, range=[-3.2, 2.6])
    fig.update_yaxes(**ticks, range=[-2.6, 2.4])
    fig.add_vline(x=1, line={"color": theme.GREY, "width": 1})
    fig.add_hline(y=1, line={"color": theme.GREY, "width": 1})
