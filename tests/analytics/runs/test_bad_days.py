"""Kills, locks, damage and full disks where the models are: a plain message, and nothing half."""

import random
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from analytics.runs import database as run_log
from analytics.runs import experiments, promotion, registry, tracking
from data.errors import BuildRunning, CannotWrite, ModelMissing, ModelRefused
from data.settings import ROOT
from tests.data.test_bad_days import files_limited_to

WHY = "because it is simpler"


@pytest.fixture
def tiny(mlruns: Path) -> Path:
    """Give a test champions of two trainings that took no time."""
    from tests.analytics import last_phase

    last_phase.train()
    last_phase.train()
    return mlruns


def state() -> tuple[object, ...]:
    """Return all that a finished training or a promotion changes."""
    champions = registry.champions().to_csv()
    return champions, experiments.history().to_csv(), registry.require_latest()


def executed(sql: str) -> None:
    with closing(sqlite3.connect(run_log.database())) as connection, connection:
        connection.execute(sql)


@pytest.mark.proof
@pytest.mark.parametrize("what", ["training", "promotion"])
def test_kills_leave_champions_of_one_training(
    mlruns: Path, proof_count: Callable[[int], int], what: str
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.analytics.last_phase", what, str(proof_count(200))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1_200,
    )
    print(result.stdout)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("table", ["registered_model_aliases", "model_version_tags", "tags"])
def test_a_failure_amid_the_step_leaves_the_old_champions(tiny: Path, table: str) -> None:
    before = state()
    training = tracking.start_training({"data_version": "0002-00000000"})
    crowns = [
        promotion.Change("hits_10", "audio", 1, WHY),
        promotion.Change("streams", "audio", 1, WHY),
    ]
    late = "new.key = 'crossfade.finished'" if table == "tags" else "new.name = 'streams-audio'"
    executed(
        f"create trigger late before insert on {table} when {late} "
        "begin select raise(abort, 'the power went out'); end"
    )
    with pytest.raises(sqlite3.IntegrityError, match="power"):
        promotion.finish(training, crowns)
    assert state() == before
    executed("drop trigger late")
    promotion.finish(training, crowns[:1])
    assert registry.champion("hits_10", "audio").version == 1
    assert registry.champion("streams", "audio").version == 2


# SQLite writes what its memory has no room for before the transaction ends.
AMID_A_WRITE = textwrap.dedent("""
    import os, signal, sqlite3, sys
    connection = sqlite3.connect(sys.argv[1], isolation_level=None)
    connection.execute("pragma cache_size = 1")
    connection.execute("begin")
    connection.execute("update model_versions set version = version + 1000")
    connection.execute("update registered_model_aliases set version = version + 1000")
    connection.execute("create table room as select randomblob(100000)")
    os.kill(os.getpid(), signal.SIGKILL)
""")


def test_what_a_killed_writer_began_is_undone(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    subprocess.run([sys.executable, "-c", AMID_A_WRITE, run_log.database()])
    assert (tiny / "mlflow.db-journal").stat().st_size
    with monkeypatch.context() as patch:
        patch.setenv("CROSSFADE_READ_ONLY", "1")
        with pytest.raises(CannotWrite, match="log of models"):
            registry.latest()
        assert (tiny / "mlflow.db-journal").exists()
    assert state() == before


class TestDatabase:
    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(run_log, "PATIENCE", 0.01)

    def test_one_that_is_locked(self, tiny: Path) -> None:
        run_id = registry.champion("streams", "audio").run_id
        before = state()
        executed("create table new (x)")  # what was read before does not answer any more
        with closing(sqlite3.connect(run_log.database())) as holder:
            holder.execute("begin exclusive")
            for ask in (
                registry.latest,
                registry.champions,
                lambda: registry.load("streams", "audio"),
                experiments.runs,
                lambda: promotion.demote("streams", "audio", WHY),
                lambda: promotion.promote("streams", "audio", run_id, WHY),
            ):
                with pytest.raises(BuildRunning, match="locked"):
                    ask()
        assert state() == before

    def test_one_that_is_locked_for_writing_only(self, tiny: Path) -> None:
        before = state()
        with closing(sqlite3.connect(run_log.database())) as holder:
            holder.execute("begin immediate")
            with pytest.raises(BuildRunning, match="locked"):
                promotion.demote("streams", "audio", WHY)
        assert state() == before

    @pytest.mark.parametrize("damage", ["garbage", "halved", "empty", "a folder"])
    def test_one_that_is_damaged(self, tiny: Path, damage: str) -> None:
        file = run_log.database()
        content = file.read_bytes()
        file.unlink()
        if damage == "a folder":
            file.mkdir()
        else:
            file.write_bytes(
                {"garbage": random.Random(1).randbytes(50_000), "halved": content[: 2**16]}.get(
                    damage, b""
                )
            )
        for ask in (registry.require_latest, lambda: registry.champion("streams", "audio")):
            with pytest.raises((ModelRefused, ModelMissing)) as told:
                ask()
            assert isinstance(told.value, ModelMissing) == (damage == "empty")
            assert "analytics.train" in told.value.hint

    def test_a_disk_that_is_full(self, tiny: Path) -> None:
        before = state()
        with files_limited_to(1_000), pytest.raises(CannotWrite, match="log of models"):
            promotion.demote("streams", "audio", WHY)
        assert state() == before

    def test_a_question_that_is_wrong_stays_a_defect(self, tiny: Path) -> None:
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            run_log.query("select no_such_thing from runs")


class TestTables:
    @pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 but no table PAR1"])
    def test_one_that_is_no_table(self, tiny: Path, content: bytes) -> None:
        run_id = registry.champion("streams", "audio").run_id
        (registry.artifacts(run_id) / "held_out.parquet").write_bytes(content)
        with pytest.raises(ModelRefused, match="'held_out'"):
            registry.frame(run_id, "held_out")

    def test_one_whose_bits_flipped(self, tiny: Path) -> None:
        run_id = registry.require_latest().run_id
        table = pd.DataFrame({"row": range(5_000), "predicted": [n / 7 for n in range(5_000)]})
        tracking.log_tables(run_id, {"held_out": table})
        file = registry.artifacts(run_id) / "held_out.parquet"
        whole, rng = file.read_bytes(), random.Random(3)
        refused = 0
        for _ in range(100):
            content = bytearray(whole)
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            file.write_bytes(content)
            try:
                pd.testing.assert_frame_equal(registry.frame(run_id, "held_out"), table)
            except ModelRefused:
                refused += 1
        assert refused > 90
