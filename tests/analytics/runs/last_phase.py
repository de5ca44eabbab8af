"""The last phase of a training and promotions, in processes that are killed on their way.

`python -m tests.analytics.runs.last_phase training|promotion KILLS` in an empty log of runs. Each
child goes round and round until it is killed; whatever it leaves must be whole, and the next one
starts and clears it away.
"""

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mlflow import models as _models  # noqa: F401  # all of it once, before anything forks
from mlflow.store.model_registry import sqlalchemy_store as _registry  # noqa: F401
from mlflow.store.tracking import sqlalchemy_store as _tracking

from analytics.runs import database, experiments, promotion, registry, tracking
from data.settings import settings
from tests.analytics.runs.tiny_log import PAIRS, train


def training() -> Callable[[], object]:
    """Return what makes one training after another."""
    return train


def last_training() -> str:
    """Return the last training after making sure that all champions are its own, and whole."""
    last = registry.require_latest().run_id
    champions = registry.champions()
    assert len(champions) == len(PAIRS)
    assert {registry.parent(run_id) for run_id in champions["run_id"]} == {last}
    events = experiments.history()
    finished = database.query("select run_uuid from tags where key = 'crossfade.finished'")
    assert set(events["reason"]) == {row["run_uuid"] for row in finished}
    assert (events.groupby("reason").size() == len(PAIRS)).all()
    assert len(registry.frame(last, "scores")) == 2
    for run_id in champions["run_id"]:
        assert len(registry.frame(run_id, "held_out")) == 2
        assert (registry.artifacts(run_id) / "model" / "model.json").read_bytes() == b"{}"
    return last


def promote(round_: int) -> None:
    """Make all first versions champions in odd rounds, all second ones in even rounds."""
    version = 2 - round_ % 2
    promotion.apply([promotion.Change(*pair, version, str(round_), "a person") for pair in PAIRS])


def last_promotion() -> str:
    """Return the last round after making sure that each is there for all pairs or for none."""
    events = experiments.history().query("by == 'a person'")
    rounds = events["version"].groupby(events["reason"].astype(int)).agg(list)
    last = int(rounds.index.max()) if len(rounds) else 0
    assert list(rounds.index) == list(range(1, last + 1))
    assert all(versions == [2 - n % 2] * len(PAIRS) for n, versions in rounds.items())
    assert list(registry.champions()["version"]) == [2 - last % 2] * len(PAIRS)
    return str(last)


def promotions() -> Callable[[], object]:
    """Return what makes one promotion after another, from the last one on."""
    rounds = itertools.count(int(last_promotion()) + 1)
    return lambda: promote(next(rounds))


def alone(work: Callable[[], object]) -> float:
    """Work once, undisturbed, in a process of its own; return the seconds that it took."""
    started = time.monotonic()
    if not (process := os.fork()):
        work()
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0
    return time.monotonic() - started


def killed(work: Callable[[], object], moment: Callable[[], object]) -> bool:
    """Kill a process at its work, when `moment` returns; return whether it was amid a write."""
    heard, told = os.pipe()
    if not (process := os.fork()):
        tracking.create_database()
        os.write(told, b"!")
        while True:
            work()
    os.read(heard, 1)
    moment()
    os.kill(process, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(process, 0)[1]), "it died by itself"
    os.close(heard)
    os.close(told)
    return journal().exists()


def journal() -> Path:
    """Return the file that is there only while the database is being written."""
    return database.database().with_name("mlflow.db-journal")


def any_time(rng: random.Random, within: float) -> None:
    """Wait some of that time."""
    time.sleep(rng.uniform(0, within))


def amid_a_write(rng: random.Random) -> None:
    """Wait for a write, and then for some of the time that it takes."""
    while not journal().exists():
        pass
    time.sleep(rng.uniform(0, 0.01))


def nothing_is_left() -> None:
    """Make sure that killed trainings are said to be so, and that no file of theirs is left."""
    assert not database.query("select run_uuid from runs where status = 'RUNNING'")
    rows = database.query(
        """select child.run_uuid as run_id
        from tags as child inner join runs as training on child.value = training.run_uuid
        where child.key = 'mlflow.parentRunId' and training.status = 'KILLED'"""
    )
    left = [row["run_id"] for row in rows if registry.artifacts(row["run_id"]).parent.exists()]
    assert not left
    assert [path.name for path in (settings().mlruns_dir / "scratch").iterdir()] == [".lock"]


def main(what: str, n_kills: int) -> None:
    """Kill so many processes; check after each what it left."""
    _tracking.sqlalchemy.orm.configure_mappers()
    alone(train)
    seconds = alone(train)
    rng, outcomes = random.Random(5), {"old": 0, "new": 0, "amid a write": 0}
    if what == "training":
        last, work, moment = last_training, training, partial(any_time, rng, 1.5 * seconds)
    else:
        last, work, moment = last_promotion, promotions, partial(amid_a_write, rng)
    before = last()
    for _ in range(n_kills):
        outcomes["amid a write"] += killed(work(), moment)
        after = last()
        outcomes["old" if after == before else "new"] += 1
        before = after
    alone(work())
    assert last() != before
    nothing_is_left()
    print(outcomes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
