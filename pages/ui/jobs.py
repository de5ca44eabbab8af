"""Slow work on a page, in a thread here or in a process of its own: how far it is, in one way.

The page is run again as soon as the work has begun or ended.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ParamSpec, TypeVar, cast

import streamlit as st

from analytics.kept import OnDisk
from data.errors import CrossfadeError
from data.jobs.progress import Status
from data.jobs.queue import Job, worker
from pages.ui import wording

P = ParamSpec("P")
R = TypeVar("R")

EVERY = 0.7
"""Seconds between two looks at a job."""


def answer(asked: OnDisk[P, R], *args: P.args, **options: P.kwargs) -> R | None:
    """Return a slow answer if it is there; else compute it in the background, showing progress.

    Returns
    -------
    The answer, or None while it is being computed: draw nothing of it then. The page is run
    again when it is there.

    Raises
    ------
    Whatever the computation raised, in the page that asks for it.
    """
    if (kept := asked.if_kept(*args, **options)) is not None:
        return kept
    job = worker().submit(
        str(asked.file(*args, **options)),
        "Working it out",
        lambda progress: asked.compute(progress, *args, **options),
        lane="long" if asked.is_long else "quick",
    )
    if is_shown(job):
        return None
    if job.error is not None:
        raise job.error
    done: R = job.result
    return done


def begin_next(questions: Iterable[partial[Any]]) -> bool:
    """Start the first of some slow answers that is missing, showing progress.

    Parameters
    ----------
    questions : iterable of partial
        Answers that are kept on disk, with their selection and options. One that the data cannot
        answer is passed over: what is said of that is for whoever asked.

    Returns
    -------
    Whether one was missing; the page is run again when it is there.
    """
    return any(_is_missing(question) for question in questions)


def _is_missing(question: partial[Any]) -> bool:
    asked = cast(OnDisk[..., Any], question.func)
    try:
        return answer(asked, *question.args, **question.keywords) is None
    except CrossfadeError:
        return False


def is_shown(job: Job) -> bool:
    """Draw how far a job is, and say whether it was drawn: whether its end is still to come."""
    status = job.status
    if status.is_at_work:
        show(job.title, status, lambda: job.status)
    return status.is_at_work


def show(title: str, seen: Status, look: Callable[[], Status], *, every: float = EVERY) -> None:
    """Draw how far work is while it is at work; run the page again once that has changed.

    Parameters
    ----------
    title : str
        What the work is for; plain text.
    seen : Status
        What the rest of the page goes by.
    look : callable
        Returns where the work stands now.
    every : float
        Seconds between two looks.
    """
    st.fragment(_watch, run_every=every)(title, _phase(seen), look)


def _watch(title: str, seen: tuple[bool, str], look: Callable[[], Status]) -> None:
    status = look()
    if _phase(status) != seen:
        st.rerun()
    if status.is_at_work:
        step = "Waiting for another computation" if status.state == "waiting" else status.text
        left = f"{wording.duration(status.left)} left" if status.left is not None else ""
        said = [wording.plain(text) for text in (title, step, left) if text]
        st.progress(status.share, text=" · ".join(said))


def _phase(status: Status) -> tuple[bool, str]:
    return status.is_at_work, status.started_at
