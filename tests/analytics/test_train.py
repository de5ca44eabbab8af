import fcntl
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import pytest

from analytics import train
from analytics.runs import promotion, registry, tracking, training
from data.demo.catalogue import TRUTH
from data.errors import CannotWrite
from data.jobs.process import Status
from data.settings import ROOT, settings
from tests.analytics.models_catalogue import known_catalogue

COMMAND = [sys.executable, "-m", "analytics.train", "--quick"]


def started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(reached: Callable[[Status], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not reached(train.status()):
        assert time.monotonic() < deadline, train.status()
        time.sleep(0.05)


@pytest.fixture
def demo(demo_copy: Path, trained: Path) -> Path:
    """Give a test a demo catalogue of its own, with models of an older version."""
    # Another test may have trained in the folder that was copied: its status came along.
    (demo_copy / "cache" / "training.json").unlink(missing_ok=True)
    return demo_copy


def kill_at(progress: float) -> None:
    """Kill a training on its way; check that the champions before it are whole."""
    before, old = registry.champions(), registry.require_latest()
    process = started()
    wait_for(lambda status: status.is_running and status.progress >= progress)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert train.status().state == "interrupted"
    assert registry.require_latest() == old
    pd.testing.assert_frame_equal(registry.champions(), before)
    for task, feature_set in before[["task", "feature_set"]].itertuples(index=False):
        assert registry.load(task, feature_set).champion.data_version == old.data_version


@pytest.mark.proof
def test_a_killed_training_leaves_the_old_champions(
    demo: Path, proof_count: Callable[[int], int]
) -> None:
    for share in np.random.default_rng(0).uniform(0.0, 0.95, proof_count(5)):
        kill_at(float(share))


def test_one_training_at_a_time_and_its_status_is_in_a_file(demo: Path) -> None:
    process = started()
    try:
        wait_for(lambda status: status.is_running)
        assert train.start_in_background() is False
        assert train.main(["--quick"]) == 2
        assert train.status().is_running
        assert train.status().is_quick
    finally:
        process.kill()
        process.wait()


def test_the_status_of_a_dead_training_is_not_believed(demo: Path) -> None:
    assert train.status().state == "none"
    file = settings().cache_dir / "training.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"state": "running", "progress": 0.4}))
    assert train.status().state == "interrupted"
    file.write_text("{half a")
    assert train.status().state == "none"


@pytest.fixture
def looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[str]]:
    """Look at the lock of a training that died, as another reader's page does."""
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    file = settings().cache_dir / "training.lock"
    file.parent.mkdir(parents=True)
    file.with_suffix(".json").write_text(json.dumps({"state": "running", "progress": 0.4}))
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


def test_who_looks_is_not_taken_for_a_training(looked_at: IO[str]) -> None:
    assert train.status().state == "interrupted"


def test_a_training_begins_while_pages_look(looked_at: IO[str]) -> None:
    away = threading.Timer(0.1, fcntl.flock, (looked_at, fcntl.LOCK_UN))
    away.start()
    with train.PROCESS.lock():
        assert train.status().is_running
    away.join()


def test_a_folder_that_takes_no_writing_is_named(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = settings().cache_dir
    shutil.rmtree(cache, ignore_errors=True)
    cache.write_text("in the way")
    assert train.status() == Status()
    with pytest.raises(CannotWrite, match=str(cache)):
        train.start_in_background()
    assert train.main(["--quick"]) == 2
    assert str(cache) in capsys.readouterr().err


def test_runs_that_cannot_be_logged_are_no_riddle(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mlruns = settings().mlruns_dir
    mlruns.write_text("in the way")
    assert train.main(["--quick"]) == 2
    assert train.status().state == "failed"
    assert str(mlruns) in train.status().message
    assert "Crossfade could not write" in capsys.readouterr().err


def test_a_server_that_changes_nothing_does_not_train(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    assert train.main(["--quick"]) == 2
    assert "CROSSFADE_READ_ONLY=0" in capsys.readouterr().err
    assert train.status().state == "none"


def test_without_a_catalogue_or_with_an_odd_option_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "nothing"))
    assert train.main([]) == 2
    assert train.main(["--tune", "-1"]) == 2
    assert "--tune is -1" in capsys.readouterr().err


def test_too_little_data_is_refused_and_the_status_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from data import build
    from tests.data.conftest import ROW, as_csv

    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    rows = [ROW | {"Track": f"Track {number}", "Stream": str(number)} for number in range(40)]
    path = tmp_path / "few.csv"
    path.write_text(as_csv(rows))
    build.publish(build.prepare([path]))
    assert train.main(["--quick"]) == 2
    assert "40 recordings of 1 artists" in capsys.readouterr().err
    assert train.status().state == "failed"
    assert "200 recordings" in train.status().message


def test_if_needed_looks_at_the_version(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from data import published

    catalogue = known_catalogue(published.current_version(), n_artists=40)
    parameters = training.parameters(catalogue, is_quick=True, n_trials=0, seed=0)
    with tracking.training(parameters) as run_id:
        promotion.finish(run_id)
    assert train.main(["--quick", "--if-needed"]) == 0
    assert "already" in capsys.readouterr().out


def test_models_that_this_code_cannot_use_are_trained_again(trained: Path) -> None:
    version = registry.require_latest().data_version
    assert not train.is_needed(version)
    assert train.is_needed("0009-99999999")
    one = registry.champion("views", "release")
    (registry.artifacts(one.run_id) / "model" / "model.json").write_text("{}")
    assert train.is_needed(version)


def test_quick_on_the_demo_brings_the_planted_drivers_to_the_top(
    demo_copy: Path, mlruns: Path
) -> None:
    from analytics.importance import contributions as importance

    assert train.main(["--quick"]) == 0
    assert train.status().state == "finished"
    features = importance.beeswarm("streams", "audio", top=8).features.set_index("name")
    planted = [name for name in TRUTH.drivers if name in features.index]
    assert len(planted) >= 5
    for name in planted:
        assert np.sign(features.loc[name, "direction"]) == np.sign(TRUTH.drivers[name]), name
    champion = registry.champion("streams", "audio")
    assert champion.coverage == pytest.approx(0.8, abs=0.05)
    assert (registry.artifacts(champion.run_id) / "model" / "MLmodel").exists()
