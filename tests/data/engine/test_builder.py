"""The database in which a version is built, step by step and slice by slice."""

from pathlib import Path

import pytest

from data.engine import builder
from data.engine.builder import Builder, Step
from data.errors import BadFile, CannotWrite
from data.published import Import
from tests.data.file_makers import parquet, tracks

KNOWN = Import("0" * 64, ".parquet", "new.parquet", "2026-01-31", is_demo=False)
OURS = ("artist", "track", "streams", "album")
NAMES = {"artist": "artist", "track": "track", "streams": "streams"}


def rows(folder: Path, n: int = 3, name: str = "rows") -> Path:
    path = folder / name
    path.write_bytes(parquet(tracks(n)))
    return path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models of the test's own."""
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "macros.sql").write_text((builder.SQL / "macros.sql").read_text())
    monkeypatch.setattr(builder, "SQL", folder)
    return folder


def test_rows_come_as_text_under_our_names_with_their_file_and_line(tmp_path: Path) -> None:
    with Builder(tmp_path) as made:
        for number in range(2):
            made.add_rows(KNOWN, rows(tmp_path, 2, f"rows-{number}"), NAMES, OURS)
        made.join_rows()
        source = made.fetch("select * from source_rows order by import_no, line")
    assert source["import_no"].tolist() == [0, 0, 1, 1]
    assert source["line"].tolist() == [1, 2, 1, 2]
    assert source["streams"].tolist() == ["0", "1"] * 2
    assert source["album"].isna().all()
    assert set(source["file"]) == {"new.parquet"}


def test_a_step_writes_its_model_and_shows_it_to_the_next(tmp_path: Path, models: Path) -> None:
    (models / "one.sql").write_text("select range as n from range(10)")
    (models / "two.sql").write_text("select sum(n)::integer as total from one")
    with Builder(tmp_path) as made:
        made.write(Step("one"))
        made.write(Step("two"))
        assert made.fetch("select total from two")["total"].tolist() == [45]
    assert (tmp_path / "one.parquet").exists()
    assert (tmp_path / "two.parquet").exists()


@pytest.mark.parametrize("n_slices", [1, 3, 20])
def test_slices_add_up_to_the_whole(tmp_path: Path, models: Path, n_slices: int) -> None:
    """With more slices than rows, some have no file."""
    (models / "dealt.sql").write_text(
        "select range as n, slice_of(range / 10.0) as slice from range(10)"
    )
    (models / "summed.sql").write_text("select slice, sum(n) as n from dealt group by slice")
    with Builder(tmp_path) as made:
        made.cut(n_slices)
        made.write(Step("dealt", is_split=True))
        made.write(Step("summed", each_slice=True))
        total = made.fetch("select count(*) as n_slices, sum(n)::integer as n from summed")
    assert total["n"].tolist() == [45]
    assert total["n_slices"].tolist() == [min(n_slices, 10)]


def test_a_version_without_one_before_has_no_earlier_tracks(tmp_path: Path, models: Path) -> None:
    (models / "tracks.sql").write_text("select 'a' as track_id")
    with Builder(tmp_path) as made:
        made.write(Step("tracks"))
        made.add_earlier([])
        assert made.fetch("select * from earlier").empty
        made.add_earlier([tmp_path / "tracks.parquet"])
        assert made.fetch("select track_id from earlier")["track_id"].tolist() == ["a"]


def test_damage_within_a_file_is_told_by_its_name(tmp_path: Path) -> None:
    path = rows(tmp_path, 500)
    with Builder(tmp_path) as made:
        made.add_rows(KNOWN, path, NAMES, OURS)
        made.join_rows()
        content = bytearray(path.read_bytes())
        content[4:400] = bytes(396)
        path.write_bytes(content)
        with pytest.raises(BadFile, match=r"new\.parquet is a damaged Parquet file"):
            made.fetch("select count(distinct track) from source_rows")


def test_what_is_no_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text("no Parquet")
    with Builder(tmp_path) as made, pytest.raises(BadFile, match=r"new\.parquet is no readable"):
        made.add_rows(KNOWN, path, NAMES, OURS)


def test_a_model_that_cannot_be_written_says_what_to_do(tmp_path: Path, models: Path) -> None:
    (models / "one.sql").write_text("select 1 as n")
    (tmp_path / "one.parquet" / "in the way").mkdir(parents=True)
    with Builder(tmp_path) as made, pytest.raises(CannotWrite, match="could not be written") as no:
        made.write(Step("one"))
    assert "CROSSFADE_DATA_DIR" in no.value.hint
