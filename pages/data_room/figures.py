"""Figures of the Data room."""

import pandas as pd
import plotly.graph_objects as go

from data.metrics import exact, percent
from pages.ui import theme

GOOD = 0.95
DIRECTIONS = {"stream-heavy": theme.STREAMS, "view-heavy": theme.VIEWS, "": theme.GREY}


def quality(columns: pd.DataFrame) -> go.Figure:
    """Draw each column's share of rows with a valid value."""
    good = int((columns["valid_share"] >= GOOD).sum())
    worst = columns.iloc[0]
    title = (
        f"{good} of {len(columns)} columns are at least {percent(GOOD, 0)} valid; the weakest is "
        f"{theme.plain(worst['column'])} with {percent(worst['valid_share'])}"
    )
    fig = theme.figure(title, x="Rows with a valid value (%)", height=90 + 22 * len(columns))
    fig.add_bar(
        x=100 * columns["valid_share"],
        y=columns["column"],
        orientation="h",
        marker_color=[theme.BOTH if core else theme.GREY for core in columns["is_core"]],
        hovertext=[
            f"{theme.plain(row['column'])}: {exact(row['n_valid'])} valid of "
            f"{exact(row['n_rows'])} rows, {exact(row['n_filled'])} filled, "
            f"{exact(row['n_distinct'])} different"
            for row in columns.to_dict("records")
        ],
        hoverinfo="text",
    )
    fig.update_yaxes(autorange="reversed", showgrid=False, zeroline=False, tickfont_size=12)
    return fig.update_xaxes(range=[0, 101])


def outliers(sample: pd.DataFrame, counts: pd.DataFrame) -> go.Figure:
    """Draw streams against views, the tracks that lean one way in the platform's colour."""
    n_leaning = dict(zip(counts["outlier_reason"], counts["n_tracks"], strict=True))
    title = (
        f"{exact(n_leaning.get('view-heavy', 0))} tracks have far more views than their streams "
        f"suggest, {exact(n_leaning.get('stream-heavy', 0))} far fewer"
    )
    fig = theme.figure(title, x="Streams (plays)", y="Views (plays)", height=460)
    for reason in ("", "stream-heavy", "view-heavy"):
        part = sample[sample["outlier_reason"] == reason]
        if part.empty:
            continue
        fig.add_scatter(
            x=part["streams"],
            y=part["views"],
            mode="markers",
            name=reason.capitalize() or "Others (sample)",
            marker={"color": DIRECTIONS[reason], "size": 6, "opacity": 0.75 if reason else 0.3},
            hovertext=[
                f"{theme.plain(row['track'])}<br>{theme.plain(row['artist'])}<br>"
                f"{exact(row['streams'])} streams, {exact(row['views'])} views"
                for row in part.to_dict("records")
            ],
            hoverinfo="text",
        )
    if len(sample):
        theme.log_ticks(fig, "x", sample["streams"].min(), sample["streams"].max())
        theme.log_ticks(fig, "y", sample["views"].min(), sample["views"].max())
    return fig.update_layout(
        showlegend=True, legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
    )
