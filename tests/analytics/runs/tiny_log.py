"""A log of runs whose models are next to nothing, and take no time."""

import sqlite3
from contextlib import closing

import pandas as pd

from analytics.runs import database, experiments, promotion, registry, tracking

PAIRS = [(task, name) for task in ("hits_10", "streams") for name in ("audio", "release")]
TABLE = pd.DataFrame({"row": [0, 1], "predicted": [1.0, 2.0]})
ABOUT = {"catalogue": "demo", "data_version": "0001-00000000", "quick": True}
ABOUT |= {"n_tracks": 2, "n_tracks_in_all": 2, "code_version": "x", "seed": 0, "model": "ols"}


def model(training: str, task: str, feature_set: str, **about: object) -> tracking.Logged:
    """Log a model that is next to nothing."""
    about = {**ABOUT, "task": task, "feature_set": feature_set, **about}
    return tracking.log_model(
        training,
        "tiny",
        parameters=about,
        scores={"r2_mean": 0.5, "average_precision_mean": 0.5},
        features=["energy"],
        files={"model.json": b"{}"},
        tables={"held_out": TABLE},
    )


def train(**about: object) -> str:
    """Log, register and crown a model for each pair, as a training does at its end.

    Parameters
    ----------
    about
        What is logged of it other than `ABOUT`, such as `catalogue` and `data_version`.
    """
    with tracking.training({**ABOUT, **about}) as run_id:
        crowns = []
        for pair in PAIRS:
            version = tracking.register(model(run_id, *pair, **about), *pair)
            crowns.append(promotion.Change(*pair, version, run_id))
        tracking.log_tables(run_id, {"scores": TABLE})
        promotion.finish(run_id, crowns)
    return run_id


def state() -> tuple[object, ...]:
    """Return all that a finished training or a promotion changes."""
    champions = registry.champions().to_csv()
    return champions, experiments.history().to_csv(), registry.require_latest()


def executed(sql: str) -> None:
    """Change the database, as another process does."""
    with closing(sqlite3.connect(database.database())) as connection, connection:
        connection.execute(sql)
