"""Full disks, damaged folders, two builds at once, kills: a plain message, and nothing half."""

import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from data import build
from data import published as versions
from data.engine import warehouse
from data.errors import BadFile, CannotWrite, DamagedWarehouse
from data.imports import publishing
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.conftest import ROW, CsvFile, as_csv, tracks
from tests.data.file_makers import parquet
from tests.data.file_makers import tracks as columns
from tests.full_disk import files_limited_to

Folder = dict[str, bytes | None]


def folder(path: Path) -> Folder:
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(path.rglob("*"))}


def point(warehouse_dir: Path, current: str, published: list[str]) -> None:
    """Write the pointer, as one who had all these versions published."""
    fresh = warehouse_dir / ".pointer-of-a-test"
    fresh.write_text(json.dumps({"current": current, "published": published}))
    fresh.replace(warehouse_dir / "current")


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(made / "data"))
        for name, rows in {"a": [ROW], "b": [ROW | {"Track": "Two"}, ROW | {"Views": "x"}]}.items():
            (made / f"{name}.csv").write_text(as_csv(rows))
            build.publish(build.prepare([made / f"{name}.csv"]))
    return made / "data"


@pytest.fixture
def published(two_versions: Path, data_dir: Path) -> Path:
    """A data folder with two versions."""
    shutil.copytree(two_versions, data_dir)
    return data_dir


class TestFullDisk:
    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        """A small file with large contents, so that any of a build's files may be the last."""
        path = tmp_path / "large.parquet"
        names = [f"{random.Random(n).getrandbits(200):x}" for n in range(3_000)]
        path.write_bytes(parquet(columns(3_000, track=names), compression="zstd"))
        return path

    @pytest.mark.parametrize("n_bytes", [0, 5_000, 60_000, 150_000])
    def test_a_build_that_runs_out_of_room(
        self, published: Path, large: Path, n_bytes: int
    ) -> None:
        before = folder(published)
        with files_limited_to(n_bytes), pytest.raises(CannotWrite) as refused:
            build.prepare([large])
        assert "could not be written" in str(refused.value) or "too large" in str(refused.value)
        assert folder(published) == before

    def test_a_workbook_that_runs_out_of_room(self, published: Path, tmp_path: Path) -> None:
        from tests.data.file_makers import NAMES, sheet, workbook

        path = tmp_path / "large.xlsx"
        path.write_bytes(workbook(sheet(NAMES, *(["Ada", "x" * 99, n, 1] for n in range(999)))))
        before = folder(published)
        with files_limited_to(50_000), pytest.raises(CannotWrite):
            build.prepare([path])
        assert folder(published) == before

    @pytest.mark.parametrize("n_bytes", [0, 100, 1_000])
    def test_publishing_that_runs_out_of_room(
        self, published: Path, csv_file: CsvFile, n_bytes: int
    ) -> None:
        draft = build.prepare([csv_file({"Track": "New"}, name="c.csv")])
        kept = {p: c for p, c in folder(published).items() if ".draft-" not in p}
        with files_limited_to(n_bytes), pytest.raises(CannotWrite):
            build.publish(draft)
        build.discard(draft)
        assert folder(published) == kept

    def test_rolling_back_that_runs_out_of_room(self, published: Path) -> None:
        before = folder(published)
        with files_limited_to(10), pytest.raises(CannotWrite):
            build.rollback()
        assert folder(published) == before


class TestFolders:
    def test_publishing_that_fails_half_way_leaves_nothing(
        self, published: Path, csv_file: CsvFile
    ) -> None:
        file = csv_file({"Track": "New"}, name="c.csv")
        draft = build.prepare([file])
        digest = draft.manifest.imports[-1].sha256
        (published / "raw" / f"{digest}.json" / "in the way").mkdir(parents=True)
        kept = {p: c for p, c in folder(published).items() if ".draft-" not in p}
        with pytest.raises(CannotWrite):
            build.publish(draft)
        build.discard(draft)
        assert folder(published) == kept

    @pytest.mark.parametrize("place", ["raw", "warehouse"])
    def test_a_file_in_place_of_a_folder(
        self, data_dir: Path, csv_file: CsvFile, place: str
    ) -> None:
        data_dir.mkdir()
        (data_dir / place).write_text("in the way")
        with pytest.raises(CannotWrite, match="data"):
            build.publish(build.prepare([csv_file({})]))

    def test_a_folder_that_takes_no_writing(self, published: Path, csv_file: CsvFile) -> None:
        file = csv_file({"Track": "New"}, name="c.csv")
        locked = published / "warehouse"
        if os.geteuid():
            locked.chmod(0o500)
        elif subprocess.run(["chattr", "+i", locked], capture_output=True).returncode:
            pytest.skip("root writes everywhere, and this file system has no immutable flag")
        try:
            with pytest.raises(CannotWrite, match="data"):
                build.prepare([file])
            with pytest.raises(CannotWrite):
                build.rollback()
        finally:
            if os.geteuid():
                locked.chmod(0o700)
            else:
                subprocess.run(["chattr", "-i", locked], check=True)
        assert len(tracks()) == 2

    def test_what_else_lies_there_is_left_alone(self, published: Path, csv_file: CsvFile) -> None:
        for name in ("2026-backup", "9-x", ".draft-mine", "0001-notes"):
            (published / "warehouse" / name).mkdir()
        build.publish(build.prepare([csv_file({"Track": "New"}, name="c.csv")]))
        for name in ("2026-backup", "9-x", ".draft-mine", "0001-notes"):
            assert (published / "warehouse" / name).is_dir()


DAMAGE: dict[str, Callable[[Path, Path], object]] = {
    "pointer torn": lambda current, _: current.write_text('{"curr'),
    "pointer of another shape": lambda current, _: current.write_text("[1, 2]"),
    "pointer to elsewhere": lambda current, _: current.write_text(
        json.dumps({"current": "../../etc", "published": ["../../etc"]})
    ),
    "pointer to a version that is gone": lambda _, version: shutil.rmtree(version),
    "manifest torn": lambda _, version: (version / "version.json").write_text('{"version'),
    "manifest of another shape": lambda _, version: (version / "version.json").write_text("{}"),
    "mart gone": lambda _, version: (version / "tracks.parquet").unlink(),
    "mart changed": lambda _, version: (version / "tracks.parquet").write_bytes(b"PAR1PAR1"),
    "mart exchanged": lambda _, version: shutil.copy(
        version / "artists.parquet", version / "tracks.parquet"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_a_rebuild_mends_it(
    two_versions: Path, published: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # what was read once is not read again
        patch.setenv("CROSSFADE_DATA_DIR", str(two_versions))
        before = tracks()
    current = published / "warehouse" / "current"
    DAMAGE[damage](current, current.with_name(versions.current_version()))
    with pytest.raises(DamagedWarehouse) as found:
        tracks()
    assert "--rebuild" in found.value.hint
    build.versions()
    assert build.main(["--rebuild"]) == 0
    pd.testing.assert_frame_equal(tracks(), before)
    assert len(build.versions()) >= 2 or "gone" in damage or "manifest" in damage


def test_a_damaged_version_is_not_gone_back_to(published: Path) -> None:
    current = versions.current_version()
    first = build.versions()[0].version
    (published / "warehouse" / first / "artists.parquet").write_bytes(b"PAR1")
    with pytest.raises(DamagedWarehouse, match=first):
        build.rollback()
    assert versions.current_version() == current


def test_a_raw_file_that_was_changed_is_not_built_from(published: Path) -> None:
    raw = next(path for path in (published / "raw").glob("*.csv"))
    raw.write_bytes(raw.read_bytes().replace(b"2000", b"2001"))
    before = folder(published)
    with pytest.raises(BadFile, match="not the same any more"):
        build.prepare()
    assert folder(published) == before


@pytest.mark.usefixtures("data_dir")
def test_captures_in_any_order_give_one_history(csv_file: CsvFile, data_dir: Path) -> None:
    days = ["2026-03-31", "2026-01-31", "2026-02-28"]
    for day in days:
        path = csv_file({"Stream": day.replace("-", "")}, name=f"{day}.csv")
        build.publish(build.prepare([path], captured_on=day))
    build.publish(build.prepare([path], captured_on="2026-04-30"))
    assert list(tracks().streams) == [20260228]
    history = warehouse.query(
        "select captured_on::varchar as day, streams from snapshots order by captured_on",
        versions.current_version(),
    )
    assert dict(zip(history.day, history.streams, strict=True)) == {
        **{day: int(day.replace("-", "")) for day in days},
        "2026-04-30": 20260228,
    }
    before = tracks()
    shutil.rmtree(data_dir / "warehouse")
    assert build.main(["--rebuild"]) == 0
    pd.testing.assert_frame_equal(tracks(), before)


def test_two_builds_at_once_both_end_up_in(data_dir: Path, tmp_path: Path) -> None:
    builds = []
    for n in range(2):
        path = tmp_path / f"{n}.csv"
        path.write_text(as_csv([ROW | {"Track": f"Track {n}"}]))
        builds.append(
            subprocess.Popen(
                [sys.executable, "-m", "data.build", str(path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    for process in builds:
        said, trouble = process.communicate(timeout=120)
        assert process.returncode == 0, trouble
        assert "1 rows read = 1 recordings kept" in said
    assert sorted(tracks().track) == ["Track 0", "Track 1"]


def read_whole(version: str) -> None:
    """Hold a version's marts against each other and its manifest."""
    made = versions.manifest(version)
    found = [
        warehouse.query(f"select {totals} from {mart}", version).iloc[0].to_list()
        for mart, totals in {
            "tracks": "count(*), sum(streams), sum(views), count(distinct artist)",
            "snapshots": "count(*), sum(streams), sum(views), count(distinct track_id)",
            "artists": "count(*)",
        }.items()
    ]
    assert found == [
        [made.recordings, made.streams, made.views, made.artists],
        [made.recordings, made.streams, made.views, made.recordings],
        [made.artists],
    ]
    assert reads.n_tracks(Selection(version)) == made.recordings


@pytest.mark.proof
def test_readers_during_publications_see_whole_versions(
    data_dir: Path, csv_file: CsvFile, proof_count: Callable[[int], int]
) -> None:
    is_over, seen = threading.Event(), set[str]()

    def read() -> int:
        n_reads = 0
        while not is_over.is_set():
            version = versions.current_version()
            try:
                read_whole(version)
            except DamagedWarehouse:  # so slow that others were published meanwhile
                assert version not in versions.pointer()["published"]
            seen.add(version)
            n_reads += 1
        return n_reads

    n = proof_count(100)
    first = build.publish(build.prepare([csv_file({}, name="first.csv")]))
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(n):
                other = {"Artist": f"A{number}", "Track": f"T{number}", "Stream": str(number)}
                file = csv_file(other, other | {"Track": "Common"}, name=f"{number}.csv")
                version = build.publish(build.prepare([file]))
                while version not in seen and not any(reader.done() for reader in readers):
                    time.sleep(0.005)
                with publishing.lock():  # or each version would be built from all files before it
                    others = [v for v in versions.pointer()["published"] if v != first]
                    point(data_dir / "warehouse", first, [first, *others[-3:]])
        finally:
            is_over.set()
    print(f"{n} publications, {sum(reader.result() for reader in readers)} whole readings")
    assert len(seen) == n + 1


# Forks before it has any thread; each child goes back and forth until it is killed.
ROLLING_BACK = textwrap.dedent("""
    import itertools, os, random, signal, sys, time
    from data import published
    from data.imports import publishing
    from data.settings import settings

    pointer = settings().warehouse_dir / "current"
    whole, text = published.pointer(), pointer.read_text()

    def forward():
        fresh = pointer.with_name(f".forward-{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(pointer)

    rng = random.Random(3)
    for _ in range(int(sys.argv[1])):
        heard, said = os.pipe()
        child = os.fork()
        if not child:
            for round in itertools.count():
                if round == 1:
                    os.write(said, b"!")
                publishing.rollback()
                forward()
        os.read(heard, 1)
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = published.pointer()
        assert found["published"] == whole["published"], found
        assert found["current"] in found["published"]
        os.close(heard)
        os.close(said)
        with publishing.lock(seconds=0):
            forward()
""")


@pytest.mark.proof
def test_kills_while_rolling_back(published: Path, proof_count: Callable[[int], int]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", ROLLING_BACK, str(proof_count(200))],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    assert len(tracks()) == 2
    build.rollback()
    assert len(tracks()) == 1
