"""What tests of training share: MLflow's empty database, made once (it takes seconds)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def _empty_mlruns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from analytics.runs import tracking

    folder = tmp_path_factory.mktemp("mlflow") / "mlruns"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
        tracking.create_database()
    yield folder


@pytest.fixture
def mlruns(
    _empty_mlruns: Path, demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give a test a log of runs of its own beside the demo catalogue, without any run."""
    folder = tmp_path / "mlruns"
    shutil.copytree(_empty_mlruns, folder)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def _trained(_empty_mlruns: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Train on a small catalogue in memory once: streams and hits, quickly."""
    from analytics.runs import training
    from tests.analytics.models_catalogue import known_catalogue

    folder = tmp_path_factory.mktemp("trained") / "mlruns"
    shutil.copytree(_empty_mlruns, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
        training.run(known_catalogue(), is_quick=True)
    yield folder


@pytest.fixture
def trained(
    _trained: Path, demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give a test models of its own, to promote, demote or break."""
    copy = tmp_path / "mlruns"
    shutil.copytree(_trained, copy)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(copy))
    return copy
