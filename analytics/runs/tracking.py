"""The one door to MLflow: every run, its scores, files and model.

Public functions
----------------
create_database()                              -> None; takes seconds the first time
training(parameters)                           -> context: run id of a training, the only one
log_model(training, name, parameters=, ...)    -> Logged: run id of one model
log_trial(training, name, parameters, score)   -> None: one trial of a search for settings
code_version()                                 -> what is logged as the code's version
log_tables(run_id, tables)                     -> None: Parquet files beside a run
register(logged, task, feature_set)            -> version, not yet champion

Champions are crowned in `analytics.runs.promotion`. Importing MLflow takes seconds, so it happens
inside functions. Nothing is sent anywhere.
"""

from __future__ import annotations

import functools
import hashlib
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import kept
from analytics.runs import clearing, registry
from data.kept import files
from data.settings import ROOT, settings

EXPERIMENT = "crossfade"


@dataclass(frozen=True, slots=True)
class Logged:
    """A model that MLflow knows of."""

    run_id: str
    hashes: tuple[tuple[str, str], ...]
    """SHA-256 of each of its files."""


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
        experiment = client.get_experiment_by_name(name)
        if experiment is None:
            return str(client.create_experiment(name, artifact_location=location))
        if experiment.artifact_location == location:
            return str(experiment.experiment_id)
    raise AssertionError("two folders share a hash")


def now() -> int:
    """Return the time as MLflow writes it: milliseconds since 1970."""
    return int(time.time() * 1000)


@contextmanager
def training(parameters: Mapping[str, object]) -> Iterator[str]:
    """Open the run that all models of one training hang under.

    What trainings that were killed left is cleared away first. One that fails is marked as such;
    `promotion.finish` ends one that does not.

    Parameters
    ----------
    parameters : mapping
        Of the training as a whole; needs `data_version`.

    Yields
    ------
    The id of its run.

    Raises
    ------
    ReadOnly, BuildRunning
        On a server that changes nothing, or where another training writes to this log of runs.
    """
    files.refuse_read_only("Training")
    lock = settings().mlruns_dir / "training.lock"
    with files.lock(lock, taken="Models are being trained in this log of runs.", seconds=1.0):
        create_database()
        clearing.mark_killed(now())
        clearing.clear()
        run_id = _new_run(f"training {parameters['data_version']}", {})
        try:
            _log(run_id, parameters, {})
            yield run_id
        except BaseException as error:
            _fail(run_id, f"{type(error).__name__}: {error}")
            raise


def _fail(training: str, message: str) -> None:
    """Mark a training as failed; what stood before stands."""
    _client().set_tag(training, "crossfade.error", message[:1_000])
    _client().set_terminated(training, status="FAILED")


def _new_run(name: str, tags: Mapping[str, str]) -> str:
    run = _client().create_run(_experiment(), run_name=name, tags=dict(tags))
    return str(run.info.run_id)


def _log(run_id: str, parameters: Mapping[str, object], scores: Mapping[str, float]) -> None:
    from mlflow.entities import Metric, Param

    at = now()
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


def _folder() -> AbstractContextManager[Path]:
    return files.scratch(settings().mlruns_dir / "scratch")


def _write_signature(folder: Path, run_id: str, features: Iterable[str], kind: str) -> None:
    from mlflow.models import Model, ModelSignature
    from mlflow.types import ColSpec, Schema

    inputs = Schema([ColSpec("double", name) for name in features])
    signature = ModelSignature(inputs=inputs, outputs=Schema([ColSpec("double")]))
    flavors = {"crossfade": {"kind": kind, "loader": "analytics.runs.registry.load"}}
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


@functools.cache
def code_version() -> str:
    """Return what git calls the checkout, or a hash of our sources where there is no git."""
    try:
        command = ["git", "describe", "--always", "--dirty"]
        described = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return described.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return f"sources {kept.fingerprint(ROOT)[:12]}"
