"""Readers at once see what a single one sees."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from tests.load.load import run
from tests.load.made import catalogue

QUICK_PAGES = ("", "catalogue", "data_room")


def test_three_readers_see_what_one_sees(demo_warehouse: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_warehouse, tmp_path / "data")
    load = asyncio.run(
        run(
            tmp_path / "data",
            tmp_path / "mlruns",
            n_sessions=3,
            pages=QUICK_PAGES,
            n_filters=2,
            think=0.1,
            forgotten_after=0.0,
            time_limit=60.0,
        )
    )
    assert (load.wrong, load.errors) == ((), ())
    assert len(load.steps) >= 3 * len(QUICK_PAGES) * 2


@pytest.mark.proof
@pytest.mark.skipif(os.environ.get("CROSSFADE_PROOF") != "1", reason="CROSSFADE_PROOF is not 1")
def test_fifty_readers_see_what_one_sees_and_leave_no_memory_behind(tmp_path: Path) -> None:
    data_dir, mlruns_dir = catalogue(tmp_path, 20_000, train=True)
    load = asyncio.run(run(data_dir, mlruns_dir, n_sessions=50))
    assert (load.wrong, load.errors) == ((), ())
    assert load.memory_after <= 1.2 * load.memory_before
