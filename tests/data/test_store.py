"""A killed build leaves the old version or the new one, whole."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data import build, reads, warehouse
from data.errors import DamagedWarehouse
from data.selection import Selection

N_KILLS = 200 if os.environ.get("CROSSFADE_PROOF") else 10


@pytest.mark.proof
def test_a_kill_at_any_moment_leaves_a_whole_version(
    data_dir: Path, csv_file: Callable[..., Path]
) -> None:
    build.publish(build.prepare([csv_file({}, name="first.csv")]))
    rng = random.Random(7)
    outcomes = set()
    longest = 3.0
    for number in range(N_KILLS):
        before = warehouse.current_version()
        recordings = warehouse.manifest(before).recordings
        file = csv_file({"Track": f"Track {number}"}, name=f"{number}.csv")
        command = subprocess.Popen(
            [sys.executable, "-m", "data.build", str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started = time.monotonic()
        try:
            command.wait(rng.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            command.send_signal(signal.SIGKILL)
            command.wait()
        else:
            longest = 1.1 * (time.monotonic() - started)
        after = warehouse.current_version()
        outcomes.add(after == before)
        made = warehouse.manifest(after)
        assert made.recordings == reads.n_tracks(Selection(after))
        assert made.recordings == recordings + (after != before)
    build.publish(build.prepare([csv_file({"Track": "Last"}, name="last.csv")]))
    assert not list((data_dir / "warehouse").glob(".draft-*"))
    assert outcomes == {True, False}


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_mart_is_reported(demo_copy: Path, damage: str) -> None:
    version = warehouse.current_version()
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
        warehouse.current_version()
