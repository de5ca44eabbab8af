"""What tests of the log of runs share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data import build, published
from tests.analytics.runs import tiny_log


@pytest.fixture
def tiny(mlruns: Path) -> Path:
    """Give a test champions of two trainings that took no time."""
    tiny_log.train()
    tiny_log.train()
    return mlruns


@pytest.fixture(scope="session")
def _real_after_demo(
    demo_warehouse: Path, _empty_mlruns: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Train on the demo, then import real files on the command line; once."""
    folder = tmp_path_factory.mktemp("real_after_demo")
    ignored = shutil.ignore_patterns("cache")
    shutil.copytree(demo_warehouse, folder / "data", ignore=ignored)
    shutil.copytree(_empty_mlruns, folder / "mlruns")
    file = folder / "label.parquet"
    pd.read_parquet(next((folder / "data/raw").glob("*.parquet"))).head(300).to_parquet(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(folder / "data"))
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder / "mlruns"))
        tiny_log.train(data_version=published.current_version())
        assert build.main([str(file)]) == 0
    yield folder


@pytest.fixture
def real_after_demo(_real_after_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a test a real catalogue beside models of the demo alone; return its version."""
    shutil.copytree(_real_after_demo, tmp_path / "both")
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "both/data"))
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(tmp_path / "both/mlruns"))
    return published.current_version()
