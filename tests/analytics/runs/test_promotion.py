"""Champions made and unmade: each decision whole, with its reason."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.runs import experiments, promotion, registry, tracking
from data.errors import BadOption, ModelMissing, ReadOnly
from data.settings import ROOT
from tests.analytics.runs import tiny_log
from tests.analytics.runs.tiny_log import executed, state

WHY = "because it is simpler"


def test_promotion_and_demotion_are_logged_with_their_reason(trained: Path) -> None:
    before = registry.champion("streams", "audio")
    runs = experiments.runs()
    mine = runs[(runs["task"] == "streams") & (runs["feature_set"] == "audio")]
    other = mine[mine["model"].isin(("ols", "xgboost", "blend")) & (mine["model"] != before.kind)]
    run_id = other["run_id"].iloc[0]
    promotion.promote("streams", "audio", run_id, "easier to explain to the board")
    after = registry.load("streams", "audio").champion
    assert after.run_id == run_id
    first = experiments.history("streams", "audio").iloc[0]
    assert (first["action"], first["by"]) == ("promoted", "a person")
    assert first["reason"] == "easier to explain to the board"
    promotion.demote("streams", "audio", "it was a bad idea")
    assert registry.champion("streams", "audio").run_id == before.run_id
    assert set(experiments.history("streams", "audio")["action"]) == {"promoted", "demoted"}


def test_demoting_the_only_champion_leaves_none(trained: Path) -> None:
    assert promotion.demote("views", "audio", "not good enough") is None
    with pytest.raises(ModelMissing):
        registry.champion("views", "audio")


def test_promotion_needs_a_reason_and_a_run_that_fits(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = experiments.runs()
    audio = runs[(runs["task"] == "streams") & (runs["feature_set"] == "audio")]
    baseline = audio[audio["model"] == "baseline"]["run_id"].iloc[0]
    fine = audio[audio["model"] == "ols"]["run_id"].iloc[0]
    with pytest.raises(BadOption, match="why"):
        promotion.promote("streams", "audio", fine, "  ")
    with pytest.raises(BadOption, match="trained to compare with"):
        promotion.promote("streams", "audio", baseline, "because")
    with pytest.raises(BadOption, match="no model of"):
        promotion.promote("streams", "market", fine, "because")
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    with pytest.raises(ReadOnly):
        promotion.promote("streams", "audio", fine, "because")
    with pytest.raises(ReadOnly):
        promotion.demote("streams", "audio", "because")


@pytest.mark.proof
@pytest.mark.parametrize("what", ["training", "promotion"])
def test_kills_leave_champions_of_one_training(
    mlruns: Path, proof_count: Callable[[int], int], what: str
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.analytics.runs.last_phase", what, str(proof_count(200))],
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
    crowns = [
        promotion.Change("hits_10", "audio", 1, WHY),
        promotion.Change("streams", "audio", 1, WHY),
    ]
    late = "new.key = 'crossfade.finished'" if table == "tags" else "new.name = 'streams-audio'"
    executed(
        f"create trigger late before insert on {table} when {late} "
        "begin select raise(abort, 'the power went out'); end"
    )
    with (
        pytest.raises(sqlite3.IntegrityError, match="power"),
        tracking.training({"data_version": "0002-00000000"}) as run_id,
    ):
        promotion.finish(run_id, crowns)
    assert state() == before
    executed("drop trigger late")
    with tracking.training(tiny_log.ABOUT) as run_id:
        promotion.finish(run_id, crowns[:1])
    assert registry.champion("hits_10", "audio").version == 1
    assert registry.champion("streams", "audio").version == 2
