"""A killed build leaves the old version or the new one, whole."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data import published
from data.errors import DamagedWarehouse
from data.reads import tracks as reads
from data.selection import Selection

N_KILLS = 200


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


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_mart_is_reported(demo_copy: Path, damage: str) -> None:
    version = published.current_version()
    mart = demo_copy / "warehouse" / version / "tracks.parquet"
    if damage == "gone":
        mart.unlink()
    else:
        content = bytearray(mart.read_bytes())
        content[len(content) // 2] ^= 1
        mart.write_bytes(content)
    with pytest.raises(DamagedWarehouse, match=version):
        reads.n_tracks(Selection(version))


def test_a_torn_pointer_is_reported(demo_copy: Path) -> None:
    (demo_copy / "warehouse" / "current").write_text('{"curr')
    with pytest.raises(DamagedWarehouse, match="rebuild"):
        published.current_version()
