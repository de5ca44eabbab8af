"""Who is champion: the end of a training, and a person's decisions, each in one transaction.

Public functions
----------------
finish(training, crowns)                       -> None: champions and tables, all at once
promote(task, feature_set, run_id, reason)     -> version that is champion now; logged
demote(task, feature_set, reason)              -> version that stands again, or None; logged
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

import pandas as pd

from analytics.runs import database as run_log
from analytics.runs import experiments, registry, tracking
from data.errors import BadOption, CrossfadeError

KEPT_TRAININGS = 5
"""Finished trainings whose models keep all their files."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version becomes champion, or is champion no more, and why."""

    task: str
    feature_set: str
    version: int
    reason: str
    by: str = "training"
    """'training' or 'a person'."""
    is_promotion: bool = True


def _apply(changes: Sequence[Change], *, finished: str | None = None) -> None:
    """Move aliases, log why and mark a training as finished: all of it or nothing.

    MLflow's client moves one alias at a time, and a process killed in between would leave
    champions of two trainings side by side.
    """
    notes = [_note(change) for change in changes]
    patience = 6 * run_log.PATIENCE  # all of a training may hang on this
    with closing(sqlite3.connect(run_log.database(), timeout=patience)) as connection, connection:
        for change, note in zip(changes, notes, strict=True):
            name = registry.model_name(change.task, change.feature_set)
            sql = _PROMOTE if change.is_promotion else _DEMOTE
            connection.execute(sql, (name, registry.ALIAS, change.version))
            connection.execute(_LOG, (name, change.version, f"event.{tracking.now()}", note))
        if finished is not None:
            connection.execute(_MARK, (finished,))
            connection.execute(_END, (tracking.now(), finished))


_PROMOTE = "insert or replace into registered_model_aliases (name, alias, version) values (?, ?, ?)"
_DEMOTE = "delete from registered_model_aliases where name = ? and alias = ? and version = ?"
_LOG = "insert into model_version_tags (name, version, key, value) values (?, ?, ?, ?)"
_MARK = "insert into tags (run_uuid, key, value) values (?, 'crossfade.finished', '1')"
_END = "update runs set status = 'FINISHED', end_time = ? where run_uuid = ?"


def _note(change: Change) -> str:
    found = run_log.query(
        "select run_id from model_versions where name = :name and version = :version",
        name=registry.model_name(change.task, change.feature_set),
        version=change.version,
    )
    parameters = _parameters(found[0]["run_id"])
    event = {
        "at": pd.Timestamp.now("UTC").tz_localize(None).isoformat(timespec="milliseconds"),
        "action": "promoted" if change.is_promotion else "demoted",
        "model": parameters["model"],
        "data_version": parameters["data_version"],
        "reason": change.reason,
        "by": change.by,
    }
    return json.dumps(event)


@run_log.in_words()
def promote(task: str, feature_set: str, run_id: str, reason: str) -> int:
    """Make the model of a run champion by a person's decision.

    Parameters
    ----------
    task, feature_set : str
        What the model answers; it must be what the run was trained for.
    run_id : str
        A run of `experiments.runs()` whose kind is in `models.SERVED`.
    reason : str
        Why, in words; logged for good.

    Returns
    -------
    int
        The version that is champion now.

    Raises
    ------
    ReadOnly, BadOption
        On a server that changes nothing; without a reason, or for a run that does not fit.
    BuildRunning, CannotWrite, ModelRefused
        If MLflow's database is locked, takes no writing or cannot be read.
    """
    tracking.refuse_read_only()
    reason = _require_reason(reason)
    parameters = _parameters(run_id)
    if (parameters.get("task"), parameters.get("feature_set")) != (task, feature_set):
        raise BadOption(f"That run is no model of {task} from the {feature_set} set.")
    if not (registry.artifacts(run_id) / "model").exists():
        raise BadOption("The files of that old run were cleared away; train its kind anew.")
    version = _version_of(task, feature_set, run_id, parameters)
    _apply([Change(task, feature_set, version, reason, "a person")])
    return version


def _parameters(run_id: str) -> dict[str, str]:
    rows = run_log.query("select key, value from params where run_uuid = :id", id=run_id)
    return {row["key"]: row["value"] for row in rows}


def _version_of(task: str, feature_set: str, run_id: str, parameters: Mapping[str, str]) -> int:
    """Return the version that a run is registered as; register it where it is not."""
    from analytics.models.model import SERVED

    name = registry.model_name(task, feature_set)
    found = run_log.query(
        "select version from model_versions where name = :name and run_id = :run_id",
        name=name,
        run_id=run_id,
    )
    if found:
        return int(found[0]["version"])
    if parameters["model"] not in SERVED:
        raise BadOption(f"Models of kind {parameters['model']!r} are compared, not served.")
    hashes = tuple(
        (key.removeprefix("sha256."), value)
        for key, value in parameters.items()
        if key.startswith("sha256.")
    )
    return tracking.register(tracking.Logged(run_id, hashes), task, feature_set)


@run_log.in_words()
def demote(task: str, feature_set: str, reason: str) -> int | None:
    """Take the champion down; the champion before it stands again, if there was one.

    Returns
    -------
    int or None
        The version that is champion now.
    """
    tracking.refuse_read_only()
    reason = _require_reason(reason)
    current = registry.champion(task, feature_set)
    down = Change(task, feature_set, current.version, reason, "a person", is_promotion=False)
    events = experiments.history(task, feature_set)
    earlier = events[(events["action"] == "promoted") & (events["version"] != current.version)]
    if earlier.empty:
        _apply([down])
        return None
    version = int(earlier["version"].iloc[0])
    why = f"In place of version {current.version}: {reason}"
    _apply([down, Change(task, feature_set, version, why, "a person")])
    return version


def _require_reason(reason: str) -> str:
    if len(reason.strip()) < 3:
        raise BadOption("Say why in a few words; the reason is kept with the model.")
    return reason.strip()[:1_000]


def finish(training: str, crowns: Sequence[Change] = ()) -> None:
    """End a training: in one step its champions answer and its tables are what pages show."""
    _apply(crowns, finished=training)
    with suppress(CrossfadeError):  # the next training clears away what this one could not
        _clear()


def _clear() -> None:
    """Delete the files of models that never answered, but those of the last trainings.

    A full training leaves some 150 MB. Scores and settings stay in the database.
    """
    for row in run_log.query(_CLEARED, kept=KEPT_TRAININGS):
        shutil.rmtree(registry.artifacts(row["run_id"]).parent, ignore_errors=True)


_CLEARED = """
    select parent.run_uuid as run_id
    from tags as parent
    inner join runs as training on parent.value = training.run_uuid
    where parent.key = 'mlflow.parentRunId'
        and training.start_time < (
            select runs.start_time
            from runs inner join tags on runs.run_uuid = tags.run_uuid
            where tags.key = 'crossfade.finished'
            order by runs.start_time desc limit 1 offset :kept - 1)
        and parent.run_uuid not in (
            select run_id
            from model_versions
            where run_id is not null and (name, version) in (
                select name, version from model_version_tags where key like 'event.%'
                union all
                select name, version from registered_model_aliases))"""
