"""Runs side by side, and the history of champions, read from MLflow's database.

Public functions
----------------
runs()                               -> DataFrame: one row per run with parameters and scores
history(task=None, feature_set=None) -> DataFrame: who was promoted or demoted, when and why

To promote and demote, see `analytics.runs.promotion`.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pandas as pd

from analytics.runs import catalogues
from analytics.runs.database import query


def runs() -> pd.DataFrame:
    """Return all finished runs of models, the newest first.

    Returns
    -------
    DataFrame
        run_id, parent (the training), started_at (UTC), catalogue ('demo' or 'real', '' where
        nobody knows any more), seconds, and one column for each parameter and each score
        (`r2_mean`, `r2_spread`, `naive_r2_mean`, ...).
    """
    base = query(
        """select runs.run_uuid as run_id, runs.start_time, parent.value as parent
        from runs inner join tags as parent
            on runs.run_uuid = parent.run_uuid and parent.key = 'mlflow.parentRunId'
        where runs.lifecycle_stage = 'active' and runs.status = 'FINISHED'
        order by runs.start_time desc, runs.run_uuid"""
    )
    frame = pd.DataFrame([dict(row) for row in base], columns=["run_id", "start_time", "parent"])
    frame.insert(1, "started_at", pd.to_datetime(frame.pop("start_time"), unit="ms"))
    frame = frame.merge(_wide("params"), how="left", on="run_id").merge(
        _wide("latest_metrics"), how="left", on="run_id"
    )
    said = frame.reindex(columns=["catalogue", "data_version"]).fillna("")
    pairs = said.itertuples(index=False, name=None)
    of_runs = [catalogues.of_run({"catalogue": one, "data_version": other}) for one, other in pairs]
    return frame.assign(catalogue=of_runs)


def _wide(table: str) -> pd.DataFrame:
    sql = {
        "params": "select run_uuid as run_id, key, value from params where key not like 'sha256.%'",
        "latest_metrics": "select run_uuid as run_id, key, value from latest_metrics",
    }[table]
    rows = pd.DataFrame([dict(row) for row in query(sql)], columns=["run_id", "key", "value"])
    return rows.pivot(index="run_id", columns="key", values="value").reset_index()


def history(task: str | None = None, feature_set: str | None = None) -> pd.DataFrame:
    """Return promotions and demotions, the newest first.

    Returns
    -------
    DataFrame
        at (UTC, ISO 8601), task, feature_set, version, action ('promoted' or 'demoted'), model,
        catalogue and data_version that it was trained on, reason, by ('training' or 'a person').
    """
    rows = query("select name, version, value from model_version_tags where key like 'event.%'")
    columns = ["at", "task", "feature_set", "version", "action", "model"]
    columns += ["catalogue", "data_version", "reason", "by"]
    events = pd.DataFrame([_event(row) for row in rows], columns=columns)
    wanted = pd.Series(True, index=events.index)
    if task is not None:
        wanted &= events["task"] == task
    if feature_set is not None:
        wanted &= events["feature_set"] == feature_set
    return events[wanted].sort_values("at", ascending=False, ignore_index=True)


def _event(row: sqlite3.Row) -> dict[str, Any]:
    task, feature_set = row["name"].rsplit("-", 1)
    event = json.loads(row["value"])
    about = {"task": task, "feature_set": feature_set, "version": row["version"]}
    return {**about, **event, "catalogue": catalogues.of_run(event)}
