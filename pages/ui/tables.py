"""Tables and their CSV, by our own hand.

Streamlit's own table keeps its frame in the server's memory and writes CSV that a spreadsheet
would run as formulas.
"""

import hashlib
import html
import pickle
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from data import metrics
from data.exports import to_csv
from pages.ui.wording import compact

MAX_ROWS = 100
"""One page: what is longer is cut, and says so."""
LONG = 24
"""Letters from which on a cell goes over lines where there is no room for it in one."""

_FLAG = {True: "Yes", False: "No"}


def table(
    frame: pd.DataFrame,
    *,
    key: str,
    columns: Sequence[str] | Mapping[str, str] | None = None,
) -> None:
    """Draw one page of rows: numbers short and to the right, exact ones on hover.

    Parameters
    ----------
    frame : DataFrame
        The rows, already sorted and cut to a page; at most `MAX_ROWS` are drawn.
    key : str
        '<page>_<table>'.
    columns : sequence or mapping of column names, or None
        Which columns, in which order; a mapping gives each its heading. None: all of them.
    """
    named = _headings(frame, columns)
    page = frame.head(MAX_ROWS)[list(named)]
    content = hashlib.sha256(pickle.dumps((page, named))).hexdigest()
    with st.container(key=key):
        st.html(_written_out(content, page, named))
        if len(frame) > MAX_ROWS:
            st.caption(f"The first {MAX_ROWS} of {metrics.exact(len(frame))} rows.")


@st.cache_data(ttl="2h", max_entries=256, show_spinner=False)
def _written_out(content: str, _page: pd.DataFrame, _named: Mapping[str, str]) -> str:
    """Return a page of rows as HTML; what was drawn before is sent again as it was."""
    digits = {name: decimals_of(_page[name]) for name in _named if _is_number(_page[name].dtype)}
    head = "".join(
        f'<th{_side(name in digits)} title="{_definition(name)}">{html.escape(heading)}</th>'
        for name, heading in _named.items()
    )
    body = "".join(
        "<tr>"
        + "".join(_cell(n, v, digits.get(n)) for n, v in zip(_named, row, strict=True))
        + "</tr>"
        for row in _page.itertuples(index=False, name=None)
    )
    return (
        '<div class="cf-table" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _is_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)


def csv(
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    *,
    key: str,
    name: str,
    label: str = "CSV",
) -> None:
    """Offer a frame as a CSV file that is safe to open in a spreadsheet.

    Parameters
    ----------
    frame : DataFrame or function that returns one
        A function is called when the reader asks for the file.
    key : str
        '<page>_<table>_csv'.
    name : str
        The file's name, without its ending.
    label : str, default='CSV'
        On the button.
    """
    st.download_button(
        label,
        data=lambda: to_csv(frame() if callable(frame) else frame),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="Download this table as CSV",
    )


def _headings(
    frame: pd.DataFrame, columns: Sequence[str] | Mapping[str, str] | None
) -> dict[str, str]:
    if isinstance(columns, Mapping):
        return dict(columns)
    return {str(name): metrics.label(str(name)) for name in (columns or frame.columns)}


def _definition(name: str) -> str:
    metric = metrics.METRICS.get(name)
    return html.escape(metric.definition) if metric else ""


def _side(is_number: bool) -> str:
    return ' class="cf-number"' if is_number else ""


def decimals_of(column: pd.Series) -> int:
    """Return the decimals that show three digits of a column's largest, 0 if all are whole."""
    known = column.dropna().astype(float).abs()
    if not (known % 1).any():
        return 0
    return int(np.clip(2 - np.floor(np.log10(known.max())), 1, 3))


def _cell(name: str, value: Any, digits: int | None) -> str:
    """Return a cell; `digits` are the decimals of a column of numbers, None for any other."""
    if digits is not None:
        short, exact = written(name, value, digits)
        return f'<td class="cf-number" title="{html.escape(exact)}">{html.escape(short)}</td>'
    text = html.escape(_text(value))
    return f'<td class="cf-long">{text}</td>' if len(text) > LONG else f"<td>{text}</td>"


def written(name: str, value: Any, digits: int) -> tuple[str, str]:
    """Return a number as its column writes it, and with all its digits."""
    if value is None or value is pd.NA or value != value:
        return "–", "not known"
    metric = metrics.METRICS.get(name)
    if metric is not None and metric.format != "count":
        short = metrics.display(name, value)
    elif digits and abs(value) < 1000:
        short = metrics.decimal(value, digits)
    else:
        short = compact(value)
    whole = float(value).is_integer()
    return short, metrics.exact(value) if whole else repr(float(value)).replace("-", "−")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _FLAG[value]
    if isinstance(value, date):
        return str(value)[:10] if not pd.isna(value) else "–"
    if isinstance(value, Number):
        return metrics.short(float(str(value)))
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) or hasattr(value, "tolist"):
        return ", ".join(str(item) for item in value)
    return "–" if value is None or pd.isna(value) else str(value)
