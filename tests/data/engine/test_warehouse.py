"""Questions to a version: parameters only, many threads, no way out of its directory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from data.engine import warehouse
from data.errors import DamagedWarehouse
from data.reads import tracks as reads
from data.selection import Selection


def test_every_filter_does_what_pandas_does(
    everything: Selection, demo_tracks: pd.DataFrame
) -> None:
    artist = demo_tracks.artist.mode()[0]
    median = demo_tracks.streams.median()
    chosen = {
        "artists": ((artist,), demo_tracks.artists.map(lambda names: artist in names)),
        "album_types": (("single",), demo_tracks.album_type == "single"),
        "official_video": (True, demo_tracks.has_official_video.fillna(False).astype(bool)),
        "licensed": (False, ~demo_tracks.is_licensed.fillna(True).astype(bool)),
        "streams": ((median, None), demo_tracks.streams >= median),
        "views": ((None, 10**6), demo_tracks.views <= 10**6),
        "tempo": ((100, 120), demo_tracks.tempo.between(100, 120)),
    }
    for name, (value, expected) in chosen.items():
        found = reads.tracks(Selection(everything.version, **{name: value}), ["track_id"])
        assert list(found.track_id) == list(demo_tracks.track_id[expected]), name
        assert 0 < len(found) < len(demo_tracks)


def test_a_hostile_filter_is_only_a_value(everything: Selection) -> None:
    hostile = Selection(everything.version, artists=("'); drop view tracks; --",))
    assert reads.n_tracks(hostile) == 0
    assert reads.n_tracks(everything) > 0


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


def test_a_sample_is_the_same_every_time(everything: Selection) -> None:
    one = reads.tracks(everything, ["track_id"], sample=50)
    assert list(one.track_id) == sorted(reads.tracks(everything, ["track_id"]).track_id)[:50]
    assert one.equals(reads.tracks(everything, ["track_id"], sample=50))
    assert len(one) == 50
    assert one.track_id.is_monotonic_increasing


def test_an_unknown_column_is_refused(everything: Selection) -> None:
    with pytest.raises(ValueError, match="no column"):
        reads.tracks(everything, ["streams; drop table tracks"])
    with pytest.raises(ValueError, match="no column"):
        reads.span(everything.version, "streams) from tracks; drop table tracks")


def test_some_tracks_are_in_a_selection(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    asked = demo_tracks.head(200)
    singles = asked[asked["album_type"] == "single"]["track_id"]
    chosen = Selection(everything.version, album_types=("single",))
    assert sorted(reads.within(chosen, [*asked["track_id"], "nobody's"])) == list(singles)
    assert reads.within(chosen, []) == []


def test_a_span_is_of_all_tracks(everything: Selection, demo_tracks: pd.DataFrame) -> None:
    tempo = demo_tracks["tempo"]
    expected = (tempo.min(), tempo.median(), tempo.max())
    assert reads.span(everything.version, "tempo") == pytest.approx(expected)
