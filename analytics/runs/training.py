"""What a training does: fits and judges every model, chooses champions, stores what pages show.

Public functions
----------------
read_catalogue(version, limit=)                  -> Catalogue, a sample of artists where it is huge
make_task(catalogue, task, feature_set)          -> scoring.Task
run(catalogue, is_quick=, n_trials=, progress=)  -> run id of the training

Order is what keeps a killed training harmless: models, tables and versions first; then, in one
transaction, all aliases move and the training is marked as finished.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.features import hits
from analytics.features import matrix as features
from analytics.models import coverage, explain, scoring, tuning
from analytics.models import model as models
from analytics.runs import champions, promotion, registry, tracking
from analytics.stats import splits
from data import published
from data.errors import ModelMissing, NotEnoughData
from data.jobs.progress import Progress, untold
from data.metrics import many
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.selection import Selection

QUICK_TASKS = ("streams", "views", "hits_10")
QUICK_PARAMS = {"learning_rate": 0.08}
NAIVE = ("ols", "logistic", "xgboost")


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The tracks that a training learns from."""

    version: str
    tracks: pd.DataFrame
    thresholds: Mapping[float, float]
    """Streams from which on a track is a hit, by top share; of the whole version."""
    n_tracks_in_all: int
    name: str
    """'demo' or 'real'."""
    matrices: dict[str, pd.DataFrame] = field(default_factory=dict)
    """The largest matrix of each kind of target; the smaller sets are columns of it."""

    def matrix(self, feature_set: str, target: str) -> pd.DataFrame:
        """Return `features.matrix` of all tracks, built once."""
        if target not in self.matrices:
            self.matrices[target] = features.matrix(self.tracks, "market", target=target)
        return self.matrices[target][list(features.names(feature_set, target=target))]

    @cached_property
    def folds(self) -> tuple[splits.Fold, ...]:
        """Purged folds, the same for every model."""
        return splits.purged_folds(self.tracks)

    @property
    def test_share(self) -> float:
        """Tracks of a test part over tracks of its training part."""
        return float(np.mean([len(fold.test) / len(fold.train) for fold in self.folds]))


@dataclass(frozen=True, slots=True)
class Contest:
    """A task and a feature set, with the kinds of models that compete."""

    task: str
    feature_set: str
    kinds: tuple[str, ...]
    previous: str | None
    """Kind of the champion so far."""

    @property
    def is_hit(self) -> bool:
        """Whether it asks for hits rather than counts."""
        return self.task.startswith("hits")


def read_catalogue(version: str, *, limit: int) -> Catalogue:
    """Read the tracks of a version, or of a seeded sample of its artists.

    Parameters
    ----------
    version : str
    limit : int
        Tracks that are enough; of a larger catalogue whole artists are drawn.

    Raises
    ------
    NotEnoughData
        With fewer than 200 recordings or 30 artists.
    """
    tracks = reads.whole_artists(Selection(version), reads.columns(version), at_most=limit)
    splits.require_enough(tracks)
    thresholds = reads_hits.thresholds(version, hits.SHARES)
    n_tracks, name = reads.n_tracks(Selection(version)), published.manifest(version).catalogue
    return Catalogue(version, tracks, thresholds, n_tracks, name)


def make_task(catalogue: Catalogue, task: str, feature_set: str) -> scoring.Task:
    """Build the matrix and the target of a task.

    Parameters
    ----------
    task : str
        One of `registry.TASKS`.
    feature_set : {'audio', 'release', 'market'}
    """
    tracks = catalogue.tracks
    if not task.startswith("hits"):
        X = catalogue.matrix(feature_set, task)
        return scoring.Task(task, feature_set, X, features.log_target(tracks, task))
    is_hit = hits.is_hit(tracks["streams"], catalogue.thresholds[hits.share_of(task)])
    if np.isnan(is_hit).all():
        raise NotEnoughData("No track's streams are known, so none can be called a hit.")
    X = catalogue.matrix(feature_set, "streams")
    return scoring.Task(task, feature_set, X, is_hit, is_hit=True)


def run(
    catalogue: Catalogue,
    *,
    is_quick: bool = False,
    n_trials: int = 0,
    seed: int = 0,
    progress: Progress = untold,
) -> str:
    """Fit, judge and explain every model; register the champions at the end.

    Parameters
    ----------
    catalogue : Catalogue
    is_quick : bool, default=False
        Only what the pages cannot do without.
    n_trials : int, default=0
        Settings that Optuna tries on each fold's training part.
    seed : int, default=0
    progress : callable, optional
        Called with the share that is done (0 to 1) and what is going on.

    Returns
    -------
    str
        Run id of the training.
    """
    progress(0.0, "opening the log of runs")
    about = parameters(catalogue, is_quick=is_quick, n_trials=n_trials, seed=seed)
    with tracking.training(about) as run_id:
        work = _Work(run_id, catalogue, is_quick, n_trials, seed)
        promotion.finish(run_id, _fit_all(work, progress))
    progress(1.0, "done")
    return run_id


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step of a training knows."""

    training: str
    catalogue: Catalogue
    is_quick: bool
    n_trials: int
    seed: int


def parameters(
    catalogue: Catalogue, *, is_quick: bool, n_trials: int, seed: int
) -> dict[str, object]:
    """Return what is logged of a training as a whole."""
    return {
        "catalogue": catalogue.name,
        "data_version": catalogue.version,
        "n_tracks": len(catalogue.tracks),
        "n_tracks_in_all": catalogue.n_tracks_in_all,
        "n_folds": splits.N_FOLDS,
        "quick": is_quick,
        "n_trials": n_trials,
        "seed": seed,
        "code_version": tracking.code_version(),
    }


def _fit_all(work: _Work, progress: Progress) -> list[promotion.Change]:
    contests = [contest for contest in _contests(work) if _is_enough(work.catalogue, contest)]
    if not contests:
        raise NotEnoughData(
            f"Of {many(len(work.catalogue.tracks), 'track')}, too few have streams or views, or "
            "too many have the same number of them: there is nothing to learn.",
            hint="Import a file with these counts in the Data room, then train again.",
        )
    total = sum(len(contest.kinds) + 1 for contest in contests)
    done = itertools.count()
    rows: list[dict[str, object]] = []
    crowns: list[promotion.Change] = []
    of_streams: dict[str, scoring.CrossValidation] = {}
    for contest in contests:
        step = f"{contest.task.replace('_', ' ')} from the {contest.feature_set} set"
        task = make_task(work.catalogue, contest.task, contest.feature_set)
        results = {}
        for kind in contest.kinds:
            progress(next(done) / total, f"{step}: {models.LABELS[kind]}")
            results[kind] = _cross_validate(work, contest, task, kind)
        if contest.is_hit:
            results["forecast"] = _forecast(work, contest, task, of_streams[contest.feature_set])
        progress(next(done) / total, f"{step}: explaining the champion")
        decision, version, scores = _log_contest(work, contest, task, results)
        if contest.task == "streams":
            of_streams[contest.feature_set] = results[decision.kind]
        rows += scores
        change = promotion.Change(contest.task, contest.feature_set, version, decision.reason)
        crowns.append(change)
    tracking.log_tables(work.training, _tables(work, rows))
    return crowns


def _tables(work: _Work, rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    tracks = work.catalogue.tracks[["track_id", "artist", "track"]]
    return {"scores": pd.DataFrame(rows), "tracks": tracks}


def _contests(work: _Work) -> list[Contest]:
    tasks = QUICK_TASKS if work.is_quick else registry.TASKS
    return [_contest(work, task, name) for task in tasks for name in features.FEATURE_SETS]


def _contest(work: _Work, task: str, feature_set: str) -> Contest:
    try:
        previous = registry.champion(task, feature_set, work.catalogue.name).kind
    except ModelMissing:
        previous = None
    line = "logistic" if task.startswith("hits") else "ols"
    if task in ("hits_5", "hits_20"):
        kinds = ["baseline", line, "xgboost"]
    elif work.is_quick:
        kinds = ["baseline", line, "xgboost", "blend"]
    else:
        kinds = [*(models.CLASSIFIERS if line == "logistic" else models.REGRESSORS)]
    if work.n_trials:
        kinds.append("tuned")
    if previous is not None and previous not in kinds:
        kinds.append(previous)
    return Contest(task, feature_set, tuple(kinds), previous)


def _is_enough(catalogue: Catalogue, contest: Contest) -> bool:
    """Whether enough tracks have what is asked for, and it differs in each part of every fold."""
    target = "streams" if contest.is_hit else contest.task
    if int(catalogue.tracks[target].notna().sum()) < splits.MIN_TRACKS:
        return False
    y = make_task(catalogue, contest.task, contest.feature_set).y
    parts = [y[part] for fold in catalogue.folds for part in (fold.train, fold.test)]
    return all(len(np.unique(part[np.isfinite(part)])) > 1 for part in parts)


def _cross_validate(
    work: _Work, contest: Contest, task: scoring.Task, kind: str
) -> scoring.CrossValidation:
    tracks, folds = work.catalogue.tracks, work.catalogue.folds
    return scoring.cross_validate(
        kind, task, tracks, folds, params=_params(work, contest, task, kind), random_state=work.seed
    )


def _forecast(
    work: _Work, contest: Contest, task: scoring.Task, streams: scoring.CrossValidation
) -> scoring.CrossValidation:
    """Return what the champion of streams says of hits, to stand beside models of hits."""
    threshold = work.catalogue.thresholds[hits.share_of(contest.task)]
    return scoring.forecast(streams, task, work.catalogue.folds, threshold=threshold)


def _params(
    work: _Work, contest: Contest, task: scoring.Task, kind: str
) -> Sequence[Mapping[str, float]]:
    """Return XGBoost's settings for each fold and for all tracks; none for our own."""
    folds, tracks = work.catalogue.folds, work.catalogue.tracks
    if kind != "tuned":
        return [QUICK_PARAMS if work.is_quick else {}] * (len(folds) + 1)
    if not work.n_trials:
        run_id = registry.champion(contest.task, contest.feature_set, work.catalogue.name).run_id
        return [registry.parameters(run_id)] * (len(folds) + 1)
    name = f"{contest.task} {contest.feature_set} trial"

    def on_trial(tried: Mapping[str, float], score: float) -> None:
        tracking.log_trial(work.training, name, tried, score)

    parts = [*(fold.train for fold in folds), np.arange(len(tracks))]
    return [
        tuning.search(
            task, tracks, part, n_trials=work.n_trials, random_state=work.seed, on_trial=on_trial
        )
        for part in parts
    ]


def _log_contest(
    work: _Work,
    contest: Contest,
    task: scoring.Task,
    results: Mapping[str, scoring.CrossValidation],
) -> tuple[champions.Decision, int, list[dict[str, object]]]:
    """Log the models of a contest, register the champion; return who, its version, all scores."""
    decision = champions.decide(
        results,
        previous=contest.previous,
        is_hit=contest.is_hit,
        test_share=work.catalogue.test_share,
    )
    rows, version = [], 0
    for kind, result in results.items():
        scores = _scores(work, task, result)
        tables = {"held_out": result.held_out.astype({"row": "int32", "fold": "int8"})}
        if not contest.is_hit:
            tables["coverage"] = coverage.by_group(result, work.catalogue.tracks)
        if kind == decision.kind:
            tables |= explain.tables(
                task,
                work.catalogue.tracks,
                work.catalogue.folds,
                result,
                is_quick=work.is_quick,
                random_state=work.seed,
            )
        logged = _log_model(work, contest, result, scores, tables)
        if kind == decision.kind:
            version = tracking.register(logged, contest.task, contest.feature_set)
        about = {"task": contest.task, "feature_set": contest.feature_set, "model": kind}
        rows.append({**about, "run_id": logged.run_id, "n_tracks": len(result.held_out), **scores})
    return decision, version, rows


def _scores(work: _Work, task: scoring.Task, result: scoring.CrossValidation) -> dict[str, float]:
    """Return means and spreads over folds, the naive split's beside where it was asked for."""
    scores = {f"{name}_mean": value for name, value in result.mean.items()}
    scores |= {f"{name}_spread": value for name, value in result.spread.items()}
    for name in result.folds:
        scores |= {f"{name}_fold_{n}": float(v) for n, v in enumerate(result.folds[name])}
    if result.kind in NAIVE:
        tracks = work.catalogue.tracks
        naive = scoring.cross_validate(
            result.kind,
            task,
            tracks,
            splits.naive_folds(len(tracks), random_state=work.seed),
            params=[QUICK_PARAMS if work.is_quick else {}] * (splits.N_FOLDS + 1),
            chosen=result.whole.chosen,
            random_state=work.seed,
        )
        main = scoring.MAIN_SCORE[task.is_hit]
        scores |= {f"naive_{main}_mean": naive.mean[main]}
        scores |= {f"naive_{main}_spread": naive.spread[main]}
    return {**scores, "seconds": result.seconds}


def _log_model(
    work: _Work,
    contest: Contest,
    result: scoring.CrossValidation,
    scores: Mapping[str, float],
    tables: Mapping[str, pd.DataFrame],
) -> tracking.Logged:
    model = result.whole
    about: dict[str, object] = {
        "task": contest.task,
        "feature_set": contest.feature_set,
        "model": result.kind,
        "catalogue": work.catalogue.name,
        "data_version": work.catalogue.version,
        "code_version": tracking.code_version(),
        "n_tracks": len(result.held_out),
        "n_features": len(model.features),
        "seed": work.seed,
        "quick": work.is_quick,
        **{f"chosen.{name}": value for name, value in model.chosen.items()},
    }
    if contest.is_hit:
        about["hit_threshold"] = work.catalogue.thresholds[hits.share_of(contest.task)]
    return tracking.log_model(
        work.training,
        f"{contest.task} {contest.feature_set} {result.kind}",
        parameters=about,
        scores=scores,
        features=model.features,
        files=model.to_files() if result.kind != "forecast" else {},
        tables=tables,
    )
