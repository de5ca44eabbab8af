"""The pictures of the page of experiments."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.metrics import decimal
from pages.ui import theme


def over_time(
    table: pd.DataFrame, comparable: pd.DataFrame, *, task: str, score_name: str
) -> go.Figure:
    """Draw every run's score with its spread, training by training, the champion in colour.

    Parameters
    ----------
    table : DataFrame
        `Runs.table`.
    comparable : DataFrame
        `Runs.comparable`: the best is one of these.
    task : str
        Gives the colour: streams, views, or hits.
    score_name : str
        Of the axis.
    """
    trainings = _trainings(table)
    fig = theme.figure(
        _title(comparable, score_name), y=f"{score_name[:1].upper()}{score_name[1:]}"
    )
    place = _places(table, trainings)
    is_champion = table["standing"] == "champion"
    color = theme.OF_METRIC.get(task, theme.HITS)
    for chosen, shade in ((~is_champion, theme.GREY), (is_champion, color)):
        part = table[chosen]
        theme.interval(
            fig,
            at=list(place[chosen.to_numpy()]),
            value=list(part["score"]),
            low=list(part["score"] - part["spread"]),
            high=list(part["score"] + part["spread"]),
            color=shade,
            hover=[_hover(run, score_name) for run in part.to_dict("records")],
            horizontal=False,
        )
    for number, run in enumerate(table.to_dict("records")):
        if run["standing"] == "champion":
            fig.add_annotation(
                x=place[number],
                y=run["score"] + run["spread"],
                text=theme.plain(run["label"]),
                showarrow=False,
                yshift=10,
            )
    _baseline(fig, table)
    texts = [
        f"{row['trained']}<br>{theme.plain(row['data_version'])}"
        for row in trainings.to_dict("records")
    ]
    fig.update_xaxes(
        tickvals=list(range(len(trainings))),
        ticktext=texts,
        range=[-0.6, len(trainings) - 0.2],
        showgrid=False,
    )
    return fig


def _trainings(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per training, oldest first."""
    first = table.sort_values("started_at").drop_duplicates("parent")
    return first[["parent", "trained", "data_version"]].reset_index(drop=True)


def _places(table: pd.DataFrame, trainings: pd.DataFrame) -> np.ndarray:
    """Stand the runs of a training side by side, in the order of their scores."""
    number = table["parent"].map(dict(zip(trainings["parent"], trainings.index, strict=True)))
    rank = table.groupby("parent")["score"].rank(method="first")
    size = table.groupby("parent")["score"].transform("size")
    return (number + 0.6 * (rank / (size + 1) - 0.5)).to_numpy()


def _title(comparable: pd.DataFrame, score_name: str) -> str:
    best = comparable.sort_values("score").iloc[-1]
    return (
        f"Best {score_name} on version {theme.plain(best['data_version'])}: "
        f"{decimal(best['score'])} ± {decimal(best['spread'])} by {theme.plain(best['label'])}"
    )


def _hover(run: dict[Any, Any], score_name: str) -> str:
    said = [
        f"<b>{theme.plain(run['label'])}</b>{' (champion)' if run['standing'] else ''}",
        f"{score_name} {decimal(run['score'], 3)} ± {decimal(run['spread'], 3)}",
    ]
    if run["naive"] == run["naive"]:
        said.append(f"under a naive split {decimal(run['naive'], 3)}")
    return "<br>".join([*said, f"trained {run['trained']}"])


def _baseline(fig: go.Figure, table: pd.DataFrame) -> None:
    level = table["baseline"].median()
    if level != level:
        return
    fig.add_hline(y=level, line={"color": theme.GREY, "dash": "dot", "width": 1.2})
    fig.add_annotation(
        x=1,
        xref="paper",
        y=level,
        text=f"no model: {decimal(round(level, 2) + 0.0)}",
        showarrow=False,
        xanchor="right",
        yanchor="top",
    )
