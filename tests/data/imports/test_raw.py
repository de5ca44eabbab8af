"""Raw files: kept by content, noted, and refused where they are not what was imported."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import published
from data.errors import BadFile, DamagedWarehouse
from data.imports import raw
from data.published import Import, sha256
from tests.data.conftest import CsvFile, imported


@pytest.fixture
def known(csv_file: CsvFile, data_dir: Path) -> Import:
    """An import whose raw file is kept."""
    imported(csv_file({}), captured_on="2026-01-31")
    (known,) = published.manifest(published.current_version()).imports
    return known


def test_a_copy_is_named_by_its_content(tmp_path: Path, csv_file: CsvFile) -> None:
    file = csv_file({})
    (tmp_path / "into").mkdir()
    digest = raw.copy(file, tmp_path / "into", "Catalogue.CSV.GZ")
    assert digest == sha256(file)
    (copy,) = (tmp_path / "into").iterdir()
    assert copy.name == f"{digest}.csv.gz"
    assert copy.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("kind", ["gone", "a folder"])
def test_what_is_no_file_is_not_copied(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "source"
    if kind == "a folder":
        source.mkdir()
    with pytest.raises(BadFile, match=r"x\.csv is"):
        raw.copy(source, tmp_path, "x.csv")


def test_a_kept_file_is_found_by_its_content(known: Import, tmp_path: Path) -> None:
    kept = raw.path(known, tmp_path)
    assert sha256(kept) == known.sha256
    draft = tmp_path / kept.name
    draft.write_bytes(kept.read_bytes())
    assert raw.path(known, tmp_path) == draft


def test_a_file_that_is_gone_or_changed_is_named(known: Import, tmp_path: Path) -> None:
    kept = raw.path(known, tmp_path)
    kept.write_text("something else")
    with pytest.raises(BadFile, match="not the same any more") as changed:
        raw.path(known, tmp_path)
    assert "catalogue.csv" in changed.value.message
    kept.unlink()
    with pytest.raises(BadFile, match="is gone"):
        raw.path(known, tmp_path)


def test_notes_say_what_was_imported_when(known: Import, data_dir: Path) -> None:
    assert raw.noted() == (known,)
    (note,) = (data_dir / "raw").glob("*.json")
    for text in ("[]", "{", json.dumps({"imports": [{"name": "x"}]})):
        note.write_text(text)
        with pytest.raises(DamagedWarehouse, match="says what the file beside it is"):
            raw.noted()


@given(st.text())
def test_any_name_can_be_shown_and_none_chooses_an_ending(name: str) -> None:
    assert raw.label(name).isprintable()
    assert len(raw.label(name)) <= raw.NAME_CHARACTERS
    endings = {".csv.gz", ".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".gz", ".data"}
    assert raw.suffix(name) in endings
