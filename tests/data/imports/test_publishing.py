"""Publishing and rolling back: one version or the other is seen, whole, whatever is killed."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import build, published
from data.errors import BuildRunning, NothingPublished
from data.imports import publishing
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.conftest import CsvFile, imported, tracks

N_KILLS = 200


@pytest.mark.usefixtures("data_dir")
class TestVersions:
    def test_rollback_goes_back_one_and_forward_builds_on_it(self, csv_file: CsvFile) -> None:
        imported(csv_file({}, name="a.csv"))
        first = published.current_version()
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        assert publishing.rollback() == first == published.current_version()
        assert len(tracks()) == 1
        with pytest.raises(NothingPublished):
            publishing.rollback()

    def test_five_versions_stay(self, csv_file: CsvFile, data_dir: Path) -> None:
        for number in range(7):
            imported(csv_file({"Track": f"Track {number}"}, name=f"{number}.csv"))
        assert [made.version[:4] for made in publishing.versions()] == [
            f"000{n}" for n in range(3, 8)
        ]
        assert len(list((data_dir / "warehouse").glob("0*"))) == 5

    def test_two_builds_at_once_lose_nothing(self, csv_file: CsvFile) -> None:
        slow = build.prepare([csv_file({}, name="a.csv")])
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        with pytest.raises(BuildRunning):
            build.publish(slow)
        imported(csv_file({}, name="a.csv"))
        assert sorted(tracks().track) == ["First Light", "Other"]

    def test_a_lost_warehouse_is_rebuilt_from_the_raw_files(
        self, csv_file: CsvFile, data_dir: Path
    ) -> None:
        imported(csv_file({}, name="a.csv"), captured_on="2026-01-31")
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        before = tracks()
        shutil.rmtree(data_dir / "warehouse")
        assert build.main(["--rebuild"]) == 0
        pd.testing.assert_frame_equal(tracks(), before)

    def test_demo_and_real_data_never_mix(self, csv_file: CsvFile) -> None:
        imported(csv_file({}, name="a.csv"))
        assert build.main(["--demo-tracks", "300"]) == 0
        assert published.manifest(published.current_version()).is_demo
        assert "First Light" not in set(tracks().track)
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        made = published.manifest(published.current_version())
        assert not made.is_demo
        assert sorted(tracks().track) == ["First Light", "Other"]


def test_the_version_is_named_after_what_is_in_it(
    csv_file: CsvFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for folder in ("one", "two"):
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / folder))
        imported(csv_file({}), captured_on="2026-01-31")
        names.append(published.current_version())
    assert names[0] == names[1]


def importing(file: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "data.build", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.proof
def test_a_kill_at_any_moment_leaves_a_whole_version(
    data_dir: Path, csv_file: Callable[..., Path], proof_count: Callable[[int], int]
) -> None:
    started = time.monotonic()
    assert importing(csv_file({}, name="first.csv")).wait() == 0
    undisturbed = time.monotonic() - started
    rng = random.Random(7)
    outcomes = set()
    for number in range(proof_count(N_KILLS)):
        before = published.current_version()
        recordings = published.manifest(before).recordings
        command = importing(csv_file({"Track": f"Track {number}"}, name=f"{number}.csv"))
        if number % 5 == 4:  # the moment after publication, whatever the machine's pace
            while command.poll() is None and published.current_version() == before:
                time.sleep(0.002)
        else:
            time.sleep(undisturbed * rng.uniform(0.1, 1.2))
        command.send_signal(signal.SIGKILL)
        command.wait()
        after = published.current_version()
        outcomes.add("old" if after == before else "new")
        made = published.manifest(after)
        assert made.recordings == reads.n_tracks(Selection(after))
        assert made.recordings == recordings + (after != before)
    assert outcomes == {"old", "new"}
    assert importing(csv_file({"Track": "Last"}, name="last.csv")).wait() == 0
    assert not list((data_dir / "warehouse").glob(".draft-*"))
