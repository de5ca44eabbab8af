"""What training left behind, read without importing MLflow: trainings, champions, tables.

Public functions
----------------
latest()                             -> Training or None: the last training that ran to its end
require_latest()                     -> Training; ModelMissing with a sentence where there is none
champion(task, feature_set)          -> Champion; ModelMissing where there is none
champions()                          -> DataFrame of all champions
load(task, feature_set)              -> Trained(champion, model), checked and kept in memory
frame(run_id, name)                  -> DataFrame of a Parquet artifact ('held_out', 'shap', ...)

All trainings and champions are those of the published catalogue, demo or real: whoever asks here
never gets a model of the other one. They may be of an older version of it, which they say. What
is promoted elsewhere is seen at once; loaded models are kept by their hashes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analytics.features import matrix as features
from analytics.models.model import Model
from analytics.models.scoring import MAIN_SCORE
from analytics.runs import catalogues, database
from data.errors import ModelMissing, ModelRefused
from data.settings import settings

TASKS = ("streams", "views", "likes", "comments", "hits_10", "hits_5", "hits_20")
FILES = ("model.json", "trees.ubj")
MAX_BYTES = 200 * 2**20

_RUN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Training:
    """A training that ran to its end."""

    run_id: str
    catalogue: str
    """'demo' or 'real'."""
    data_version: str
    finished_at: str
    """UTC, ISO 8601."""
    is_quick: bool
    n_tracks: int
    n_tracks_in_all: int
    """More than `n_tracks` where the catalogue was sampled, by artist."""
    code_version: str
    seed: int


@dataclass(frozen=True, slots=True)
class Champion:
    """The model that answers for a task and a feature set."""

    task: str
    feature_set: str
    version: int
    run_id: str
    kind: str
    catalogue: str
    """That it was trained on, 'demo' or 'real'."""
    data_version: str
    """That it was trained on."""
    hit_threshold: float
    """Streams from which on a track is a hit; NaN for counts."""
    mean: float
    """Mean over held-out folds of R² (counts) or average precision (hits)."""
    spread: float
    coverage: float
    """Share of held-out tracks inside their 80 % interval; NaN for hits."""
    mean_unknown: float
    """`mean`, had the catalogue known no other track of the artists that were judged."""
    coverage_unknown: float
    """`coverage` in the same case."""
    hashes: tuple[tuple[str, str], ...]
    """SHA-256 of each file, as registered."""


@dataclass(frozen=True, eq=False, slots=True)
class Trained:
    """A champion and its model, checked and loaded."""

    champion: Champion
    model: Model


def artifacts(run_id: str) -> Path:
    """Return the folder of a run's files; wherever `mlruns` was moved to, they moved along."""
    if not _RUN.fullmatch(run_id):
        raise ModelRefused(f"{run_id!r} is no name of a run.")
    return settings().mlruns_dir / "artifacts" / run_id / "artifacts"


def model_name(task: str, feature_set: str) -> str:
    """Return the name that a champion is registered under."""
    return f"{task}-{feature_set}"


def alias(catalogue: str) -> str:
    """Return the alias that the champions of a catalogue carry."""
    return f"champion-{catalogue}"


def latest(catalogue: str | None = None) -> Training | None:
    """Return the last training that ran to its end on a catalogue, or None.

    Parameters
    ----------
    catalogue : {'demo', 'real'}, optional
        The published one by default.
    """
    wanted = catalogue or catalogues.current()
    return next((one for one in _finished() if one.catalogue == wanted), None)


def require_latest(catalogue: str | None = None) -> Training:
    """Return the last training that ran to its end on a catalogue, the published one by default.

    Raises
    ------
    ModelMissing
        If there is none yet.
    """
    wanted = catalogue or catalogues.current()
    training = latest(wanted)
    if training is None:
        are_others = any(True for _ in _finished())
        unused = " Those of another catalogue are not used for it." if are_others else ""
        raise ModelMissing(
            f"There are no models of {catalogues.NAMES[wanted]} yet.{unused}",
            hint="Train the models on this version.",
        )
    return training


def trainings() -> list[str]:
    """Return the run ids of all finished trainings on the last one's data version, newest first.

    Raises
    ------
    ModelMissing
        If no training has ended yet.
    """
    last = require_latest()
    return [
        one.run_id
        for one in _finished()
        if (one.catalogue, one.data_version) == (last.catalogue, last.data_version)
    ]


def _finished() -> Iterator[Training]:
    """Return the trainings that ran to their end, of both catalogues, the newest first."""
    rows = database.query(
        """select runs.run_uuid as run_id, runs.end_time
        from runs inner join tags on runs.run_uuid = tags.run_uuid
        where tags.key = 'crossfade.finished' and runs.lifecycle_stage = 'active'
        order by runs.end_time desc, runs.start_time desc"""
    )
    return (_training(row["run_id"], row["end_time"]) for row in rows)


def _training(run_id: str, end_time: int) -> Training:
    parameters = _pairs("params", run_id)
    return Training(
        run_id=run_id,
        catalogue=catalogues.of_run(parameters),
        data_version=parameters["data_version"],
        finished_at=pd.Timestamp(end_time, unit="ms").isoformat(timespec="seconds"),
        is_quick=parameters["quick"] == "True",
        n_tracks=int(parameters["n_tracks"]),
        n_tracks_in_all=int(parameters["n_tracks_in_all"]),
        code_version=parameters["code_version"],
        seed=int(parameters["seed"]),
    )


def _pairs(table: str, run_id: str) -> dict[str, str]:
    sql = {
        "params": "select key, value from params where run_uuid = :run_id",
        "latest_metrics": "select key, value from latest_metrics where run_uuid = :run_id",
    }[table]
    return {row["key"]: row["value"] for row in database.query(sql, run_id=run_id)}


def parameters(run_id: str) -> dict[str, float]:
    """Return the settings of XGBoost that a tuned model was found to do best with."""
    logged = _pairs("params", run_id)
    start = "chosen.param."
    return {k.removeprefix(start): float(v) for k, v in logged.items() if k.startswith(start)}


def champion(task: str, feature_set: str, catalogue: str | None = None) -> Champion:
    """Return the registered champion of a task and a feature set.

    Parameters
    ----------
    task : str
        One of `TASKS`.
    feature_set : {'audio', 'release', 'market'}
    catalogue : {'demo', 'real'}, optional
        The published one by default.

    Raises
    ------
    ModelMissing
        If none is registered, or it was demoted.
    """
    catalogue = catalogue or catalogues.current()
    # Whatever an alias says, a champion is of the catalogue that its run was trained on. Logs of
    # before catalogues were told apart have one alias for both.
    rows = database.query(
        """select alias.version, model.run_id
        from registered_model_aliases as alias
        inner join model_versions as model
            on alias.name = model.name and alias.version = model.version
        where alias.name = :name and alias.alias in (:own, 'champion')
        order by alias.alias = :own desc""",
        name=model_name(task, feature_set),
        own=alias(catalogue),
    )
    for row in rows:
        if catalogues.of_run(_pairs("params", row["run_id"])) == catalogue:
            return _champion(task, feature_set, int(row["version"]), row["run_id"])
    require_latest(catalogue)
    raise missing(task, feature_set)


def missing(task: str, feature_set: str, kind: str = "model") -> ModelMissing:
    """Say that a model was not trained."""
    return ModelMissing(
        f"There is no {kind} of {task.replace('_', ' ')} from the {feature_set} set yet.",
        hint="Train all models: python -m analytics.train",
    )


def parent(run_id: str) -> str:
    """Return the training that a model's run belongs to."""
    rows = database.query(
        "select value from tags where run_uuid = :run_id and key = 'mlflow.parentRunId'",
        run_id=run_id,
    )
    return str(rows[0]["value"]) if rows else run_id


def _champion(task: str, feature_set: str, version: int, run_id: str) -> Champion:
    parameters, scores = _pairs("params", run_id), _pairs("latest_metrics", run_id)
    main = MAIN_SCORE[task.startswith("hits")]
    hashes = database.query(
        """select key, value from model_version_tags
        where name = :name and version = :version and key like 'sha256.%' order by key""",
        name=model_name(task, feature_set),
        version=version,
    )
    return Champion(
        task=task,
        feature_set=feature_set,
        version=version,
        run_id=run_id,
        kind=parameters.get("model", ""),
        catalogue=catalogues.of_run(parameters),
        data_version=parameters.get("data_version", ""),
        hit_threshold=float(parameters.get("hit_threshold", "nan")),
        mean=float(scores.get(f"{main}_mean", "nan")),
        spread=float(scores.get(f"{main}_spread", "nan")),
        coverage=float(scores.get("coverage_mean", "nan")),
        mean_unknown=float(scores.get(f"{main}_unknown_artists_mean", "nan")),
        coverage_unknown=float(scores.get("coverage_unknown_artists_mean", "nan")),
        hashes=tuple((row["key"].removeprefix("sha256."), row["value"]) for row in hashes),
    )


def champions() -> pd.DataFrame:
    """Return all champions, one row each with the fields of `Champion` but the hashes."""
    crowned = []
    for row in database.query("select distinct name from registered_model_aliases order by name"):
        with suppress(ModelMissing):  # the other catalogue has one
            crowned.append(champion(*row["name"].rsplit("-", 1)))
    columns = [name for name in Champion.__slots__ if name != "hashes"]
    return pd.DataFrame(
        [[getattr(one, name) for name in columns] for one in crowned], columns=columns
    )


def load(task: str, feature_set: str) -> Trained:
    """Return a champion's model after checking every file against the registry.

    Raises
    ------
    ModelMissing
        If there is no champion or a file of it is gone.
    ModelRefused
        If a file is not the one that was registered, not of a kind that may be served, or of a
        version of the code that made other features.
    """
    one = champion(task, feature_set)
    if not any(name == "model.json" for name, _ in one.hashes):
        raise ModelRefused(f"The registry holds no hash for {task} ({feature_set}).")
    folder = artifacts(one.run_id) / "model"
    target = task if task in features.TARGETS else "streams"
    columns = features.names(feature_set, target=target)
    return Trained(one, _load(folder, one.hashes, _stamp(folder), columns))


def _stamp(folder: Path) -> tuple[tuple[int, int], ...]:
    """Return what changes when a file of a model does, so that it is checked again."""
    files = [folder / name for name in FILES if (folder / name).exists()]
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)


@lru_cache(maxsize=24)
def _load(
    folder: Path,
    hashes: tuple[tuple[str, str], ...],
    stamp: tuple[tuple[int, int], ...],
    columns: tuple[str, ...],
) -> Model:
    """Read and check a model of these columns; the stamp only tells calls apart."""
    if unknown := {name for name, _ in hashes} - set(FILES):
        raise ModelRefused(f"{sorted(unknown)} is no file that a model consists of.")
    model = Model.from_files({name: _read(folder / name, digest) for name, digest in hashes})
    if model.features != columns:
        other = sorted(set(model.features) ^ set(columns))[:3]
        raise ModelRefused(
            "This model was trained by another version of Crossfade, which made other features: "
            f"{', '.join(other) or 'the same in another order'}.",
            hint=database.AGAIN,
        )
    return model


def _read(file: Path, digest: str) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ModelRefused(f"{file.name} is larger than a model of ours can be.")
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise ModelMissing(
            f"The model's file {file.name} is gone.",
            hint=database.AGAIN,
        ) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelRefused(
            f"{file.name} is not the file that was registered: its SHA-256 differs.",
            hint="Find out who changed it, then train the models again: python -m analytics.train",
        )
    return content


def frame(run_id: str, name: str) -> pd.DataFrame:
    """Read a table that training left with a run.

    Parameters
    ----------
    run_id : str
        Of a training (`latest().run_id`) or of a model (`champion(...).run_id`).
    name : str
        'scores', 'tracks' of a training; 'held_out', 'shap', 'shap_values', 'permutation',
        'ablation', 'coverage', ... of a model.

    Raises
    ------
    ModelMissing
        If the run has no such table.
    ModelRefused
        If the table was damaged since.
    """
    file = artifacts(run_id) / f"{name}.parquet"
    if not re.fullmatch(r"[a-z_]+", name) or not file.exists():
        raise ModelMissing(
            f"The training left no table {name!r}.",
            hint="A quick training leaves some out, and those of old trainings are cleared away; "
            "run python -m analytics.train",
        )
    try:
        return pd.read_parquet(file, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise ModelRefused(
            f"The table {name!r} that the training left cannot be read: its file was damaged.",
            hint=database.AGAIN,
        ) from error
