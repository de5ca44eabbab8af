"""The one door to MLflow: every run, its scores, files and model; champions and why.

Public functions
----------------
create_database()                              -> None; takes seconds the first time
start_training(parameters)                     -> run id of a training
log_model(training, name, parameters=, ...)    -> Logged: run id of one model
log_trial(training, name, parameters, score)   -> None: one trial of a search for settings
log_tables(run_id, tables)                     -> None: Parquet files beside a run
register(logged, task, feature_set)            -> version, not yet champion
finish(training, crowns)                       -> None: champions and tables, all at once; then
                                                  files of models long past are cleared away
promote(task, feature_set, version, reason)    -> None: by a person, logged
demote(task, feature_set, reason)              -> None: the version before stands again
fail(training, message)                        -> None

Importing MLflow takes seconds, so it happens inside functions. Nothing is sent anywhere.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import experiments, registry
from data.errors import BadOption, CrossfadeError, ReadOnly
from data.settings import settings

EXPERIMENT = "crossfade"
KEPT_TRAININGS = 5
"""Finished trainings whose models keep all their files."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A model that MLflow knows of."""

    run_id: str
    hashes: tuple[tuple[str, str], ...]
    """SHA-256 of each of its files."""


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


def _client() -> Any:
    return _connected(settings().mlruns_dir)


@functools.lru_cache(maxsize=4)
def _connected(mlruns_dir: Path) -> Any:
    """Open MLflow's database, creating it where there is none (that takes seconds)."""
    import mlflow
    from mlflow.environment_variables import MLFLOW_DISABLE_TELEMETRY
    from mlflow.telemetry import set_telemetry_client

    MLFLOW_DISABLE_TELEMETRY.set(True)
    set_telemetry_client()
    (mlruns_dir / "artifacts").mkdir(parents=True, exist_ok=True)
    uri = f"sqlite:///{mlruns_dir / 'mlflow.db'}"
    return mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)


def create_database() -> None:
    """Create MLflow's database where there is none."""
    _client().search_experiments(max_results=1)


def _experiment() -> str:
    """Return the experiment whose files lie in this folder; `mlruns` may have been moved here."""
    client, location = _client(), (settings().mlruns_dir / "artifacts").as_uri()
    moved = hashlib.sha256(location.encode()).hexdigest()[:8]
    for name in (EXPERIMENT, f"{EXPERIMENT} {moved}"):
        found = client.get_experiment_by_name(name)
        if found is None:
            return str(client.create_experiment(name, artifact_location=location))
        if found.artifact_location == location:
            return str(found.experiment_id)
    raise AssertionError("two folders share a hash")


def _refuse_read_only() -> None:
    if settings().read_only:
        raise ReadOnly(
            "This server shows models and changes none.",
            hint="Set CROSSFADE_READ_ONLY=0 to train and to promote.",
        )


def _now() -> int:
    return int(time.time() * 1000)


def start_training(parameters: Mapping[str, object]) -> str:
    """Open the run that all models of one training hang under."""
    _refuse_read_only()
    run_id = _new_run(f"training {parameters['data_version']}", {})
    _log(run_id, parameters, {})
    return run_id


def _new_run(name: str, tags: Mapping[str, str]) -> str:
    run = _client().create_run(_experiment(), run_name=name, tags=dict(tags))
    return str(run.info.run_id)


def _log(run_id: str, parameters: Mapping[str, object], scores: Mapping[str, float]) -> None:
    from mlflow.entities import Metric, Param

    at = _now()
    known = {key: value for key, value in scores.items() if value == value}
    _client().log_batch(
        run_id,
        metrics=[Metric(key, float(value), at, 0) for key, value in known.items()],
        params=[Param(key, str(value)) for key, value in parameters.items()],
    )


def log_trial(training: str, name: str, parameters: Mapping[str, object], score: float) -> None:
    """Log one trial of a search for settings."""
    run_id = _new_run(name, {"mlflow.parentRunId": training, "crossfade.trial": "1"})
    _log(run_id, parameters, {"trial_score": score})
    _client().set_terminated(run_id)


def log_model(
    training: str,
    name: str,
    *,
    parameters: Mapping[str, object],
    scores: Mapping[str, float],
    features: Iterable[str],
    files: Mapping[str, bytes],
    tables: Mapping[str, pd.DataFrame],
) -> Logged:
    """Log one model: parameters, scores, its files with their signature, and tables.

    Parameters
    ----------
    training : str
        From `start_training`.
    parameters : mapping
        Needs `model` (its kind) and `data_version`.
    scores : mapping
        Numbers by name; NaN is left out.
    features : iterable of str
        Columns of the matrix that the model takes.
    files : mapping of name to bytes
        `Model.to_files()`.
    tables : mapping of name to DataFrame
        Kept as `<name>.parquet`, read back by `registry.frame`.
    """
    run_id = _new_run(name, {"mlflow.parentRunId": training})
    digests = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    _log(run_id, {**parameters, **{f"sha256.{file}": digests[file] for file in digests}}, scores)
    with _folder() as folder:
        (folder / "model").mkdir()
        for file, content in files.items():
            (folder / "model" / file).write_bytes(content)
        _write_signature(folder / "model", run_id, features, str(parameters["model"]))
        _write_tables(folder, tables)
        _client().log_artifacts(run_id, str(folder))
    _client().set_terminated(run_id)
    return Logged(run_id, tuple(sorted(digests.items())))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _write_signature(folder: Path, run_id: str, features: Iterable[str], kind: str) -> None:
    from mlflow.models import Model, ModelSignature
    from mlflow.types import ColSpec, Schema

    inputs = Schema([ColSpec("double", name) for name in features])
    signature = ModelSignature(inputs=inputs, outputs=Schema([ColSpec("double")]))
    flavors = {"crossfade": {"kind": kind, "loader": "analytics.registry.load"}}
    Model(artifact_path="model", run_id=run_id, signature=signature, flavors=flavors).save(
        str(folder / "MLmodel")
    )


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        # Without checksums a flipped bit would be another number, and nobody would know.
        table.to_parquet(folder / f"{name}.parquet", index=False, write_page_checksum=True)


def log_tables(run_id: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add tables to a run: `<name>.parquet`."""
    with _folder() as folder:
        _write_tables(folder, tables)
        _client().log_artifacts(run_id, str(folder))


def register(logged: Logged, task: str, feature_set: str) -> int:
    """Register a logged model as a new version, without making it champion yet."""
    from mlflow.exceptions import MlflowException

    name, client = registry.model_name(task, feature_set), _client()
    try:
        client.get_registered_model(name)
    except MlflowException:
        client.create_registered_model(name)
    version = client.create_model_version(
        name,
        source=(registry.artifacts(logged.run_id) / "model").as_uri(),
        run_id=logged.run_id,
        tags={f"sha256.{file}": digest for file, digest in logged.hashes},
    )
    return int(version.version)


def _apply(changes: Sequence[Change], *, finished: str | None = None) -> None:
    """Move aliases, log why and mark a training as finished: all of it or nothing.

    MLflow's client moves one alias at a time, and a process killed in between would leave
    champions of two trainings side by side.
    """
    notes = [_note(change) for change in changes]
    patience = 6 * registry.PATIENCE  # all of a training may hang on this
    with closing(sqlite3.connect(registry.database(), timeout=patience)) as connection, connection:
        for change, note in zip(changes, notes, strict=True):
            name = registry.model_name(change.task, change.feature_set)
            sql = _PROMOTE if change.is_promotion else _DEMOTE
            connection.execute(sql, (name, registry.ALIAS, change.version))
            connection.execute(_LOG, (name, change.version, f"event.{_now()}", note))
        if finished is not None:
            connection.execute(_MARK, (finished,))
            connection.execute(_END, (_now(), finished))


_PROMOTE = "insert or replace into registered_model_aliases (name, alias, version) values (?, ?, ?)"
_DEMOTE = "delete from registered_model_aliases where name = ? and alias = ? and version = ?"
_LOG = "insert into model_version_tags (name, version, key, value) values (?, ?, ?, ?)"
_MARK = "insert into tags (run_uuid, key, value) values (?, 'crossfade.finished', '1')"
_END = "update runs set status = 'FINISHED', end_time = ? where run_uuid = ?"


def _note(change: Change) -> str:
    client, name = _client(), registry.model_name(change.task, change.feature_set)
    run = client.get_run(client.get_model_version(name, str(change.version)).run_id)
    event = {
        "at": pd.Timestamp.now("UTC").tz_localize(None).isoformat(timespec="milliseconds"),
        "action": "promoted" if change.is_promotion else "demoted",
        "model": run.data.params["model"],
        "data_version": run.data.params["data_version"],
        "reason": change.reason,
        "by": change.by,
    }
    return json.dumps(event)


@registry.in_words()
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
    _refuse_read_only()
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
    rows = registry.query("select key, value from params where run_uuid = :id", id=run_id)
    return {row["key"]: row["value"] for row in rows}


def _version_of(task: str, feature_set: str, run_id: str, parameters: Mapping[str, str]) -> int:
    """Return the version that a run is registered as; register it where it is not."""
    from analytics.models import SERVED

    name = registry.model_name(task, feature_set)
    found = registry.query(
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
    return register(Logged(run_id, hashes), task, feature_set)


@registry.in_words()
def demote(task: str, feature_set: str, reason: str) -> int | None:
    """Take the champion down; the champion before it stands again, if there was one.

    Returns
    -------
    int or None
        The version that is champion now.
    """
    _refuse_read_only()
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
    for row in registry.query(_CLEARED, kept=KEPT_TRAININGS):
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


def fail(training: str, message: str) -> None:
    """Mark a training as failed; what stood before stands."""
    _client().set_tag(training, "crossfade.error", message[:1_000])
    _client().set_terminated(training, status="FAILED")
