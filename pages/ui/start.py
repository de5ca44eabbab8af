"""What the server does once, beside its first readers, so that nobody waits for it.

The page script `app.py` runs anew for every question; what happens once per process lives here.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import logging
import pkgutil
import threading
from contextlib import AbstractContextManager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import analytics
import pages
from analytics import kept
from analytics.report import pdf as report_pdf
from data import published
from data.engine import warehouse
from data.errors import CrossfadeError
from data.kept import files
from data.settings import settings

SLOW_TO_IMPORT = (
    "scipy.stats",
    "sklearn.linear_model",
    "sklearn.cluster",
    "sklearn.ensemble",
    "xgboost",
    "statsmodels.api",
)

GONE = "The fragment with id %s does not exist anymore"
"""What Streamlit notes where a browser looks once more at work that has ended: its question was on
the way while the page was run again. No news, and many lines on a slow line."""


def prepare() -> None:
    """Before the first reader asks, begin what the first page needs; errors wait for that page."""
    kept.while_waiting = _spinner
    noted = logging.getLogger("streamlit.runtime.app_session")
    noted.addFilter(lambda record: not str(record.msg).startswith(GONE))
    for work in (_check_files, _clear_uploads, report_pdf.find):
        threading.Thread(target=work, name="crossfade-prepare", daemon=True).start()


def _spinner() -> AbstractContextManager[object]:
    """Tell the reader who waits; answers computed beside a page have none."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return contextlib.nullcontext()
    return st.spinner("Counting …")


def _check_files() -> None:
    """Hold the published files against their hashes."""
    with contextlib.suppress(CrossfadeError):
        warehouse.query("select 1", published.current_version())


def _clear_uploads() -> None:
    """Remove what a server that was killed was given and did not get to the end of."""
    with contextlib.suppress(CrossfadeError, OSError):
        files.clear_scratch(settings().uploads_dir)


@functools.cache
def settle() -> None:
    """After the first page, load what others will need while the reader looks at it."""
    threading.Thread(target=_settle, name="crossfade-settle", daemon=True).start()


def _settle() -> None:
    """Import what takes seconds, and take it all out of the garbage collector's sight.

    Streamlit collects garbage after every run; going through all imported modules each time
    would cost a tenth of a second. Once only: what is frozen is never given back.
    """
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)
    for package in (analytics, pages):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith((".page", ".__main__")):  # scripts
                importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # or extensions take what is left at the end for leaks
