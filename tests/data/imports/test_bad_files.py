"""Whatever file comes: a catalogue that accounts for each row, or a plain refusal by name."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from data import build, published
from data.engine import warehouse
from data.errors import BadFile, CrossfadeError
from data.imports import sources
from data.published import Manifest
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.bad_files import ONE, PARQUET, PUBLISHED, REFUSED, Content, tracks
from tests.data.file_makers import parquet, text

Tree = dict[str, bytes | None]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with one version, which no refused file may change."""
    folder = tmp_path_factory.mktemp("bad")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(folder / "data"))
        (folder / "good.csv").write_text(ONE)
        assert build.main([str(folder / "good.csv")]) == 0
        yield folder / "data"


def tree(folder: Path) -> Tree:
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def written(folder: Path, content: Content) -> Path:
    path = folder / "upload"
    path.write_bytes(content if isinstance(content, bytes) else content())
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_file_is_refused_by_name_and_changes_nothing(
    catalogue: Path, tmp_path: Path, kind: str
) -> None:
    name, content, words = REFUSED[kind]
    path = written(tmp_path, content)
    before = tree(catalogue)
    with pytest.raises(BadFile, match=words) as refused:
        build.prepare([path], names=[name])
    assert name in refused.value.message
    assert len(str(refused.value)) < 6_000
    assert tree(catalogue) == before


def test_a_parquet_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    for n_bytes in range(0, len(PARQUET), 50):
        path = written(tmp_path, PARQUET[:n_bytes])
        with pytest.raises(BadFile, match=r"cut\.parquet"):
            sources.read_rows(path, tmp_path / "rows", name="cut.parquet")


@pytest.fixture(scope="class")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Manifest]:
    folder = tmp_path_factory.mktemp("strange")
    paths = []
    for number, (_, content, _) in enumerate(PUBLISHED.values()):
        (folder / str(number)).mkdir()
        paths.append(written(folder / str(number), content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFADE_DATA_DIR", str(folder / "a=b [c] *" / "data"))
        draft = build.prepare(paths, names=[name for name, _, _ in PUBLISHED.values()])
        build.publish(draft)
        yield draft.manifest


class TestStrangeFiles:
    """All of them in one import: each file accounts for its own rows."""

    @pytest.mark.parametrize("kind", PUBLISHED)
    def test_each_row_is_kept_merged_or_rejected(self, made: Manifest, kind: str) -> None:
        name, _, expected = PUBLISHED[kind]
        (file,) = [file for file in made.files if file.name in (name, f"{name} (2)")][-1:]
        found = (file.rows_read, file.recordings, file.rows_merged, file.rows_rejected)
        assert found == expected
        assert len(file.ignored_columns) <= 41

    def test_the_whole_adds_up(self, made: Manifest) -> None:
        assert made.rows_read == sum(expected[0] for _, _, expected in PUBLISHED.values())
        assert made.rows_read == made.recordings + made.rows_merged + made.rows_rejected
        version = published.current_version()
        assert reads.n_tracks(Selection(version)) == made.recordings
        rejects = warehouse.query("select * from rejects", version)
        assert len(rejects) == made.rows_rejected
        assert rejects["reasons"].str.len().between(1, 2_000).all()
        assert rejects["artist"].dropna().str.len().max() <= 200

    def test_no_number_is_beyond_reckoning(self, made: Manifest) -> None:
        import numpy as np

        for mart in ("tracks", "artists"):
            frame = warehouse.query(f"select * from {mart}", published.current_version())
            assert not np.isinf(frame.select_dtypes("number")).any().any()

    def test_excel_lines_are_those_that_excel_shows(self, made: Manifest) -> None:
        rows = warehouse.query(
            "select line from rejects where file = 'down.xlsx'", published.current_version()
        )
        assert list(rows.line) == [42]

    def test_nothing_was_written_by_a_files_name(self, made: Manifest) -> None:
        raw = [path.name for path in (Path(os.environ["CROSSFADE_DATA_DIR"]) / "raw").iterdir()]
        assert len(raw) == 2 * len(PUBLISHED)
        assert all(set(name.split(".")[0]) <= set("0123456789abcdef") for name in raw)


class TestPlaces:
    """What stands where a file should be."""

    def test_nothing_there(self, catalogue: Path, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match=r"gone\.csv is not there"):
            build.prepare([tmp_path / "gone.csv"])

    def test_a_folder(self, catalogue: Path, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match="is a folder"):
            build.prepare([tmp_path])

    def test_a_pipe_and_a_device(self, catalogue: Path, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path / "pipe", Path("/dev/zero")):
            with pytest.raises(BadFile, match="no ordinary file"):
                build.prepare([path])

    @pytest.mark.parametrize("name", ["\x1b[2Jwiped\n.csv", "n" * 250 + ".csv", "\udcff.csv"])
    def test_a_strange_name(
        self, catalogue: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / name
        path.write_text("nothing\n1\n")
        assert build.main([str(path)]) == 2
        said = capsys.readouterr().err.splitlines()[-2]
        assert "\x1b" not in said
        assert "lacks the columns" in said
        path.write_text(ONE)
        draft = build.prepare([path])
        assert draft.rows is None or draft.rows.name.endswith(".csv")
        build.discard(draft)


@pytest.mark.usefixtures("data_dir")
class TestManyFiles:
    def test_two_files_of_one_name_are_told_apart(self, tmp_path: Path) -> None:
        paths = []
        for n in range(2):
            (tmp_path / str(n)).mkdir()
            paths.append(written(tmp_path / str(n), text(f"Ada,Track {n},1,2", "x,y,-1,2")))
        draft = build.prepare(paths, names=["tracks.csv"] * 2)
        assert [file.name for file in draft.manifest.files] == ["tracks.csv", "tracks.csv (2)"]
        assert draft.manifest.rows_rejected == 2

    def test_one_bad_file_refuses_them_all(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
        good.write_text(ONE)
        bad.write_text("nothing\n")
        with pytest.raises(BadFile, match=r"bad\.csv"):
            build.prepare([good, bad])


@pytest.mark.usefixtures("data_dir")
class TestBounds:
    """Limits that would take long to reach, lowered."""

    def test_parquet_of_too_many_rows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sources, "MAX_ROWS", 499)
        with pytest.raises(BadFile, match="500 rows"):
            build.prepare([written(tmp_path, PARQUET)])

    def test_parquet_that_unpacks_to_too_much(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sources, "MAX_UNPACKED_BYTES", 1_000)
        with pytest.raises(BadFile, match="unpack"):
            build.prepare([written(tmp_path, PARQUET)])

    def test_numbers_whose_sum_is_beyond_reckoning(self, tmp_path: Path) -> None:
        many = parquet(tracks(2_000, streams=pa.array([9 * 10**15] * 2_000), views=pa.nulls(2_000)))
        with pytest.raises(CrossfadeError, match="upload"):
            build.prepare([written(tmp_path, many)])
