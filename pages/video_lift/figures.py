"""Pictures of the video lift page."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.video_lift.comparison import Robust
from data.metrics import exact, percent, ratio
from pages.ui import theme
from pages.ui.wording import many

MOST_TICKS = 4
"""As many parts of an axis may be told apart on a phone."""
LONG = 20
"""Names of so many letters take two lines, or a phone has no room beside them."""
ROUND = (1.1, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
COLORS = {"raw": theme.GREY, "test": theme.GREY, "fair": theme.STREAMS}
RATIO = "Ratio of streams (log scale)"
SHORT = {
    "ratio_of_means": "Ratio of means",
    "ratio_of_geometric_means": "Geometric means",
    "welch": "Welch test",
    "mann_whitney": "Mann–Whitney test",
    "permutation": "Permutation, same artist",
    "adjusted_ols": "Audio, album type equal",
    "artist_fixed_effects": "Same artist",
    "doubly_robust": "Doubly robust",
}


def ladder(table: pd.DataFrame, *, is_identified: bool | None = True) -> go.Figure:
    """Draw every estimator's ratio, the rawest on top.

    Parameters
    ----------
    table : DataFrame
        See `words.ladder`.
    is_identified : bool or None, default=True
        None while the last rung, which decides it, is being computed.
    """
    first, last, low, high = (
        ratio(float(value))
        for value in (table["lift"].iloc[0], *table[["lift", "low", "high"]].iloc[-1])
    )
    title = (
        "The fairest comparison is being computed"
        if is_identified is None
        else f"From {first} to {last} [{low}, {high}] as the comparison gets fairer"
        if is_identified
        else "Cannot be told: none of these ratios is the effect"
    )
    fig = theme.figure(title, x=RATIO, height=60 + 44 * len(table))
    names = [SHORT[name] for name in table["estimator"]]
    theme.interval(
        fig,
        at=names,
        value=list(table["lift"]),
        low=list(table["low"]),
        high=list(table["high"]),
        color=[COLORS[kind] for kind in table["kind"]],
        hover=_hovers(table),
    )
    _label(fig, names, table)
    _references(fig, table["low"].min(), table["high"].max())
    return fig.update_yaxes(range=[len(table) - 0.4, -0.7])


def _hovers(table: pd.DataFrame) -> list[str]:
    numbers = table[["lift", "low", "high"]].to_numpy(dtype=float)
    return [
        f"{theme.plain(label)}: {ratio(lift)} [{ratio(low)}, {ratio(high)}]<br>"
        f"{theme.plain(meaning)}"
        for label, meaning, (lift, low, high) in zip(
            table["label"], table["meaning"], numbers, strict=True
        )
    ]


def _label(fig: go.Figure, names: list[str], table: pd.DataFrame) -> None:
    """Write each ratio over its dot."""
    fig.add_scatter(
        x=table["lift"],
        y=names,
        mode="markers+text",
        marker={"size": 14, "opacity": 0},
        text=[ratio(value) for value in table["lift"]],
        textposition="top center",
        hoverinfo="skip",
    )


def _references(fig: go.Figure, low: float, high: float) -> None:
    """Mark the ratio of 1 and put ratios from `low` to `high` on a log axis with plain ticks."""
    ticks = _ticks(min(low, 1.0), max(high, 1.0))
    fig.add_vline(x=1, line_color=theme.GREY, line_dash="dot")
    fig.update_xaxes(type="log", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks])
    fig.update_yaxes(title_text="", automargin=True)


def _ticks(low: float, high: float) -> list[float]:
    """Return 1 and round ratios beside it, far enough apart to be read on a phone."""
    ticks = [1.0]
    apart = math.log(high / low) / MOST_TICKS
    for ratios in (ROUND, (0.9, 0.75, 0.5, 0.25, 0.1)):
        last = 1.0
        for each in ratios:
            if low <= each <= high and abs(math.log(each / last)) >= apart:
                ticks.append(each)
                last = each
    return sorted(ticks)


def specifications(table: pd.DataFrame, *, is_identified: bool | None = True) -> go.Figure:
    """Draw the within-artist ratio under other choices; its title names none that is no effect."""
    low, high = table["lift"].min(), table["lift"].max()
    title = "The same-artist ratio under other fair choices"
    if is_identified:
        title = f"Other fair choices move the ratio from {ratio(low)} to {ratio(high)}"
    fig = theme.figure(title, x=RATIO, height=70 + 44 * len(table))
    names = [name[0].upper() + name[1:] for name in table["label"]]
    theme.interval(
        fig,
        at=names,
        value=list(table["lift"]),
        low=list(table["low"]),
        high=list(table["high"]),
        color=[theme.STREAMS] + [theme.GREY] * (len(table) - 1),
    )
    _label(fig, names, table)
    _references(fig, table["low"].min(), table["high"].max())
    return fig.update_yaxes(range=[len(table) - 0.4, -0.7])


def without_doubtful(table: pd.DataFrame, *, is_identified: bool | None = True) -> go.Figure:
    """Draw each rung for all tracks and, under it, without doubtful videos; title as above."""
    rows = table.sort_values("is_without", kind="stable").groupby("estimator", sort=False)
    ordered = pd.concat([group for _, group in rows])
    first, last = (ratio(float(value)) for value in ordered["lift"].iloc[-2:])
    title = "The ladder again without doubtful videos"
    if is_identified:
        title = f"Without doubtful videos the same-artist ratio is {last} instead of {first}"
    fig = theme.figure(title, x=RATIO, height=70 + 40 * len(ordered))
    is_without = list(ordered["is_without"])
    names = [
        f"{SHORT[name]}{', without' if left_out else ''}"
        for name, left_out in zip(ordered["estimator"], is_without, strict=True)
    ]
    theme.interval(
        fig,
        at=names,
        value=list(ordered["lift"]),
        low=list(ordered["low"]),
        high=list(ordered["high"]),
        color=[theme.STREAMS if left_out else theme.GREY for left_out in is_without],
        hover=_hovers(ordered),
    )
    _label(fig, names, ordered)
    _references(fig, ordered["low"].min(), ordered["high"].max())
    return fig.update_yaxes(range=[len(ordered) - 0.4, -0.7])


def overlap(robust: Robust, name: str) -> go.Figure:
    """Draw how likely tracks with and without were to get one, mirrored."""
    share = robust.share_poor
    title = (
        "Every track has counterparts on the other side"
        if share < 0.005
        else f"{percent(share, 0)} of tracks have hardly any counterpart"
    )
    fig = theme.figure(title, x=f"Chance of {name} (0 to 1)", y="Share of tracks", height=320)
    for column, sign, color, label in (
        ("with_flag", 1, theme.STREAMS, "with"),
        ("without", -1, theme.GREY, "without"),
    ):
        fig.add_bar(
            x=robust.overlap["chance"],
            y=robust.overlap[column] * sign,
            marker_color=color,
            width=0.045,
            hovertext=[f"{label}: {value:.1%}" for value in robust.overlap[column]],
            hoverinfo="text",
        )
        fig.add_annotation(
            x=0.02, y=0.85 if sign > 0 else 0.12, xref="x", yref="paper",
            text=theme.keyed(label, color), showarrow=False, xanchor="left",
        )  # fmt: skip
    fig.update_layout(barmode="relative")
    fig.update_xaxes(range=[0, 1])
    peak = float(robust.overlap[["with_flag", "without"]].to_numpy().max())
    ticks = [-peak, -peak / 2, 0, peak / 2, peak]
    return fig.update_yaxes(tickvals=ticks, ticktext=[f"{abs(tick):.0%}" for tick in ticks])


def balance(table: pd.DataFrame) -> go.Figure:
    """Draw how unlike both sides are before and after weighting."""
    before, after = table["before"].abs().max(), table["after"].abs().max()
    title = f"Weighting brings the largest difference from {ratio(before)} to {ratio(after)}"
    fig = theme.figure(title, x="Difference<br>(standard deviations)", height=90 + 24 * len(table))
    for column, color in (("before", theme.GREY), ("after", theme.STREAMS)):
        fig.add_scatter(
            x=table[column],
            y=table["label"],
            mode="markers",
            marker={"size": 10, "color": color},
            name=column,
            hovertemplate=f"%{{y}}, {column}: %{{x:.2f}}<extra></extra>",
        )
        fig.add_annotation(
            x=table[column].iloc[0], y=-0.8, text=theme.keyed(column, color), showarrow=False
        )
    fig.add_vrect(-0.1, 0.1, fillcolor=theme.GREY, opacity=0.12, line_width=0, layer="below")
    return fig.update_yaxes(range=[len(table) - 0.4, -1.2], automargin=True)


def groups(table: pd.DataFrame, robust: Robust) -> go.Figure:
    """Draw the lift of every group beside the overall one, on the scale of the typical interval."""
    known = table[table["is_identified"]]
    clear = int((known["verdict"] == "differs from the rest").sum())
    differ = "differs" if clear == 1 else "differ"
    title = f"{clear} of {many(len(known), 'group')} clearly {differ} from the rest"
    fig = theme.figure(title, x=RATIO, height=90 + 30 * len(known))
    if known.empty:
        return fig
    names = [theme.plain(f"{row.kind}: {row.group}") for row in known.itertuples()]
    names = [name.replace("Audio: ", "") for name in names]
    names = [name if len(name) < LONG else name.replace(": ", ":<br>") for name in names]
    columns = ("lift", "low", "high", "n_with", "n_tracks", "p_adjusted")
    numbers = known[list(columns)].to_numpy(dtype=float)
    low, high = scale(known)
    shown = known[["lift", "low", "high"]].clip(low, high)
    theme.interval(
        fig,
        at=names,
        value=list(shown["lift"]),
        low=list(shown["low"]),
        high=list(shown["high"]),
        color=[theme.STREAMS if v.startswith("differs") else theme.GREY for v in known["verdict"]],
        hover=[
            f"{name}: {ratio(lift)} [{ratio(low)}, {ratio(high)}]<br>{exact(n_with)} of "
            f"{exact(n_tracks)} tracks with; adjusted p {p:.2g}"
            for name, (lift, low, high, n_with, n_tracks, p) in zip(names, numbers, strict=True)
        ],
    )
    _mark_clipped(fig, names, numbers[:, :3], low, high)
    _references(fig, low, high)
    fig.add_vline(x=robust.estimate.lift, line_color=theme.STREAMS, line_dash="dash")
    room = 0.04 * math.log10(high / low)
    fig.update_xaxes(range=[math.log10(low) - room, math.log10(high) + room])
    return fig.update_yaxes(range=[len(known) - 0.4, -0.6])


def scale(known: pd.DataFrame) -> tuple[float, float]:
    """Return the ratios from which to which groups are drawn.

    An interval's typical width beyond the typical ends, on the log scale; where no group goes
    that far, no further than the groups do.
    """
    low, high = np.log(known["low"].to_numpy(float)), np.log(known["high"].to_numpy(float))
    width = float(np.median(high - low))
    ends = max(np.median(low) - width, low.min()), min(np.median(high) + width, high.max())
    return math.exp(min(ends[0], 0.0)), math.exp(max(ends[1], 0.0))


def _mark_clipped(
    fig: go.Figure, names: list[str], numbers: np.ndarray, low: float, high: float
) -> None:
    """Point at what lies beyond the picture, with the number where it is the ratio itself."""
    ends = ((numbers[:, 1] < low, low, "left"), (numbers[:, 2] > high, high, "right"))
    for beyond, edge, side in ends:
        at = np.flatnonzero(beyond)
        far = (numbers[at, 0] < low) | (numbers[at, 0] > high)
        fig.add_scatter(
            x=[edge] * len(at),
            y=[names[i] for i in at],
            mode="markers+text",
            marker={"size": 9, "symbol": f"triangle-{side}", "color": theme.GREY},
            text=[ratio(numbers[i, 0]) if off else "" for i, off in zip(at, far, strict=True)],
            textposition="middle right" if side == "left" else "middle left",
            hoverinfo="skip",
        )
