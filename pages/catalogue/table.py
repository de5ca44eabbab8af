"""The catalogue's table: its controls, kept in the URL, and one page of its rows.

A click on a heading sorts in SQL and a click on a row opens it; Streamlit's own sorting would
only sort the page that was sent.
"""

import math
import zlib
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.catalogue import answers
from data import metrics
from data.reads.catalogue import METRICS, SORTS, Listing
from data.selection import Selection
from pages.ui import wording

LINKS = ("spotify", "youtube")
SHOWN = {
    "track": ("track", "artist", "streams", "streams_growth", "views", "engagement_rate", *LINKS),
    "artist": (
        "artist",
        "n_tracks",
        "streams",
        "streams_growth",
        "views",
        "engagement_rate",
        "spotify",
    ),
}
"""Columns that a table has until the reader chooses others, as far as they are offered."""
LABELS = {
    "artists": "All artists",
    "has_official_video": "Official video",
    "is_licensed": "Licensed video",
    "outlier_reason": "Outlier",
    "video_doubts": "Video doubted for",
    "growth_since": "Grown since",
    "spotify": "Spotify",
    "youtube": "YouTube",
}
VIDEOS = {"Any video": None, "Doubtful video": True, "No doubt about it": False}
"""Which tracks are listed, as `Listing.is_doubtful` has it."""
WIDTHS = {"track": {"track": 164, "artist": 106}, "artist": {"artist": 120}}
"""In pixels: a phone's 356 hold a name and its streams, without scrolling sideways."""
ORDERS = {"high": "Descending", "low": "Ascending"}
SIZES = (25, 50, 100)
HEIGHT = 458
ONLY_ALL_ROWS = """<style>
[data-testid=stDataFrameColumnMenu] [role=menu] > :is(:nth-child(2), :nth-child(3), :nth-child(4)),
[data-testid=stDataFrameColumnMenu] [role=menu] > [role=presentation] { display: none; }
</style>"""
"""Takes sorting and statistics out of a heading's menu: they would know this page's rows only."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks of a table."""

    listing: Listing
    columns: tuple[str, ...]
    percentiles: bool
    size: int


def label(name: str) -> str:
    """Return a column's heading."""
    return LABELS.get(name) or metrics.label(name)


def draw(selection: Selection, kind: str, *, prefix: str, artist: str | None = None) -> None:
    """Draw a table of tracks or artists: controls, one page of rows, pages, CSV.

    Parameters
    ----------
    prefix : str
        Of the widgets' keys, which are their names in the URL.
    artist : str or None
        Only the tracks that list this artist.
    """
    asked = _controls(answers.offered(selection, kind=kind), kind, prefix, artist)
    total = answers.count(selection, listing=asked.listing)
    if not total:
        st.info(
            f"No {kind} matches “{wording.plain(asked.listing.search)}” in what the filter leaves."
            if asked.listing.search
            else f"The filter leaves no {kind} of this kind.",
            icon=":material/search_off:",
        )
        return
    slot = st.container()
    st.html(ONLY_ALL_ROWS)
    with st.container(horizontal=True, vertical_alignment="center"):
        page = _pages(total, asked.size, prefix)
        offset = (page - 1) * asked.size
        last = min(offset + asked.size, total)
        st.caption(
            f"{offset + 1:,} to {last:,} of {total:,}. Click a heading to sort, a row to open it."
        )
        _csv(selection, asked, prefix)
    with slot:
        rows = answers.page(
            selection,
            listing=asked.listing,
            columns=asked.columns,
            with_percentiles=asked.percentiles,
            limit=asked.size,
            offset=offset,
        )
        _grid(rows, asked, prefix, page)


def _controls(offered: tuple[str, ...], kind: str, prefix: str, artist: str | None) -> Asked:
    first = partial(_first_page, prefix)
    sorts = [name for name in SORTS[kind] if name in offered]
    bound: dict[str, Any] = {"bind": "query-params", "on_change": first}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Find",
            key=f"{prefix}_search",
            placeholder="Words of title and artists" if kind == "track" else "Part of a name",
            icon=":material/search:",
            width=300,
            **bound,
        )
        sort = st.selectbox(
            "Sort by",
            sorts,
            index=sorts.index("streams"),
            format_func=label,
            key=f"{prefix}_sort",
            width=200,
            **bound,
        )
        order = st.segmented_control(
            "Order",
            list(ORDERS),
            default="high",
            required=True,
            format_func=ORDERS.__getitem__,
            key=f"{prefix}_order",
            **bound,
        )
        video = next(iter(VIDEOS))
        if kind == "track":
            video = st.selectbox(
                "Video",
                list(VIDEOS),
                key=f"{prefix}_video",
                width=170,
                help="Doubtful: a channel unlike artist and label, far fewer views than as many "
                "streams lead one to expect, or another title.",
                **bound,
            )
        columns, percentiles, size = _columns(offered, kind, prefix, bound)
    listing = Listing(kind, search.strip(), sort, order == "high", artist, VIDEOS[video])
    return Asked(listing, columns, percentiles, size)


def _columns(
    offered: tuple[str, ...], kind: str, prefix: str, bound: dict[str, Any]
) -> tuple[tuple[str, ...], bool, int]:
    links = LINKS if kind == "track" else LINKS[:1]
    names = (*(name for name in offered if not name.endswith(("_uri", "_url"))), *links)
    shown = [name for name in SHOWN[kind] if name in names]
    with st.popover("Columns", icon=":material/view_column:"):
        columns = st.multiselect(
            "Columns",
            names,
            default=shown,
            format_func=label,
            key=f"{prefix}_columns",
            **bound,
        )
        percentiles = st.toggle(
            "Percentile beside each metric",
            value=True,
            key=f"{prefix}_percentiles",
            help=f"How many percent of the {kind}s that the filter leaves lie below.",
            **bound,
        )
        size = st.segmented_control(
            "Rows a page", SIZES, default=SIZES[0], required=True, key=f"{prefix}_rows", **bound
        )
    return tuple(columns or shown[:1]), percentiles, size or SIZES[0]


def _first_page(prefix: str) -> None:
    st.session_state[f"{prefix}_page"] = 1


def _pages(total: int, size: int, prefix: str) -> int:
    pages = math.ceil(total / size)
    key = f"{prefix}_page"
    if pages == 1:  # st.pagination (1.67) that has shown one page shows one ever after
        return 1
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    return st.pagination(pages, key=key, bind="query-params")


def _csv(selection: Selection, asked: Asked, prefix: str) -> None:
    zipped = answers.is_zipped(selection, asked.listing)
    st.download_button(
        "CSV, all pages",
        data=partial(
            answers.csv_file,
            selection,
            listing=asked.listing,
            columns=asked.columns,
            with_percentiles=asked.percentiles,
        ),
        file_name=f"{prefix}s.{'zip' if zipped else 'csv'}",
        mime="application/zip" if zipped else "text/csv",
        key=f"{prefix}_csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="Every row of this table, in this order and with these columns",
    )


def _grid(rows: pd.DataFrame, asked: Asked, prefix: str, page: int) -> None:
    keys = rows.iloc[:, 0].tolist()
    param = f"catalogue_{asked.listing.kind}"
    opened = st.query_params.get(param)
    key = f"{prefix}_grid_{zlib.crc32(repr((asked, page)).encode()):08x}"
    first = asked.columns[0]
    cells = [(keys.index(opened), first)] if opened in keys else []
    st.dataframe(
        _readable(rows[[n for n in rows.columns if n != "track_id"]]),
        key=key,
        hide_index=True,
        height=min(HEIGHT, 37 + 35 * len(rows)),
        column_config=_config(asked),
        placeholder="–",
        on_select=partial(_on_select, key, param, keys, prefix),
        selection_mode=["single-cell", "single-column"],
        selection_default={"selection": {"cells": cells}} if cells else None,
    )


def _on_select(key: str, param: str, keys: list[str], prefix: str) -> None:
    """Sort by the heading that was clicked, or open the row."""
    picked = st.session_state[key]["selection"]
    for name in picked["columns"]:
        _sort_by(name.removesuffix("_percentile"), prefix, param.removeprefix("catalogue_"))
        return
    for row, _ in picked["cells"]:
        st.query_params[param] = keys[row]
        return
    st.query_params.pop(param, None)


def _sort_by(name: str, prefix: str, kind: str) -> None:
    if name not in SORTS[kind]:
        return
    state = st.session_state
    again = state[f"{prefix}_sort"] == name
    is_high = not (again and state[f"{prefix}_order"] == "high")
    if not again and name not in METRICS[kind]:
        is_high = False
    state[f"{prefix}_sort"] = name
    state[f"{prefix}_order"] = "high" if is_high else "low"
    _first_page(prefix)


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with numbers and flags written as everywhere else."""
    changed: dict[str, list[Any]] = {}
    for name in rows.columns:
        if name in ("has_official_video", "is_licensed"):
            words = {True: "Yes", False: "No"}
            changed[name] = [words.get(v) if pd.notna(v) else None for v in rows[name]]
        elif name in metrics.METRICS:
            values = rows[name].astype("Float64").to_numpy(dtype=float, na_value=math.nan)
            changed[name] = [metrics.display(name, float(value)) for value in values]
        elif name.endswith("_percentile"):
            # The highest of a thousand lies above 99.9 % of them, not above all.
            changed[name] = rows[name].floordiv(1).tolist()
    return rows.assign(**changed)


def _config(asked: Asked) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for name in asked.columns:
        config[name] = _column(name, asked)
        if asked.percentiles and name in METRICS[asked.listing.kind]:
            config[f"{name}_percentile"] = st.column_config.ProgressColumn(
                "percentile",
                help=f"Percent of {asked.listing.kind}s in view with a lower value.",
                min_value=0,
                max_value=100,
                format="%.0f",
                width=76,
                color="gray",
            )
    return config


def _column(name: str, asked: Asked) -> Any:
    arrow = " ↓" if asked.listing.descending else " ↑"
    heading = label(name) + (arrow if name == asked.listing.sort else "")
    metric = metrics.METRICS.get(name)
    column = st.column_config
    if name in LINKS:
        return column.LinkColumn(heading, display_text="Open ↗", width=70)
    if metric is None:
        return column.TextColumn(heading, width=WIDTHS[asked.listing.kind].get(name))
    width = max(80, 12 + 7 * len(heading))
    return column.TextColumn(heading, help=metric.definition, alignment="right", width=width)
