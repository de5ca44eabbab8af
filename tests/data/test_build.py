"""From files to a published version: what a command says, refuses and leaves as it was."""

import datetime as dt
from pathlib import Path

import pytest

from data import build, published
from data.errors import BadOption, CannotWrite, ReadOnly
from data.imports import publishing
from tests.data.conftest import CsvFile, imported, tracks


@pytest.mark.usefixtures("data_dir")
class TestWholeFiles:
    @pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "20260101", "2999-01-01"])
    def test_a_capture_date_that_cannot_be(self, csv_file: CsvFile, day: str) -> None:
        with pytest.raises(BadOption, match=day):
            build.prepare([csv_file({})], captured_on=day)

    def test_an_error_changes_nothing(self, csv_file: CsvFile, data_dir: Path) -> None:
        imported(csv_file({}))
        before = sorted(data_dir.rglob("*"))
        bad = data_dir.parent / "bad.csv"
        bad.write_text("nothing\n1\n")
        assert build.main([str(bad)]) == 2
        assert build.main([]) == 2
        assert sorted(data_dir.rglob("*")) == before

    def test_the_command_accounts_for_every_row(
        self, csv_file: CsvFile, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert build.main([str(csv_file({}, {}, {"Stream": "x"}))]) == 0
        assert (
            capsys.readouterr()
            .out.splitlines()[-1]
            .endswith("3 rows read = 1 recordings kept + 1 merged + 1 rejected.")
        )

    def test_read_only_writes_nothing(
        self, csv_file: CsvFile, data_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
        with pytest.raises(ReadOnly):
            build.prepare([csv_file({})])
        assert not data_dir.exists()

    def test_a_folder_that_takes_no_writing_is_named(
        self, csv_file: CsvFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("no folder")
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "file"))
        with pytest.raises(CannotWrite, match="file"):
            build.prepare([csv_file({})])


def test_the_capture_date_is_today_by_default(data_dir: Path, csv_file: CsvFile) -> None:
    assert imported(csv_file({})).manifest.captures == (dt.date.today().isoformat(),)


@pytest.mark.real
def test_the_public_data_set_gives_its_figures(
    real_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(real_warehouse))
    made = published.manifest(published.current_version())
    assert (made.rows_read, made.recordings, made.rows_rejected) == (16_919, 15_565, 0)
    assert (made.streams, made.views) == (1_982_430_759_017, 1_355_367_281_949)
    frame = tracks()
    both = frame[["streams", "views"]]
    assert both.corr("spearman").iloc[0, 1] == pytest.approx(0.611, abs=5e-4)
    assert frame.engagement_rate.mean() == pytest.approx(0.0127, abs=5e-5)
    by_video = frame.groupby("has_official_video").streams.mean()
    assert by_video[True] / by_video[False] == pytest.approx(1.70, abs=5e-3)


def test_what_an_earlier_crossfade_built_is_built_again(
    demo_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = published.current_version()
    assert build.main(["--if-needed"]) == 0
    assert published.current_version() == before
    monkeypatch.setattr(publishing, "FORMAT", "of another day")
    assert build.main(["--if-needed"]) == 0
    assert published.current_version() != before
    assert "building it again" in capsys.readouterr().out
    (demo_copy / "warehouse" / "current").write_text("{}")
    assert build.main(["--if-needed"]) == 0  # the app says what is wrong


def test_where_there_is_nothing_the_demo_is_published(data_dir: Path) -> None:
    assert build.main(["--if-needed"]) == 0
    assert published.manifest(published.current_version()).is_demo
