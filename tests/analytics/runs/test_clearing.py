"""What is cleared away, and what stays."""

from pathlib import Path

import pytest

from analytics.runs import clearing, database, experiments, promotion, registry, tracking
from data.errors import BadOption, ModelMissing
from data.settings import settings
from tests.analytics.runs import tiny_log


class OutOfPower(BaseException):
    pass


def train(*, fails: bool = False) -> tuple[str, str, str]:
    """Train two models and crown one, if all goes well; return the runs of all three."""
    with tracking.training(tiny_log.ABOUT) as run_id:
        other, winner = (tiny_log.model(run_id, "streams", "audio") for _ in range(2))
        tracking.log_tables(run_id, {"scores": tiny_log.TABLE})
        version = tracking.register(winner, "streams", "audio")
        if fails:
            raise OutOfPower
        promotion.finish(run_id, [promotion.Change("streams", "audio", version, "better")])
    return run_id, other.run_id, winner.run_id


def exists(run_id: str) -> bool:
    return registry.artifacts(run_id).exists()


def statuses() -> set[str]:
    return {row["status"] for row in database.query("select status from runs")}


def test_files_of_models_long_past_are_cleared_away(mlruns: Path) -> None:
    kept = clearing.KEPT_TRAININGS
    trainings = [train() for _ in range(kept)]
    _, promoted, _ = trainings[1]
    promotion.promote("streams", "audio", promoted, "a person wants it so")
    assert all(exists(run_id) for runs in trainings for run_id in runs)
    scored = set(experiments.runs()["run_id"])
    trainings += [train(), train()]
    (_, gone, _), (_, still, _) = trainings[:2]
    assert not exists(gone)
    assert still == promoted
    for training, other, winner in trainings:
        assert len(registry.frame(training, "scores")) == 2
        assert len(registry.frame(winner, "held_out")) == 2
        assert exists(other) == (other != gone)
    assert scored < set(experiments.runs()["run_id"])
    with pytest.raises(ModelMissing) as told:
        registry.frame(gone, "held_out")
    assert "old trainings are cleared away" in told.value.hint
    with pytest.raises(BadOption, match="cleared away"):
        promotion.promote("streams", "audio", gone, "back to the start")


def test_a_training_that_failed_keeps_its_files_for_a_while(mlruns: Path) -> None:
    with pytest.raises(OutOfPower):
        train(fails=True)
    runs = experiments.runs()["run_id"]
    assert statuses() == {"FAILED", "FINISHED"}
    train()
    assert [exists(run_id) for run_id in runs] == [True, True]
    for _ in range(clearing.KEPT_TRAININGS):
        train()
    assert [exists(run_id) for run_id in runs] == [False, False]


def test_nothing_is_left_of_a_training_that_was_killed(mlruns: Path) -> None:
    train()
    with pytest.raises(OutOfPower):
        train(fails=True)
    promoted, last = experiments.runs().head(2)["run_id"]
    promotion.promote("streams", "audio", promoted, "a person wants it so")
    tiny_log.executed("update runs set status = 'RUNNING' where status = 'FAILED'")
    tiny_log.executed(f"update runs set status = 'RUNNING' where run_uuid = '{last}'")
    scratch = settings().mlruns_dir / "scratch"
    (scratch / "half").mkdir()
    (scratch / "half" / "model.json").write_text("{")
    training, _, _ = train()
    assert statuses() == {"KILLED", "FINISHED"}
    assert last not in set(experiments.runs()["run_id"])
    assert not exists(last)
    assert exists(promoted)
    assert registry.require_latest().run_id == training
    assert [path.name for path in scratch.iterdir()] == [".lock"]
    said = database.query("select value from tags where key = 'crossfade.error'")
    assert "It was killed." in {row["value"] for row in said}
