"""What is cleared away: files of models that never answered, and what killed trainings left.

Public functions
----------------
mark_killed()    -> None: trainings that nobody is at work on any more are said to be so
clear()          -> None: files that no page will ask for go; scores and settings stay

A full training leaves some 150 MB.
"""

from __future__ import annotations

import shutil

from analytics.runs import database, registry

KEPT_TRAININGS = 5
"""Finished trainings whose models keep all their files."""


def mark_killed(now: int) -> None:
    """Mark trainings that did not come to their end, and whatever was being logged of them.

    Whoever calls this holds the right to train: nobody else is at work.

    Parameters
    ----------
    now : int
        Milliseconds since 1970.
    """
    database.change([(_SAY, {}), (_END, {"now": now})])


_SAY = """
    insert or replace into tags (run_uuid, key, value)
    select run_uuid, 'crossfade.error', 'It was killed.'
    from runs
    where status = 'RUNNING' and run_uuid not in (
        select run_uuid from tags where key = 'mlflow.parentRunId')"""
_END = "update runs set status = 'KILLED', end_time = :now where status = 'RUNNING'"


def clear() -> None:
    """Delete the files of models that never answered, but those of the last trainings.

    Of a training that was killed, all of them go.
    """
    for row in database.query(_CLEARED, kept=KEPT_TRAININGS):
        shutil.rmtree(registry.artifacts(row["run_id"]).parent, ignore_errors=True)


_CLEARED = """
    select parent.run_uuid as run_id
    from tags as parent
    inner join runs as training on parent.value = training.run_uuid
    where parent.key = 'mlflow.parentRunId'
        and (training.status = 'KILLED' or training.start_time < (
            select runs.start_time
            from runs inner join tags on runs.run_uuid = tags.run_uuid
            where tags.key = 'crossfade.finished'
            order by runs.start_time desc limit 1 offset :kept - 1))
        and parent.run_uuid not in (
            select run_id
            from model_versions
            where run_id is not null and (name, version) in (
                select name, version from model_version_tags where key like 'event.%'
                union all
                select name, version from registered_model_aliases))"""
