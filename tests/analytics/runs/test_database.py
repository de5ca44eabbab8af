"""MLflow's database without MLflow: read at once, and said plainly what is wrong with it."""

import ast
import importlib.metadata
import random
import re
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from analytics.runs import database, experiments, promotion, registry
from data.errors import BuildRunning, CannotWrite, ModelMissing, ModelRefused
from data.settings import ROOT
from tests.analytics.runs.tiny_log import executed, state
from tests.full_disk import files_limited_to

ROOM = ROOT / "analytics" / "runs"
PARTS = ("analytics", "data", "pages")
SQL = re.compile(r"\s*(select|insert|update|delete|with)\s")
TABLE = re.compile(r"\b(?:from|join|into|update) (\w+)")


def statements(path: Path) -> list[str]:
    """Return the SQL in a module's text."""
    nodes = ast.walk(ast.parse(path.read_text()))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and SQL.match(text)]


def named(path: Path) -> set[str]:
    """Return the tables that a module's SQL names."""
    return {name for sql in statements(path) for name in TABLE.findall(sql)}


class Anything(dict):
    """A value for every parameter."""

    def __missing__(self, name: str) -> str:
        return name


class TestSchema:
    """The tables are MLflow's own, and another version may have others."""

    def test_the_version_is_the_one_that_is_locked(self) -> None:
        version = importlib.metadata.version("mlflow")
        assert f"mlflow=={version}" in (ROOT / "requirements.txt").read_text().split()

    @pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
    def test_it_has_every_column_that_we_name(self, mlruns: Path, path: Path) -> None:
        with closing(sqlite3.connect(database.database())) as connection:
            for sql in statements(path):
                connection.execute(f"explain {sql}", Anything())

    def test_a_column_that_is_not_there_would_be_noticed(self, mlruns: Path) -> None:
        with (
            closing(sqlite3.connect(database.database())) as connection,
            pytest.raises(sqlite3.OperationalError, match="no such column"),
        ):
            connection.execute("explain select run_id from runs where run_uuid = :id", Anything())

    def test_nobody_else_knows_its_tables(self) -> None:
        ours = {name for path in ROOM.glob("*.py") for name in named(path)}
        assert {"runs", "params", "model_versions"} < ours
        others = [path for part in PARTS for path in (ROOT / part).rglob("*.py")]
        assert {path for path in others if path.parent != ROOM and named(path) & ours} == set()


def test_without_even_a_database_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "nothing"))
    assert registry.latest() is None
    with pytest.raises(ModelMissing):
        registry.champion("streams", "audio")


def test_what_others_write_is_seen_at_once_and_nothing_is_asked_twice(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = registry.champion("streams", "audio").run_id
    with monkeypatch.context() as patch:
        patch.delattr(sqlite3, "connect")
        assert registry.champion("streams", "audio").run_id == before
    with closing(sqlite3.connect(trained / "mlflow.db")) as connection, connection:
        connection.execute("delete from registered_model_aliases where name = 'streams-audio'")
    with pytest.raises(ModelMissing):
        registry.champion("streams", "audio")


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
    subprocess.run([sys.executable, "-c", AMID_A_WRITE, database.database()])
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
        monkeypatch.setattr(database, "PATIENCE", 0.01)

    def test_one_that_is_locked(self, tiny: Path) -> None:
        run_id = registry.champion("streams", "audio").run_id
        before = state()
        executed("create table new (x)")  # what was read before does not answer any more
        with closing(sqlite3.connect(database.database())) as holder:
            holder.execute("begin exclusive")
            for ask in (
                registry.latest,
                registry.champions,
                lambda: registry.load("streams", "audio"),
                experiments.runs,
                lambda: promotion.demote("streams", "audio", "because"),
                lambda: promotion.promote("streams", "audio", run_id, "because"),
            ):
                with pytest.raises(BuildRunning, match="locked"):
                    ask()
        assert state() == before

    def test_one_that_is_locked_for_writing_only(self, tiny: Path) -> None:
        before = state()
        with closing(sqlite3.connect(database.database())) as holder:
            holder.execute("begin immediate")
            with pytest.raises(BuildRunning, match="locked"):
                promotion.demote("streams", "audio", "because")
        assert state() == before

    @pytest.mark.parametrize("damage", ["garbage", "halved", "empty", "a folder"])
    def test_one_that_is_damaged(self, tiny: Path, damage: str) -> None:
        file = database.database()
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
            assert "Train the models" in told.value.hint

    def test_a_disk_that_is_full(self, tiny: Path) -> None:
        before = state()
        with files_limited_to(1_000), pytest.raises(CannotWrite, match="log of models"):
            promotion.demote("streams", "audio", "because")
        assert state() == before

    def test_a_question_that_is_wrong_stays_a_defect(self, tiny: Path) -> None:
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            database.query("select no_such_thing from runs")
