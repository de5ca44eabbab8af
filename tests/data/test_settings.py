"""What the environment says of this process."""

from pathlib import Path

import pytest

from data.settings import ROOT, settings


def test_folders_are_those_of_the_checkout_unless_it_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("CROSSFADE_DATA_DIR", "CROSSFADE_MLRUNS_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert settings().data_dir == ROOT / "data"
    assert settings().mlruns_dir == ROOT / "mlruns"
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path))
    assert settings().raw_dir == tmp_path / "raw"
    assert settings().warehouse_dir == tmp_path / "warehouse"
    assert settings().cache_dir == tmp_path / "cache"


def test_a_folder_named_from_here_is_the_same_from_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CROSSFADE_DATA_DIR", "here")
    assert settings().data_dir == tmp_path / "here"


@pytest.mark.parametrize(
    ("said", "read_only"),
    [(None, None), ("", None), (" ", None), ("1", True), ("yes", True), ("0", False)],
)
def test_writing_is_up_to_whoever_asks_unless_it_says(
    monkeypatch: pytest.MonkeyPatch, said: str | None, read_only: bool | None
) -> None:
    monkeypatch.delenv("CROSSFADE_READ_ONLY", raising=False)
    if said is not None:
        monkeypatch.setenv("CROSSFADE_READ_ONLY", said)
    assert settings().read_only is read_only


@pytest.mark.parametrize(
    ("said", "label"), [(None, ""), ("  ", ""), (" North \n Lights ", "North Lights")]
)
def test_the_label_is_one_line(
    monkeypatch: pytest.MonkeyPatch, said: str | None, label: str
) -> None:
    monkeypatch.delenv("CROSSFADE_LABEL", raising=False)
    if said is not None:
        monkeypatch.setenv("CROSSFADE_LABEL", said)
    assert settings().label == label
