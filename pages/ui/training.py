"""What pages of models share: how fresh the models are, and which of them a page is about.

`notice(selection)` draws first, so that it stands even where the page then finds no model to show;
`opening` draws it between the page's answer and the controls. `offer_full` stands where a quick
training left out what the reader asks for.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics import train
from analytics.runs import answers as models
from analytics.runs import catalogues
from analytics.runs.registry import Training
from data import metrics
from data.errors import CrossfadeError
from data.selection import Selection
from pages.ui import access, errors, jobs, layout, wording

RUNNING, IDLE = 2, 5
"""Seconds between two looks at the status, while a training runs and while one may begin."""

MOST_ABREAST = 5
"""Tasks that are offered side by side; more of them make a list."""


def opening(
    title: str,
    selection: Selection,
    tasks: Mapping[str, str],
    *,
    keys: tuple[str, str],
    asked: tuple[str, str] = ("What is predicted", "From"),
    by_champion: bool = False,
) -> tuple[DeltaGenerator, str, str]:
    """Open a page of models: title, a place for its answer, freshness, what is to be shown.

    Parameters
    ----------
    title : str
    selection : Selection
    tasks : mapping of task to its name
        At first the first one is shown.
    keys : (str, str)
        Of the controls of task and feature set: their names in the URL.
    asked : (str, str)
        What stands over them.
    by_champion : bool
        Whether the page shows the champion, rather than all models trained last.

    Returns
    -------
    (place for the answer, task, feature set)
    """
    st.title(title, anchor=False)
    answer = st.container()
    place = st.container()
    with st.container(horizontal=True):
        task = _task(asked[0], tasks, keys[0])
        feature_set = st.segmented_control(
            asked[1],
            list(models.FEATURE_SETS),
            format_func=models.FEATURE_SETS.__getitem__,
            default="release",
            required=True,
            key=keys[1],
            bind="query-params",
            help=". ".join(models.WHEN.values()),
        )
    # Where the log cannot be read, the page, which asks it for scores, says so.
    with place, suppress(CrossfadeError):
        notice(selection, [(task, feature_set)] if by_champion else [])
    return answer, task, feature_set


def _task(asked: str, tasks: Mapping[str, str], key: str) -> str:
    names, words = list(tasks), tasks.__getitem__
    if len(names) > MOST_ABREAST:
        return st.selectbox(asked, names, format_func=words, key=key, bind="query-params")
    return st.segmented_control(
        asked,
        names,
        format_func=words,
        default=names[0],
        required=True,
        key=key,
        bind="query-params",
    )


def notice(selection: Selection, asked: Iterable[tuple[str, str]] = ()) -> None:
    """Say which data version the models were trained on, and how far a running training is.

    The page stays usable meanwhile and is run again once the training has ended. A training is
    offered where the models are not those of the version on screen; it starts by a click only.

    Parameters
    ----------
    selection : Selection
    asked : iterable of (task, feature set)
        Whose champions answer on the page.
    """
    fresh, status = models.freshness(selection, asked), train.status()
    if fresh.training is not None:
        layout.note(wording.plain(said(fresh)))
    is_of_this = status.about.get("data_version") == selection.version
    if is_of_this and status.state in ("failed", "interrupted"):
        layout.note(f"The last training did not finish. {wording.plain(status.text)}")
    if status.is_at_work or not fresh.is_current:
        title = f"Training models on version {status.about.get('data_version', '')}"
        jobs.show(title, status, train.status, every=RUNNING if status.is_at_work else IDLE)
    if not status.is_at_work and not fresh.is_current and access.may_write():
        _offer(selection.version)


def said(fresh: models.Freshness) -> str:
    """Say in a sentence or two, free of markup, which training the pages show."""
    training = fresh.training
    if training is None:
        return f"There are no models of {catalogues.NAMES[fresh.catalogue]} yet."
    kind = "a quick training" if training.is_quick else "a full training"
    day = training.finished_at[:16].replace("T", ", ")
    trained = (
        f"Models come from {kind} of {day} UTC on version {training.data_version} of "
        f"{catalogues.NAMES[training.catalogue]}{_sampled(training)}"
    )
    if fresh.is_current:
        return f"{trained}, the one on screen."
    if set(fresh.versions) != {training.data_version}:
        trained += f"; the model used here was trained on version {' and '.join(fresh.versions)}"
    if fresh.is_older:
        return (
            f"{trained}. The page shows newer data, version {fresh.current}; until models are "
            "trained again, what they say is about the older one."
        )
    return f"{trained}. The page shows an earlier version, {fresh.current}."


def _sampled(training: Training) -> str:
    seen, in_all = metrics.exact(training.n_tracks), metrics.exact(training.n_tracks_in_all)
    if training.n_tracks >= training.n_tracks_in_all:
        return f" ({seen} tracks)"
    return f" ({seen} of {in_all} tracks, all those of artists chosen at random)"


def _offer(version: str) -> None:
    if not st.button(
        "Train the models on this version",
        icon=":material/model_training:",
        key="train_now",
        help=f"{_takes(version, quick=True)} It runs in the background; the pages stay usable.",
    ):
        return
    _begin(quick=True)


def _takes(version: str, *, quick: bool) -> str:
    """Say how long a training takes, as far as earlier ones on this machine tell."""
    seconds = train.expected_seconds(version, quick=quick)
    if seconds is None:
        return "Once it has begun, you see how long it will take."
    return f"Takes {wording.duration(seconds)}, going by earlier trainings on this machine."


def offer_full(selection: Selection) -> None:
    """Offer a full training where a quick one left out what the reader asks for."""
    status, fresh = train.status(), models.freshness(selection)
    if status.is_at_work or fresh.training is None or not access.may_write():
        return
    if st.button(
        "Train everything",
        icon=":material/model_training:",
        key="train_everything",
        help="Trains every kind of model for every question, which takes several times as long as "
        f"a quick training. {_takes(selection.version, quick=False)} The pages stay usable.",
    ):
        _begin(quick=False)
    if fresh.is_current:  # else the notice looks
        jobs.show("Training every model", status, train.status, every=IDLE)


def _begin(*, quick: bool) -> None:
    try:
        started = train.start_in_background(quick=quick)
    except CrossfadeError as error:
        errors.card(error)
        return
    said = "Training has begun" if started else "Models are being trained already"
    st.toast(f"{said}; you see its progress in a few seconds.", icon=":material/model_training:")
