"""Slow answers and other jobs on a page: shown while they run, the page run again at their end."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ParamSpec, TypeVar, cast

import streamlit as st

from analytics.kept import OnDisk
from data.errors import CrossfadeError
from data.jobs.queue import Job, worker

P = ParamSpec("P")
R = TypeVar("R")


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
        is_long=asked.is_long,
    )
    if job.error is not None:
        raise job.error
    if job.state == "done":
        done: R = job.result
        return done
    wait_for(job)
    return None


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


def wait_for(job: Job) -> None:
    """Draw a job's progress; the page is run again once it has finished."""
    _progress(job.key)


@st.fragment(run_every=0.7)
def _progress(key: str) -> None:
    job = worker().get(key)
    if job is None or job.is_finished:
        st.rerun()
    else:
        ahead = "Waiting for another computation" if job.state == "waiting" else job.text
        st.progress(job.fraction, text=f"{job.title} · {ahead}" if ahead else job.title)
