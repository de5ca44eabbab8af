"""Who is champion: the end of a training, and a person's decisions, each in one transaction.

Public functions
----------------
finish(training, crowns)                       -> None: champions and tables, all at once
apply(changes)                                 -> None: what a person or a training decides
promote(task, feature_set, run_id, reason)     -> version that is champion now; logged
demote(task, feature_set, reason)              -> version that stands again, or None; logged
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd

from analytics.runs import catalogues, clearing, database, experiments, registry, tracking
from data.errors import BadOption, CrossfadeError, ModelRefused
from data.kept import files


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


def apply(changes: Sequence[Change], *, finished: str | None = None) -> None:
    """Move aliases, log why and mark a training as finished: all of it or nothing.

    Parameters
    ----------
    changes : sequence of Change
        In the order in which they happen.
    finished : str, optional
        Run id of the training that ends with them.
    """
    statements = list(itertools.chain.from_iterable(_statements(change) for change in changes))
    if finished is not None:
        values = {"training": finished, "now": tracking.now()}
        statements += [(_MARK, values), (_END, values)]
    database.change(statements)


def _statements(change: Change) -> list[tuple[str, dict[str, object]]]:
    name = registry.model_name(change.task, change.feature_set)
    parameters = _parameters(_run_of(name, change.version))
    values: dict[str, object] = {
        "name": name,
        "alias": registry.alias(catalogues.of_run(parameters)),
        "version": change.version,
        "key": f"event.{tracking.now()}",
        "note": _note(change, parameters),
    }
    return [(_PROMOTE if change.is_promotion else _DEMOTE, values), (_LOG, values)]


def _run_of(name: str, version: int) -> str:
    rows = database.query(
        "select run_id from model_versions where name = :name and version = :version",
        name=name,
        version=version,
    )
    return str(rows[0]["run_id"])


_PROMOTE = """
    insert or replace into registered_model_aliases (name, alias, version)
    values (:name, :alias, :version)"""
_DEMOTE = """
    delete from registered_model_aliases
    where name = :name and version = :version"""
_LOG = """
    insert into model_version_tags (name, version, key, value)
    values (:name, :version, :key, :note)"""
_MARK = "insert into tags (run_uuid, key, value) values (:training, 'crossfade.finished', '1')"
_END = "update runs set status = 'FINISHED', end_time = :now where run_uuid = :training"


def _note(change: Change, parameters: Mapping[str, str]) -> str:
    event = {
        "at": pd.Timestamp.now("UTC").tz_localize(None).isoformat(timespec="milliseconds"),
        "action": "promoted" if change.is_promotion else "demoted",
        "model": parameters["model"],
        "catalogue": catalogues.of_run(parameters),
        "data_version": parameters["data_version"],
        "reason": change.reason,
        "by": change.by,
    }
    return json.dumps(event)


@database.in_words()
def promote(task: str, feature_set: str, run_id: str, reason: str) -> int:
    """Make the model of a run champion of the published catalogue by a person's decision.

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
    ModelRefused
        If the run was trained on the other catalogue, or MLflow's database cannot be read.
    BuildRunning, CannotWrite
        If MLflow's database is locked or takes no writing.
    """
    files.refuse_read_only("Choosing champions")
    reason = _require_reason(reason)
    parameters = _parameters(run_id)
    if (parameters.get("task"), parameters.get("feature_set")) != (task, feature_set):
        raise BadOption(f"That run is no model of {task} from the {feature_set} set.")
    _require_own(parameters)
    if not (registry.artifacts(run_id) / "model").exists():
        raise BadOption(
            "The files of that old run were cleared away; train a model of its kind again."
        )
    version = _version_of(task, feature_set, run_id, parameters)
    apply([Change(task, feature_set, version, reason, "a person")])
    return version


def _require_own(parameters: Mapping[str, str]) -> None:
    """Refuse a model of another catalogue than the one that is published."""
    own, of_run = catalogues.current(), catalogues.of_run(parameters)
    if of_run != own:
        other = catalogues.NAMES.get(of_run, "another catalogue")
        raise ModelRefused(
            f"That run was trained on {other} (version {parameters['data_version']}) and cannot "
            f"answer for {catalogues.NAMES[own]}.",
            hint="Train the models on this catalogue and promote one of those runs.",
        )


def _parameters(run_id: str) -> dict[str, str]:
    rows = database.query("select key, value from params where run_uuid = :id", id=run_id)
    return {row["key"]: row["value"] for row in rows}


def _version_of(task: str, feature_set: str, run_id: str, parameters: Mapping[str, str]) -> int:
    """Return the version that a run is registered as; register it where it is not."""
    from analytics.models.model import SERVED

    name = registry.model_name(task, feature_set)
    rows = database.query(
        "select version from model_versions where name = :name and run_id = :run_id",
        name=name,
        run_id=run_id,
    )
    if rows:
        return int(rows[0]["version"])
    if parameters["model"] not in SERVED:
        raise BadOption(
            f"Models of kind {parameters['model']!r} are trained to compare with and cannot answer."
        )
    hashes = tuple(
        (key.removeprefix("sha256."), value)
        for key, value in parameters.items()
        if key.startswith("sha256.")
    )
    return tracking.register(tracking.Logged(run_id, hashes), task, feature_set)


@database.in_words()
def demote(task: str, feature_set: str, reason: str) -> int | None:
    """Take the champion down; the champion before it stands again, if there was one.

    Returns
    -------
    int or None
        The version that is champion now.
    """
    files.refuse_read_only("Choosing champions")
    reason = _require_reason(reason)
    current = registry.champion(task, feature_set)
    down = Change(task, feature_set, current.version, reason, "a person", is_promotion=False)
    events = experiments.history(task, feature_set)
    earlier = events[
        (events["action"] == "promoted")
        & (events["version"] != current.version)
        & (events["catalogue"] == current.catalogue)
    ]
    if earlier.empty:
        apply([down])
        return None
    version = int(earlier["version"].iloc[0])
    why = f"In place of version {current.version}: {reason}"
    apply([down, Change(task, feature_set, version, why, "a person")])
    return version


def _require_reason(reason: str) -> str:
    if len(reason.strip()) < 3:
        raise BadOption("Say why in a few words; the reason is kept with the model.")
    return reason.strip()[:1_000]


def finish(training: str, crowns: Sequence[Change] = ()) -> None:
    """End a training: in one step its champions answer and its tables are what pages show."""
    apply(crowns, finished=training)
    with suppress(CrossfadeError):  # the next training clears away what this one could not
        clearing.clear()
