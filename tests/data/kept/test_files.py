"""Files that several processes share: whole or not at all, and nothing left of who was killed."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import BuildRunning, CannotWrite, ReadOnly
from data.kept import files
from data.settings import ROOT
from tests.full_disk import files_limited_to


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class TestReplace:
    def test_a_file_is_new_or_as_it_was(self, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        files.replace(file, "one")
        files.replace(file, b"two")
        assert file.read_text() == "two"
        assert names(tmp_path) == {"a.json"}

    def test_a_full_disk_leaves_the_old_content_and_no_rest(self, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        files.replace(file, "old")
        with files_limited_to(1_000), pytest.raises(OSError, match="File too large"):
            files.replace(file, "new" * 1_000)
        assert file.read_text() == "old"
        assert names(tmp_path) == {"a.json"}

    def test_what_a_killed_writer_left_goes_with_the_next_write(self, tmp_path: Path) -> None:
        for name in (".a.json-half", ".a.json-now", ".b.json-half"):
            (tmp_path / name).write_text("{")
        long_ago = time.time() - 2 * files.LEFT_SECONDS
        os.utime(tmp_path / ".a.json-half", (long_ago, long_ago))
        files.replace(tmp_path / "a.json", "{}")
        assert names(tmp_path) == {"a.json", ".a.json-now", ".b.json-half"}

    def test_readers_never_see_half_a_file(self, tmp_path: Path) -> None:
        file, seen = tmp_path / "a.json", set()
        texts = [letter * 200_000 for letter in "ab"]
        files.replace(file, texts[0])

        def write() -> None:
            for n in range(60):
                files.replace(file, texts[n % 2])

        writer = threading.Thread(target=write)
        writer.start()
        while writer.is_alive():
            seen.add(file.read_text())
        writer.join()
        assert seen <= set(texts)


class TestLock:
    def test_a_second_holder_is_refused_after_a_while(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "lock"
        assert not files.is_held(path)
        with files.lock(path, taken="somebody is at work"):
            assert files.is_held(path)
            started = time.monotonic()
            with (
                pytest.raises(BuildRunning, match="somebody is at work"),
                files.lock(path, taken="somebody is at work", seconds=0.2),
            ):
                raise AssertionError("two at once")
            assert time.monotonic() - started >= 0.2
        assert not files.is_held(path)

    def test_who_waits_gets_it_when_it_is_let_go(self, tmp_path: Path) -> None:
        path, order = tmp_path / "lock", []

        def second() -> None:
            with files.lock(path, taken="", seconds=10):
                order.append("second")

        thread = threading.Thread(target=second)
        with files.lock(path, taken=""):
            thread.start()
            time.sleep(0.1)
            order.append("first")
        thread.join()
        assert order == ["first", "second"]

    def test_an_error_lets_it_go(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError), files.lock(tmp_path / "lock", taken=""):
            raise KeyError
        assert not files.is_held(tmp_path / "lock")

    def test_looking_disturbs_nobody(self, tmp_path: Path) -> None:
        assert not files.is_held(tmp_path / "none" / "lock")
        (tmp_path / "lock").touch()
        assert not files.is_held(tmp_path / "lock")
        with files.lock(tmp_path / "lock", taken="", seconds=0):
            pass


class TestPermission:
    def test_a_server_that_only_shows_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CROSSFADE_READ_ONLY", raising=False)
        files.refuse_read_only("Training")
        monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
        with pytest.raises(ReadOnly, match="Training is switched off") as told:
            files.refuse_read_only("Training")
        assert "CROSSFADE_READ_ONLY=0" in told.value.hint

    def test_what_the_system_refuses_is_said_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with (
            pytest.raises(CannotWrite, match=f"Not a directory: {tmp_path}") as told,
            files.writing("All is as it was."),
        ):
            (tmp_path / "file" / "a").write_text("x")
        assert told.value.hint.endswith("All is as it was.")

    def test_a_full_disk_is_called_so(self) -> None:
        with pytest.raises(CannotWrite, match="the disk is full"), files.writing():
            raise OSError(28, "No space left on device")

    def test_other_errors_pass(self) -> None:
        with pytest.raises(ZeroDivisionError), files.writing():
            _ = 1 / 0


class TestScratch:
    def test_it_is_there_for_the_work_and_gone_at_its_end(self, tmp_path: Path) -> None:
        with files.scratch(tmp_path / "deep") as folder:
            (folder / "a").write_text("x")
            with files.scratch(tmp_path / "deep") as other:
                assert other != folder
                assert (folder / "a").exists()
        assert names(tmp_path / "deep") == {".lock"}

    def test_it_is_gone_after_an_error_too(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError), files.scratch(tmp_path) as folder:
            (folder / "a").write_text("x")
            raise KeyError
        assert names(tmp_path) == {".lock"}

    def test_what_nobody_is_at_work_in_goes(self, tmp_path: Path) -> None:
        (tmp_path / "left" / "deep").mkdir(parents=True)
        (tmp_path / "left" / "deep" / "a").write_text("x")
        (tmp_path / "only.lock").touch()
        with files.scratch(tmp_path) as folder:
            assert names(tmp_path) == {".lock", folder.name, f"{folder.name}.lock"}
            files.clear_scratch(tmp_path)
            assert folder.exists()

    def test_where_there_was_no_work_there_is_nothing_to_clear(self, tmp_path: Path) -> None:
        files.clear_scratch(tmp_path / "none")
        assert names(tmp_path) == set()


WRITES = textwrap.dedent("""
    import sys
    from pathlib import Path
    from data.kept import files
    folder = Path(sys.argv[1])
    print("begun", flush=True)
    while True:
        with files.scratch(folder / "scratch") as scratch:
            (scratch / "a").write_bytes(b"x" * 1_000_000)
            for letter in "ab":
                files.replace(folder / "file", letter * 1_000_000)
""")


@pytest.mark.proof
def test_killed_writers_leave_whole_files_and_nothing_else(
    tmp_path: Path, proof_count: Callable[[int], int]
) -> None:
    rng = random.Random(2)
    for _ in range(proof_count(100)):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline() == b"begun\n"
        time.sleep(rng.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (tmp_path / "file").exists():
            assert (tmp_path / "file").read_text() in ("a" * 1_000_000, "b" * 1_000_000)
    long_ago = time.time() - 2 * files.LEFT_SECONDS
    for left in tmp_path.glob(".file-*"):
        os.utime(left, (long_ago, long_ago))
    files.replace(tmp_path / "file", "a")
    files.clear_scratch(tmp_path / "scratch")
    assert names(tmp_path) == {"file", "scratch"}
    assert names(tmp_path / "scratch") == {".lock"}
