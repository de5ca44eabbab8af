import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import train
from analytics.importance import answers as importance
from analytics.runs import database, promotion, registry, tracking, training
from data import published
from data.demo.catalogue import TRUTH
from data.errors import CannotWrite
from data.jobs.process import ProcessStatus
from data.settings import ROOT, settings
from tests.analytics.models_catalogue import known_catalogue
from tests.analytics.runs import tiny_log

COMMAND = [sys.executable, "-m", "analytics.train", "--quick"]


def started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_until(reached: Callable[[ProcessStatus], bool], seconds: float = 120) -> None:
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


def kill_at(share: float) -> None:
    """Kill a training on its way; check that the champions before it are whole."""
    before, old = registry.champions(), registry.require_latest()
    process = started()
    wait_until(lambda status: status.is_at_work and status.share >= share)
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
    trained = models_with_files()
    for share in np.random.default_rng(0).uniform(0.0, 0.95, proof_count(5)):
        kill_at(float(share))
    with tracking.training(tiny_log.ABOUT):  # the next one clears away what they left
        rows = database.query("select status, count(*) as n from runs group by status")
        assert {"KILLED", "RUNNING"} < {row["status"] for row in rows}
        assert models_with_files() == trained


def models_with_files() -> set[str]:
    folder = settings().mlruns_dir / "artifacts"
    return {path.name for path in folder.iterdir() if any(path.rglob("model.json"))}


def test_one_training_at_a_time_and_its_status_says_of_what(demo: Path) -> None:
    process = started()
    try:
        wait_until(lambda status: status.is_at_work)
        assert train.start_in_background() is False
        assert train.main(["--quick"]) == 2
        assert train.status().is_at_work
        version = published.current_version()
        assert train.status().about == {"data_version": version, "kind": "quick"}
    finally:
        process.kill()
        process.wait()


def test_a_folder_that_takes_no_writing_is_named(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = settings().cache_dir
    shutil.rmtree(cache, ignore_errors=True)
    cache.write_text("in the way")
    assert train.status() == ProcessStatus()
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
    assert str(mlruns) in train.status().text
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
    assert "40 tracks of 1 artist" in capsys.readouterr().err
    assert train.status().state == "failed"
    assert "200 tracks of 30 artists" in train.status().text


def test_a_training_that_fails_says_so_in_a_line_and_where_to_read_on(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings().mlruns_dir.write_text("in the way")
    assert train.main(["--quick", "--in-lines"]) == 2
    begun, failed = capsys.readouterr().out.splitlines()
    assert begun.endswith("begun; pages of models say how far it is")
    assert "not finished: File exists" in failed
    assert str(train.PROCESS.log_file) in failed


def test_if_needed_looks_at_the_version(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
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


def test_quick_on_the_demo_says_how_far_it_is_and_finds_the_planted_drivers(
    demo_copy: Path, mlruns: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In lines, as the terminal that a server writes to as well is told."""
    assert train.main(["--quick", "--if-needed", "--in-lines"]) == 0
    lines = capfd.readouterr().out.splitlines()
    said = [line.removeprefix("Training the models in the background: ") for line in lines]
    assert [text.split()[0] for text in said] == ["begun;", "25", "50", "75", "done;"]
    assert train.status().state == "finished"
    features = importance.beeswarm("streams", "audio").features.set_index("name")
    planted = [name for name in TRUTH.drivers if name in features.index]
    assert len(planted) >= 5
    for name in planted:
        assert np.sign(features.loc[name, "direction"]) == np.sign(TRUTH.drivers[name]), name
    champion = registry.champion("streams", "audio")
    assert champion.coverage == pytest.approx(0.8, abs=0.05)
    assert (registry.artifacts(champion.run_id) / "model" / "MLmodel").exists()
    assert train.main(["--quick", "--if-needed", "--in-lines"]) == 0
    assert capfd.readouterr().out == ""
