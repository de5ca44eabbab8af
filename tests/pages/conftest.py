"""What tests of the pages of models share: one quick training of the demo catalogue."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def _trained(demo_warehouse: Path) -> Iterator[Path]:
    """Train once, in the same folder as the catalogue; return where the models are."""
    from analytics import train

    folder = demo_warehouse.parent / "trained"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
        assert train.main(["--quick"]) == 0
    yield folder


@pytest.fixture
def trained_demo(_trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test the models of the demo catalogue, to read only; return their folder."""
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(_trained))
    return _trained


@pytest.fixture
def trained_copy(_trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test models of its own, to promote, demote or break."""
    copy = tmp_path / "mlruns"
    shutil.copytree(_trained, copy)
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(copy))
    return copy


@pytest.fixture
def untrained(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a catalogue without any model."""
    folder = tmp_path / "mlruns"
    monkeypatch.setenv("CROSSFADE_MLRUNS_DIR", str(folder))
    return folder
