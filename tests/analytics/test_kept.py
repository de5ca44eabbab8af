"""How answers are kept: one computation for all who ask, and never another question's answer."""

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analytics import kept
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold
from data.selection import Selection
from data.settings import ROOT

EVERYTHING = Selection("0001-aaaaaaaa")
CALLS: list[str] = []
STATE = ["one"]


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    length: int
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Way:
    """Options that come together, and can be hashed."""

    n: int
    features: tuple[str, ...] = ("energy",)


def counted(about: str, seconds: float = 0.0) -> Answer:
    """Count how often something is computed."""
    CALLS.append(about)
    time.sleep(seconds)
    if about == "nothing":
        raise NotEnoughData("Too few tracks.")
    return Answer(len(about), pd.DataFrame({"about": [about]}))


@kept.in_memory
def quick(selection: Selection, *, about: str, seconds: float = 0.0) -> Answer:
    """Answer quickly."""
    return counted(about, seconds)


@kept.in_memory
def sized(content: bytes) -> Answer:
    return counted(str(len(content)))


@kept.while_same(lambda: STATE[0])
def of_state(about: str) -> Answer:
    return counted(f"{about} {STATE[0]}")


@kept.on_disk
def slow(
    selection: Selection, *, about: str, way: Way = Way(3), progress: Progress = untold
) -> Answer:
    """Answer slowly."""
    progress(0.5, "half")
    return counted(about)


@kept.on_disk(is_long=True)
def longer(selection: Selection, seconds: float = 0.0) -> Answer:
    return counted("longer", seconds)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin without any answer, in memory or on disk."""
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    CALLS.clear()
    kept.forget()
    return tmp_path / "data" / "cache" / "results" / EVERYTHING.version


class TestInMemory:
    def test_an_answer_is_computed_once_and_is_one_object_for_all(self) -> None:
        assert quick(EVERYTHING, about="abc") is quick(EVERYTHING, about="abc")
        assert CALLS == ["abc"]

    @pytest.mark.parametrize(
        ("selection", "about"),
        [
            (EVERYTHING, "abcd"),
            (Selection("0002-bbbbbbbb"), "abc"),
            (Selection(EVERYTHING.version, artists=("Ada",)), "abc"),
        ],
    )
    def test_another_question_is_another_answer(self, selection: Selection, about: str) -> None:
        quick(EVERYTHING, about="abc")
        quick(selection, about=about)
        assert ["abc", about] == CALLS

    def test_two_who_ask_at_once_wait_for_one_computation(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            ask = [pool.submit(quick, EVERYTHING, about="abc", seconds=0.2) for _ in range(8)]
            answers = {id(one.result()) for one in ask}
        assert len(answers) == 1
        assert CALLS == ["abc"]

    def test_a_file_is_known_by_its_content_and_does_not_stay_in_memory(self) -> None:
        content = bytes(1_000)
        held = sys.getrefcount(content)
        assert sized(content) is sized(bytes(1_000))
        assert sized(content) is not sized(b"1" * 1_000)
        assert sys.getrefcount(content) == held

    def test_who_asks_something_else_does_not_wait(self) -> None:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(quick, EVERYTHING, about="abc", seconds=1.0)
            started = time.monotonic()
            quick(EVERYTHING, about="other")
            assert time.monotonic() - started < 0.5
            waiting.result()

    def test_an_error_is_told_to_each_who_asks_and_not_kept(self) -> None:
        for _ in range(2):
            with pytest.raises(NotEnoughData, match="Too few"):
                quick(EVERYTHING, about="nothing")
        assert CALLS == ["nothing"] * 2

    def test_what_is_forgotten_is_computed_again(self) -> None:
        quick(EVERYTHING, about="abc")
        kept.forget()
        quick(EVERYTHING, about="abc")
        assert CALLS == ["abc"] * 2

    def test_options_that_cannot_be_hashed_are_refused(self) -> None:
        with pytest.raises(TypeError, match="unhashable"):
            quick(EVERYTHING, about=["abc"])  # type: ignore[arg-type]

    def test_it_is_still_the_function_that_it_was(self) -> None:
        assert quick.__name__ == "quick"
        assert quick.__doc__ == "Answer quickly."
        assert slow.__doc__ == "Answer slowly."


class TestWhileSame:
    def test_an_answer_stands_for_as_long_as_the_state_does(self) -> None:
        first = of_state("abc")
        assert of_state("abc") is first
        STATE[0] = "two"
        assert of_state("abc") is not first
        STATE[0] = "one"
        assert of_state("abc") is first
        assert CALLS == ["abc one", "abc two"]


class TestOnDisk:
    def test_an_answer_outlives_the_process(self, cache: Path) -> None:
        assert slow.if_kept(EVERYTHING, about="abc") is None
        assert slow(EVERYTHING, about="abc").length == 3
        kept.forget()  # as a new process begins
        again = slow.if_kept(EVERYTHING, about="abc")
        assert again is not None
        assert again.length == 3
        pd.testing.assert_frame_equal(again.frame, pd.DataFrame({"about": ["abc"]}))
        assert slow(EVERYTHING, about="abc") is again
        assert CALLS == ["abc"]
        assert [file.parent for file in cache.glob("*.zip")] == [cache]

    def test_all_who_ask_get_the_same_object(self) -> None:
        first = slow(EVERYTHING, about="abc")
        assert slow(EVERYTHING, about="abc") is first
        assert slow.if_kept(EVERYTHING, about="abc") is first
        assert slow.compute(untold, EVERYTHING, about="abc") is first

    def test_whoever_reads_it_from_disk_at_once_gets_the_same_object(self) -> None:
        slow(EVERYTHING, about="abc")
        kept.forget()
        with ThreadPoolExecutor(8) as pool:
            ask = [pool.submit(slow.if_kept, EVERYTHING, about="abc") for _ in range(8)]
            assert len({id(one.result()) for one in ask}) == 1

    def test_a_page_and_a_job_wait_for_one_computation(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            job = pool.submit(longer.compute, untold, EVERYTHING, 0.3)
            page = pool.submit(longer, EVERYTHING, seconds=0.3)
            assert job.result() is page.result()
        assert CALLS == ["longer"]

    def test_other_questions_have_other_files(self) -> None:
        files = {
            slow.file(EVERYTHING, about="abc"),
            slow.file(EVERYTHING, about="abcd"),
            slow.file(EVERYTHING, about="abc", way=Way(4)),
            slow.file(EVERYTHING, about="abc", way=Way(3, ("energy", "tempo"))),
            slow.file(Selection("0002-bbbbbbbb"), about="abc"),
            slow.file(Selection(EVERYTHING.version, artists=("Ada",)), about="abc"),
            longer.file(EVERYTHING),
            longer.file(EVERYTHING, 1.0),
        }
        assert len(files) == 8

    def test_one_question_has_one_file_however_it_is_put(self) -> None:
        assert slow.file(EVERYTHING, about="abc") == slow.file(EVERYTHING, about="abc", way=Way(3))
        assert longer.file(EVERYTHING, 1.0) == longer.file(EVERYTHING, seconds=1.0)
        assert longer.file(EVERYTHING) == longer.file(EVERYTHING, 0.0)

    def test_files_are_named_by_the_whole_path_of_the_function(self) -> None:
        name = f"{__name__}.slow"
        assert slow.file(EVERYTHING, about="abc").name.startswith(f"{name}-")

    def test_an_option_without_a_text_of_its_own_is_refused(self) -> None:
        with pytest.raises(TypeError, match="object is no plain option"):
            slow.file(EVERYTHING, about=object())  # type: ignore[arg-type]

    @pytest.mark.parametrize("content", [b"", b"rubbish", None])
    def test_a_damaged_file_is_computed_again(self, content: bytes | None) -> None:
        slow(EVERYTHING, about="abc")
        kept.forget()
        file = slow.file(EVERYTHING, about="abc")
        file.write_bytes(file.read_bytes()[:-30] if content is None else content)
        assert slow.if_kept(EVERYTHING, about="abc") is None
        assert slow(EVERYTHING, about="abc").length == 3
        kept.forget()
        assert slow.if_kept(EVERYTHING, about="abc") is not None
        assert CALLS == ["abc"] * 2

    def test_an_error_is_told_and_nothing_kept(self, cache: Path) -> None:
        with pytest.raises(NotEnoughData, match="Too few"):
            slow(EVERYTHING, about="nothing")
        assert not list(cache.parent.rglob("*.zip"))

    def test_a_refusal_is_remembered_until_all_is_forgotten(self) -> None:
        with pytest.raises(NotEnoughData):
            slow.compute(untold, EVERYTHING, about="nothing")
        raised = []
        for _ in range(2):
            with pytest.raises(NotEnoughData, match="Too few") as caught:
                slow.if_kept(EVERYTHING, about="nothing")
            raised.append(caught.value)
        assert raised[0] is not raised[1]  # or frames would pile up on the one
        kept.forget()
        assert slow.if_kept(EVERYTHING, about="nothing") is None

    def test_whoever_computes_hears_how_far_it_is(self) -> None:
        told: list[tuple[float, str]] = []
        slow.compute(lambda share, text: told.append((share, text)), EVERYTHING, about="abc")
        longer.compute(lambda share, text: told.append((share, text)), EVERYTHING)
        assert told == [(0.5, "half")]

    def test_long_ones_say_so(self) -> None:
        assert longer.is_long
        assert not slow.is_long


class TestTelling:
    """What a page shows while an answer is being computed."""

    @pytest.fixture
    def shown(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        said: list[str] = []

        @contextmanager
        def spinner() -> Iterator[None]:
            said.append("begun")
            yield
            said.append("over")

        monkeypatch.setattr(kept, "while_waiting", spinner)
        return said

    def test_it_is_shown_once_per_computation(self, shown: list[str]) -> None:
        for _ in range(2):
            quick(EVERYTHING, about="abc")
        assert shown == ["begun", "over"]

    def test_answers_that_ask_each_other_show_it_once(self, shown: list[str]) -> None:
        @kept.in_memory
        def outer(selection: Selection) -> int:
            return quick(selection, about="abc").length

        assert outer(EVERYTHING) == 3
        assert shown == ["begun", "over"]

    def test_an_answer_is_kept_though_the_reader_has_moved_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Streamlit throws whoever has asked something else meanwhile out of the spinner."""

        class MovedOn(BaseException):
            pass

        @contextmanager
        def spinner() -> Iterator[None]:
            yield
            raise MovedOn

        monkeypatch.setattr(kept, "while_waiting", spinner)
        for ask in (lambda: quick(EVERYTHING, about="abc"), lambda: longer(EVERYTHING)):
            with pytest.raises(MovedOn):
                ask()
            ask()
        assert CALLS == ["abc", "longer"]

    def test_whoever_looks_sees_each_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[tuple[str, object]] = []
        monkeypatch.setattr(
            kept, "when_remembered", lambda name, answer: seen.append((name, answer))
        )
        answers = [quick(EVERYTHING, about="abc"), slow(EVERYTHING, about="abc"), of_state("abc")]
        slow(EVERYTHING, about="abc")
        names = [f"{__name__}.{name}" for name in ("quick", "slow", "of_state")]
        assert seen == list(zip(names, answers, strict=True))


GENERATED = shutil.ignore_patterns("__pycache__", "raw", "warehouse", "cache")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what answers depend on."""
    copy = tmp_path_factory.mktemp("checkout")
    for part in ("analytics", "data"):
        shutil.copytree(ROOT / part, copy / part, ignore=GENERATED)
    shutil.copy(ROOT / kept.LOCK, copy)
    return copy


class TestFingerprint:
    def test_it_is_the_same_wherever_the_code_lies(self, checkout: Path, tmp_path: Path) -> None:
        elsewhere = shutil.copytree(checkout, tmp_path / "elsewhere")
        assert kept.fingerprint(elsewhere) == kept.fingerprint(checkout)

    def test_any_changed_line_is_another(self, checkout: Path) -> None:
        """In every module, every SQL file, the demo's profile, the lock."""
        known = kept.fingerprint(checkout)
        endings = {".py", ".sql", ".json"}
        sources = [path for path in checkout.rglob("*") if path.suffix in endings]
        assert len(sources) > 120
        assert any(path.suffix == ".sql" for path in sources)
        for source in [*sources, checkout / kept.LOCK]:
            before = source.read_bytes()
            source.write_bytes(before + b"\n-- a line more")
            assert kept.fingerprint(checkout) != known, source
            source.write_bytes(before)
        assert kept.fingerprint(checkout) == known

    def test_a_module_that_is_added_moved_or_gone_is_another(self, checkout: Path) -> None:
        prints = [kept.fingerprint(checkout)]
        module = checkout / "analytics" / "hits" / "rules.py"
        added = module.with_name("rules_of_thumb.py")
        added.touch()
        prints.append(kept.fingerprint(checkout))
        added.unlink()
        moved = module.rename(checkout / "analytics" / "drivers" / "rules.py")
        prints.append(kept.fingerprint(checkout))
        moved.rename(checkout / "rules.py")
        prints.append(kept.fingerprint(checkout))
        assert len(set(prints)) == 4

    def test_it_is_part_of_the_name_of_a_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = slow.file(EVERYTHING, about="abc")
        monkeypatch.setattr(kept, "LOCK", "requirements-dev.txt")
        kept.code.cache_clear()
        assert slow.file(EVERYTHING, about="abc") != before
        monkeypatch.undo()
        kept.code.cache_clear()


def test_answers_of_two_topics_have_files_of_their_own() -> None:
    """Two topics may call theirs the same; what is imported here is every one there is."""
    import importlib
    import pkgutil

    import analytics

    names = [m.name for m in pkgutil.walk_packages(analytics.__path__, "analytics.")]
    modules = [importlib.import_module(name) for name in names if name.endswith(".answers")]
    asked = [value for module in modules for value in vars(module).values()]
    topics = [one.topic for one in {id(a): a for a in asked if isinstance(a, kept.OnDisk)}.values()]
    assert len(topics) > 3
    assert len(set(topics)) == len(topics)


def test_each_thread_shows_its_own_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = threading.Barrier(2, timeout=10)

    @kept.in_memory
    def together(selection: Selection, *, about: str) -> str:
        inside.wait()
        return about

    shown: list[int] = []

    @contextmanager
    def spinner() -> Iterator[None]:
        shown.append(1)
        yield

    monkeypatch.setattr(kept, "while_waiting", spinner)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda about: together(EVERYTHING, about=about), "ab"))
    assert len(shown) == 2
