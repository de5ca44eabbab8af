"""Questions to a version: parameters only, many threads, no way out of its directory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from data import published
from data.engine import warehouse
from data.errors import DamagedWarehouse
from data.reads import tracks as reads
from data.selection import Selection


def test_threads_get_their_own_answers(everything: Selection) -> None:
    def ask(number: int) -> bool:
        frame = warehouse.query("select $n as n from range(5)", everything, n=number)
        return list(frame.n) == [number] * 5

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(400)))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')",
        "copy (select 1) to '/tmp/crossfade-escape.csv'",
        "attach '/tmp/crossfade-escape.db'",
        "set enable_external_access = true",
    ],
)
def test_a_query_cannot_leave_its_directory(everything: Selection, sql: str) -> None:
    import duckdb

    with pytest.raises((duckdb.Error, DamagedWarehouse)):
        warehouse.query(sql, everything)
    assert not Path("/tmp/crossfade-escape.csv").exists()


def test_batches_are_the_query(everything: Selection) -> None:
    sql = "select track_id, streams from chosen order by streams desc, track_id"
    parts = pd.concat(b.to_pandas() for b in warehouse.batches(sql, everything, rows=700))
    whole = warehouse.query(sql, everything)
    assert list(parts.track_id) == list(whole.track_id)


def test_a_question_may_begin_with_what_it_asks(everything: Selection) -> None:
    sql = """-- One row.
-- No key.
with asked as (select * from chosen)
select count(*) as n from asked"""
    assert warehouse.query(sql, everything)["n"][0] == 3_000


def test_unknown_counts_are_floats_without_a_number(everything: Selection) -> None:
    frame = warehouse.query("select unnest([1, null, 3]) as n", everything)
    assert frame["n"].dtype == "float64"
    assert frame["n"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_mart_is_reported(demo_copy: Path, damage: str) -> None:
    version = published.current_version()
    mart = demo_copy / "warehouse" / version / "tracks.parquet"
    if damage == "gone":
        mart.unlink()
    else:
        content = bytearray(mart.read_bytes())
        content[len(content) // 2] ^= 1
        mart.write_bytes(content)
    with pytest.raises(DamagedWarehouse, match=version):
        reads.n_tracks(Selection(version))


def test_a_version_without_a_column_says_how_to_mend_it(demo_copy: Path) -> None:
    with pytest.raises(DamagedWarehouse, match="does not hold") as caught:
        warehouse.query("select no_such_column from tracks", published.current_version())
    assert "--rebuild" in caught.value.hint
