"""The pointer, manifests and hashes of what is published."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from data import published
from data.errors import DamagedWarehouse, NothingPublished


def test_nothing_is_published_in_an_empty_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(NothingPublished, match="nothing has been imported") as caught:
        published.current_version()
    assert "data.build" in caught.value.hint


def test_a_torn_pointer_is_reported(demo_copy: Path) -> None:
    (demo_copy / "warehouse" / "current").write_text('{"curr')
    with pytest.raises(DamagedWarehouse, match="rebuild"):
        published.current_version()


@pytest.mark.parametrize(
    "pointer",
    [
        "[1, 2]",
        json.dumps({"current": "0001-00000000", "published": []}),
        json.dumps({"current": "../../etc", "published": ["../../etc"]}),
    ],
)
def test_a_pointer_to_elsewhere_is_refused(demo_copy: Path, pointer: str) -> None:
    (demo_copy / "warehouse" / "current").write_text(pointer)
    with pytest.raises(DamagedWarehouse, match="cannot be read"):
        published.pointer()


def test_a_manifest_comes_back_as_it_was_written(everything) -> None:
    made = published.manifest(everything.version)
    text = json.dumps(dataclasses.asdict(made))
    assert published.Manifest.from_json(text) == made
    assert made.version == everything.version
    assert made.rows_read == made.recordings + made.rows_merged + made.rows_rejected


def test_a_manifest_of_a_later_crossfade_is_read_for_what_is_known(everything) -> None:
    made = published.manifest(everything.version)
    values = dataclasses.asdict(made) | {"of_tomorrow": 1}
    values["files"][0]["of_tomorrow"] = 1
    assert published.Manifest.from_json(json.dumps(values)) == made


def test_files_are_known_by_their_content(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.parquet").write_text(name)
    digests = published.digests(tmp_path.iterdir())
    assert digests == {name: hashlib.sha256(name.encode()).hexdigest() for name in ("a", "b")}


def test_a_version_is_held_against_its_hashes(demo_copy: Path) -> None:
    version = demo_copy / "warehouse" / published.current_version()
    published.check(version)
    tracks = version / "tracks.parquet"
    assert published.mart_files(version, "tracks") == [tracks]
    with pytest.raises(ValueError, match="no mart"):
        published.mart_files(version, "songs")
    tracks.write_bytes(tracks.read_bytes() + b" ")
    with pytest.raises(ValueError, match=r"tracks\.parquet was changed"):
        published.check(version)


def test_a_version_that_is_not_there_is_damaged(demo_copy: Path) -> None:
    with pytest.raises(DamagedWarehouse, match="0099-00000000"):
        published.manifest("0099-00000000")


def test_an_error_is_told_in_one_bounded_line() -> None:
    assert published.first_line(ValueError("one\ntwo")) == "one"
    assert published.first_line(ValueError()) == "ValueError"
    assert len(published.first_line(ValueError("x" * 1000))) == 300
