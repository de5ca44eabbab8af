"""The pictures of the correlations page."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.correlations.pairs import Correlations
from analytics.correlations.relation import Relation
from analytics.correlations.segments import Segments
from analytics.correlations.travel import PLATFORMS
from analytics.stats.correlation import LOGGED, Correlation, Method
from data import metrics
from data.metrics import decimal, label
from pages.correlations.words import HOLDS, VERDICTS
from pages.ui import theme
from pages.ui.wording import many

Row = Mapping[Hashable, Any]

BARE = {"showgrid": False, "zeroline": False}
WAYS = {"": "circle", "within_": "circle-open", "partial_": "diamond-open"}
"""Prefix of a link's columns: all tracks, within artists, other audio equal; and its sign."""
FAMILIES = {
    "tempo": "{} BPM",
    "valence": "{} valence",
    "energy": "{} energy",
    "album_type": "{}s",
    "has_official_video": "with an official video",
}


def heat_map(correlations: Correlations) -> go.Figure:
    """Draw all pairs as a triangle: purple together, grey apart, no fill where nothing is sure.

    Each variable is named once, at the tip of its row and the top of its column.
    """
    pairs = correlations.pairs[correlations.pairs["r"].notna()]
    names = list(dict.fromkeys([*correlations.pairs["x"], *correlations.pairs["y"]]))
    fig = theme.figure(_pairs_title(correlations), height=60 + 31 * len(names))
    told = pairs["is_clear"] | pairs["is_built_in"]
    fig.add_trace(_cells(pairs, told, names))
    fig.add_traces([_numbers(pairs[told], names), _numbers(pairs[~told], names, opacity=0.65)])
    built_in = pairs.loc[pairs["is_built_in"], ["x", "y"]].to_numpy()
    fig.update_layout(
        shapes=[_outline(names.index(x), names.index(y)) for x, y in built_in],
        annotations=[_name(place, label(name)) for place, name in enumerate(names)],
    )
    fig.update_xaxes(visible=False, range=[-0.5, len(names) + 2])
    fig.update_yaxes(visible=False, range=[len(names) - 0.5, -0.5])
    return fig


def _pairs_title(correlations: Correlations) -> str:
    tested = correlations.pairs[
        ~correlations.pairs["is_built_in"] & correlations.pairs["r"].notna()
    ]
    clear = int(tested["is_clear"].sum())
    return f"{clear} of {len(tested)} pairs clearly go together or apart"


def _cells(pairs: pd.DataFrame, told: pd.Series, names: Sequence[str]) -> go.Heatmap:
    """Fill the cells of pairs that can be told from zero; all of them answer the pointer."""
    size = len(names)
    value, hover = np.full((size, size), np.nan), np.full((size, size), "", object)
    for pair, is_told in zip(pairs.to_dict("records"), told, strict=True):
        place = names.index(pair["y"]), names.index(pair["x"])
        value[place] = pair["r"] if is_told else 0
        hover[place] = _pair_hover(pair)
    return go.Heatmap(
        z=value,
        zmin=-1,
        zmax=1,
        colorscale=theme.DIVERGING,
        showscale=False,
        hovertext=hover,
        hoverinfo="text",
        hoverongaps=False,
        xgap=2,
        ygap=2,
    )


def _numbers(pairs: pd.DataFrame, names: Sequence[str], opacity: float = 1) -> go.Scatter:
    """Write coefficients into their cells."""
    return go.Scatter(
        x=[names.index(name) for name in pairs["x"]],
        y=[names.index(name) for name in pairs["y"]],
        text=[decimal(round(r, 2) + 0.0).replace("0.", ".") for r in pairs["r"]],
        mode="text",
        textfont={"size": 11},
        opacity=opacity,
        hoverinfo="skip",
    )


def _pair_hover(pair: Row) -> str:
    said = [f"<b>{label(pair['x'])} and {label(pair['y']).lower()}</b>", _number(pair, "r")]
    if pair["is_built_in"]:
        said.append("Built in: one is computed from the other, or both from the same")
    elif pair["is_clear"]:
        said.append(f"Beyond chance: adjusted p {metrics.p_value(pair['p_adjusted'])}")
    else:
        said.append(f"Cannot be told from zero: adjusted p {metrics.p_value(pair['p_adjusted'])}")
    said.append(f"{many(pair['n_tracks'], 'track')} by {many(pair['n_artists'], 'artist')}")
    return "<br>".join(said)


def _number(row: Row, name: str, low: str = "low", high: str = "high") -> str:
    return f"{decimal(row[name])} [{decimal(row[low])}, {decimal(row[high])}]"


def _outline(x: int, y: int) -> dict[str, Any]:
    """Frame a cell that is there by construction."""
    return {
        "type": "rect",
        "x0": x - 0.46,
        "x1": x + 0.46,
        "y0": y - 0.46,
        "y1": y + 0.46,
        "line": {"color": theme.GREY, "width": 1.2, "dash": "dot"},
    }


def _name(place: int, text: str) -> dict[str, Any]:
    """Write a variable's name where its row ends and its column begins."""
    return {
        "x": place - 0.48,
        "y": place,
        "text": text,
        "xanchor": "left",
        "showarrow": False,
        "font": {"size": 12},
    }


def travel(correlations: Correlations) -> go.Figure:
    """Draw each audio feature's link to streams and to views, in three ways each."""
    table = correlations.travel
    rows = np.arange(len(table))
    fig = theme.figure(_travel_title(table), height=80 + 66 * len(table))
    shifts = {("streams", way): -0.34 + 0.12 * n for n, way in enumerate(WAYS)}
    shifts |= {("views", way): 0.1 + 0.12 * n for n, way in enumerate(WAYS)}
    for (name, way), shift in shifts.items():
        columns = [f"{way}{name}", f"{way}{name}_low", f"{way}{name}_high"]
        clear = (table[columns[1]] > 0) | (table[columns[2]] < 0)
        colour = theme.OF_METRIC[name]
        for chosen, shade in ((clear, colour), (~clear, theme.translucent(colour, 0.45))):
            hover = [_travel_hover(row) for row in table[chosen].to_dict("records")]
            _bars(fig, rows[chosen] + shift, table.loc[chosen, columns], shade, hover)
            fig.data[-1].marker.symbol = WAYS[way]
    fig.add_vline(x=0, line={"color": theme.GREY, "width": 1.2})
    texts = [_lines(label(row["feature"]), *_said(row)) for row in table.to_dict("records")]
    fig.update_yaxes(tickvals=rows, ticktext=texts, range=[len(table) - 0.4, -1.1], **BARE)
    fig.update_xaxes(title_text="Link with plays (−1 to 1)", tickformat="~g", range=_span(table))
    for text, name, y in (("Spotify streams", "streams", -0.9), ("YouTube views", "views", -0.62)):
        fig.add_annotation(
            x=1,
            xref="paper",
            y=y,
            xanchor="right",
            text=theme.keyed(f"<b>{text}</b>", theme.OF_METRIC[name]),
            showarrow=False,
            font={"size": 12},
        )
    return fig


def _said(row: Row) -> list[str]:
    """Say where a feature goes with plays, and what does not hold of that, a line each."""
    held = HOLDS[row["holds"]]
    verdict = row["verdict"]
    where = "on both platforms" if held and verdict.startswith("both") else VERDICTS[verdict]
    return [where, held] if held else [where]


def _span(table: pd.DataFrame) -> list[float]:
    """Return where all bars of the platforms fit, zero among them."""
    ends = table[
        [f"{way}{name}{end}" for way in WAYS for name in PLATFORMS for end in ("_low", "_high")]
    ].to_numpy()
    low, high = min(np.nanmin(ends, initial=0), 0), max(np.nanmax(ends, initial=0), 0)
    return [float(low) - 0.03, float(high) + 0.03]


def _bars(
    fig: go.Figure,
    at: Iterable[float],
    bounds: pd.DataFrame,
    color: str,
    hover: Sequence[str],
    *,
    horizontal: bool = True,
) -> None:
    """Draw a frame of three columns (value, low, high) as dots with intervals."""
    value, low, high = (bounds[name].tolist() for name in bounds.columns)
    theme.interval(
        fig,
        at=list(at),
        value=value,
        low=low,
        high=high,
        color=color,
        hover=hover,
        horizontal=horizontal,
    )


def _travel_title(table: pd.DataFrame) -> str:
    both = table["verdict"].str.startswith("both")
    if not both.any():
        return "No audio feature goes with plays on both platforms beyond doubt"
    travels = table[both & (table["holds"] == "all")]
    if travels.empty:
        return (
            f"{both.sum()} of {len(table)} audio features go with plays on both platforms; none of "
            "these links also holds within artists and with the other audio held equal"
        )
    first = travels.iloc[0]
    return (
        f"{len(travels)} of {len(table)} audio features "
        f"{'travels' if len(travels) == 1 else 'travel'}; "
        f"{label(first['feature']).lower()} most: {decimal(first['streams'])} with streams, "
        f"{decimal(first['views'])} with views"
    )


def _travel_hover(row: Row) -> str:
    said = [f"<b>{label(row['feature'])}</b>: {', '.join(_said(row))}"]
    for name in PLATFORMS:
        links = (
            _number(row, f"{way}{name}", f"{way}{name}_low", f"{way}{name}_high") for way in WAYS
        )
        all_tracks, within, partial = links
        said.append(f"with {name} {all_tracks}")
        said.append(f"· within artists {within}<br>· other audio equal {partial}")
    said.append(f"difference {_number(row, 'difference', 'difference_low', 'difference_high')}")
    return "<br>".join(said)


def _lines(first: str, *more: str) -> str:
    small = (f"<br><span style='font-size:0.9em;opacity:0.8'>{text}</span>" for text in more)
    return first + "".join(small)


def segments(compared: Segments) -> go.Figure:
    """Draw how much more closely streams and views go together in each segment than elsewhere."""
    table = compared.table.dropna(subset=["difference"])
    rows = np.arange(len(table))
    fig = theme.figure(_segments_title(compared), height=80 + 42 * len(table))
    for chosen, colour in ((table["is_clear"], theme.BOTH), (~table["is_clear"], theme.GREY)):
        part = table[chosen]
        hover = [_segment_hover(row) for row in part.to_dict("records")]
        bounds = part[["difference", "difference_low", "difference_high"]]
        _bars(fig, rows[chosen], bounds, colour, hover)
    fig.add_vline(x=0, line={"color": theme.GREY, "width": 1.2})
    texts = [
        _lines(
            _capital(_segment(row)),
            f"{decimal(row['r'])} here, {decimal(row['rest'])} elsewhere",
        )
        for row in table.to_dict("records")
    ]
    fig.update_yaxes(tickvals=rows, ticktext=texts, range=[len(table) - 0.4, -0.6], **BARE)
    fig.update_xaxes(title_text="Here minus elsewhere", tickformat="~g")
    return fig


def _segment(row: Row) -> str:
    return FAMILIES[row["family"]].format(theme.plain(row["segment"]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _segments_title(compared: Segments) -> str:
    clear = compared.table[compared.table["is_clear"]]
    if clear.empty:
        return f"Of {compared.n_compared} segments, none differs from the rest beyond chance"
    most = clear.iloc[clear["difference"].abs().argsort()[::-1]]
    told = "; ".join(
        f"{_segment(row)} {decimal(row['r'])} against {decimal(row['rest'])}"
        for row in most.head(3).to_dict("records")
    )
    return f"The link differs in {len(clear)} of {compared.n_compared} segments: {told}"


def _segment_hover(row: Row) -> str:
    return (
        f"<b>{_capital(_segment(row))}</b><br>here {_number(row, 'r')}<br>"
        f"elsewhere {_number(row, 'rest', 'rest_low', 'rest_high')}<br>"
        f"difference {_number(row, 'difference', 'difference_low', 'difference_high')}<br>"
        f"adjusted p {metrics.p_value(row['p_adjusted'])}<br>"
        f"{many(row['n_tracks'], 'track')} by {many(row['n_artists'], 'artist')}"
    )


def relation(pair: Relation, method: Method = "pearson") -> go.Figure:
    """Draw every track (or their density), the straight fit with its band, and the tenths."""
    correlation = pair.pearson if method == "pearson" else pair.spearman
    fig = theme.figure(
        _relation_title(pair, correlation), x=metrics.axis(pair.x), y=metrics.axis(pair.y)
    )
    fig.add_trace(_density(pair) if pair.points.empty else _dots(pair))
    band = theme.translucent(theme.BOTH, 0.25)
    fit = pair.fit
    fig.add_scatter(
        x=[*fit["x"], *fit["x"][::-1]],
        y=[*fit["high"], *fit["low"][::-1]],
        fill="toself",
        fillcolor=band,
        line={"width": 0},
        hoverinfo="skip",
    )
    fig.add_scatter(
        x=fit["x"],
        y=fit["y"],
        mode="lines",
        line={"color": theme.BOTH, "width": 2.5},
        hoverinfo="skip",
    )
    tenths = pair.tenths
    hover = [_tenth_hover(pair, row) for row in tenths.to_dict("records")]
    _bars(fig, tenths["x"], tenths[["y", "low", "high"]], theme.BOTH, hover, horizontal=False)
    fig.update_xaxes(**_ticks(pair.x, pair.x_edges), showgrid=False)
    fig.update_yaxes(**_ticks(pair.y, pair.y_edges), showgrid=False)
    return fig


def _relation_title(pair: Relation, correlation: Correlation) -> str:
    x, y = label(pair.x).lower(), label(pair.y)
    low, high = (_written(pair.y, pair.tenths["y"].iloc[place]) for place in (0, -1))
    return (
        f"{y} from {low} in the tenth with the fewest {x} to {high} in the tenth with the most: "
        f"{decimal(correlation.r)} [{decimal(correlation.low)}, {decimal(correlation.high)}]"
    )


def _written(name: str, value: float) -> str:
    """Write a value of the fit's scale as its column is written."""
    return metrics.display(name, float(np.expm1(value)) if name in LOGGED else value)


def _density(pair: Relation) -> go.Heatmap:
    counts = np.where(pair.density > 0, pair.density, np.nan)
    return go.Heatmap(
        x=pair.x_edges,
        y=pair.y_edges,
        z=np.log10(1 + counts),
        text=counts,
        colorscale=[[0, theme.translucent(theme.GREY, 0.10)], [1, theme.GREY]],
        showscale=False,
        hovertemplate="%{text} tracks<extra></extra>",
        hoverongaps=False,
    )


def _dots(pair: Relation) -> go.Scatter:
    points = pair.points
    return go.Scatter(
        x=points["x"],
        y=points["y"],
        mode="markers",
        marker={"size": 5, "color": theme.translucent(theme.GREY, 0.45)},
        hovertext=[
            f"<b>{theme.plain(row['track'])}</b><br>{theme.plain(row['artist'])}<br>"
            f"{label(pair.x)} {_written(pair.x, row['x'])}, "
            f"{label(pair.y).lower()} {_written(pair.y, row['y'])}"
            for row in points.to_dict("records")
        ],
        hoverinfo="text",
    )


def _tenth_hover(pair: Relation, row: Row) -> str:
    y, low, high = (_written(pair.y, row[name]) for name in ("y", "low", "high"))
    return (
        f"A tenth of tracks, {label(pair.x).lower()} about {_written(pair.x, row['x'])}<br>"
        f"{label(pair.y)} {y} [{low}, {high}]"
    )


def _ticks(name: str, edges: np.ndarray) -> dict[str, Any]:
    """Label an axis of the fit's scale in the column's own figures."""
    low, high = float(edges[0]), float(edges[-1])
    if name in LOGGED:
        powers = [0.0] + [10.0**power for power in range(16)]
        shown = [value for value in powers if low - 0.3 <= np.log1p(value) <= high + 0.3]
        shown = shown[len(shown) % 2 :: 2] if len(shown) > 5 else shown
        return {"tickvals": np.log1p(shown), "ticktext": [metrics.short(v) for v in shown]}
    if name == "duration_ms":
        step = 60_000 * max(1, round((high - low) / 480_000))
        shown = list(np.arange(0, high, step))
        return {"tickvals": shown, "ticktext": [metrics.display(name, v) for v in shown]}
    return {"tickformat": ".1%"} if name == "engagement_rate" else {}
