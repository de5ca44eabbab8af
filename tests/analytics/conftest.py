"""What tests of training share: MLflow's empty database, made once (it takes seconds)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def _empty_mlruns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from analytics import tracking

    folder = tmp_path_factory.mktemp("mlflow") / "mlruns"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
        tracking.create_database()
    yield folder


@pytest.fixture
def mlruns(_empty_mlruns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a log of runs of its own, without any run."""
    folder = tmp_path / "mlruns"
    shutil.copytree(_empty_mlruns, folder)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
    return folder
