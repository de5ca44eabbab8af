"""From files to a published version: what is kept, merged, rejected, and what a failure leaves."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import build, published
from data.engine import warehouse
from data.errors import (
    BadFile,
    BadOption,
    BuildRunning,
    CannotWrite,
    DamagedWarehouse,
    NothingPublished,
    ReadOnly,
)
from data.imports import store
from data.reads import tracks as reads
from data.selection import Selection
from tests.data.conftest import ROW, as_csv

CsvFile = Callable[..., Path]


def imported(*files: Path, **options: str) -> build.Draft:
    draft = build.prepare(files, **options)
    build.publish(draft)
    return draft


def tracks() -> pd.DataFrame:
    return reads.tracks(Selection(published.current_version()))


def rejects() -> pd.DataFrame:
    return warehouse.query("select * from rejects order by line", published.current_version())


@pytest.mark.usefixtures("data_dir")
class TestRecordings:
    def test_a_recording_is_one_track_whoever_lists_it(self, csv_file: CsvFile) -> None:
        draft = imported(
            csv_file(
                {"Stream": "5", "Title": "early"},
                {"Artist": "Bob", "Track": " first LIGHT ", "Stream": "9", "Title": "late"},
                {"Track": "Other", "Stream": ""},
            )
        )
        one = tracks().set_index("track").loc["first LIGHT"]
        assert (one.artist, one.streams, one.video_title) == ("Bob", 9, "late")
        assert list(one.artists) == ["Ada", "Bob"]
        rows = draft.rows
        assert rows is not None
        assert (rows.rows_read, rows.recordings, rows.rows_merged, rows.rows_rejected) == (
            3,
            2,
            1,
            0,
        )

    def test_what_is_not_used_of_the_new_files_is_named(self, tmp_path: Path) -> None:
        for name in ("mood", "label", "year"):
            odd = pd.DataFrame([ROW | {name: "x", "Track": name}])
            odd.to_csv(tmp_path / f"{name}.csv", index=False)
        one = imported(tmp_path / "mood.csv")
        assert one.rows is not None
        assert one.rows.ignored_columns[-1] == "mood"
        two = imported(tmp_path / "label.csv", tmp_path / "year.csv")
        assert two.rows is not None
        assert {"label", "year"} <= set(two.rows.ignored_columns)
        assert "mood" not in two.rows.ignored_columns
        assert two.rows.recordings == 2

    def test_ties_go_to_the_first_row(self, csv_file: CsvFile) -> None:
        imported(csv_file({"Artist": "Ada"}, {"Artist": "Bob"}))
        assert list(tracks().artist) == ["Ada"]

    def test_without_audio_features_artist_and_title_are_the_key(self, csv_file: CsvFile) -> None:
        imported(csv_file({"Energy": ""}, {"Energy": "", "Artist": "Bob"}, {"Energy": ""}))
        assert sorted(tracks().artist) == ["Ada", "Bob"]

    def test_the_key_is_taken_before_implausible_values_become_null(
        self, csv_file: CsvFile
    ) -> None:
        draft = imported(
            csv_file({"Tempo": "0"}, {"Tempo": "0", "Artist": "Bob"}, {"Loudness": "1"})
        )
        assert len(tracks()) == 2
        assert tracks()[["tempo", "loudness"]].isna().sum().to_list() == [1, 1]
        assert (draft.manifest.tempo_zero, draft.manifest.loudness_above_zero) == (2, 1)

    def test_captures_accumulate_and_the_latest_shows(self, csv_file: CsvFile) -> None:
        imported(csv_file({"Stream": "100"}, name="old.csv"), captured_on="2026-01-31")
        draft = imported(csv_file({"Stream": "90"}, {"Track": "New"}, name="new.csv"))
        assert (draft.changes.new, draft.changes.updated) == (1, 1)
        assert tracks().set_index("track").streams["First Light"] == 90
        history = warehouse.query(
            "select * from snapshots order by captured_on, streams", published.current_version()
        )
        assert list(history.streams) == [100, 90, 2000]

    def test_a_known_file_is_skipped_unless_dated_anew(self, csv_file: CsvFile) -> None:
        file = csv_file({})
        imported(file, captured_on="2026-01-31")
        assert build.prepare([file]).skipped == ("catalogue.csv",)
        assert build.prepare([file], captured_on="2026-01-31").skipped == ("catalogue.csv",)
        assert build.prepare([file], captured_on="2026-02-28").skipped == ()


@pytest.mark.usefixtures("data_dir")
class TestRows:
    def test_a_row_is_rejected_with_its_line_and_reason(self, csv_file: CsvFile) -> None:
        bad = [
            ("Artist", " ", "artist is missing"),
            ("Track", "", "track is missing"),
            ("Stream", "-5", "streams -5 is negative"),
            ("Views", "many", 'views "many" is no number'),
            ("Likes", "inf", 'likes "inf" is no number'),
            ("Comments", "1.5", "comments 1.5 is no whole number"),
            ("Stream", "1e300", "streams 1e300 is above 9,000,000,000,000,000"),
            ("Energy", "1.2", "energy 1.2 is outside 0 to 1"),
            ("Valence", "-0.1", "valence -0.1 is outside 0 to 1"),
            ("Energy", "0,705", 'energy "0,705" is no number'),
            ("Duration_ms", "0", "duration_ms 0 is not above 0"),
            ("Tempo", "fast", 'tempo "fast" is no number'),
        ]
        imported(csv_file({}, *({"Track": "Other", column: value} for column, value, _ in bad)))
        found = rejects()
        assert list(found.reasons) == [reason for _, _, reason in bad]
        assert list(found.line) == list(range(3, 3 + len(bad)))
        assert set(found.file) == {"catalogue.csv"}
        assert len(tracks()) == 1

    def test_every_reason_is_given_and_the_row_is_kept(self, csv_file: CsvFile) -> None:
        imported(csv_file({}, {"Artist": "", "Stream": "-1", "Energy": "2"}))
        (row,) = rejects().itertuples()
        assert row.reasons == (
            "artist is missing; energy 2 is outside 0 to 1; streams -1 is negative"
        )
        assert '"streams":"-1"' in row.row

    def test_numbers_as_people_write_them(self, csv_file: CsvFile) -> None:
        written = {"222640.0": 222640, "390,470,936": 390470936, "1.2e6": 1200000, " 7 ": 7}
        imported(csv_file(*({"Track": text, "Stream": text} for text in written)))
        found = tracks().set_index("track").streams
        assert {text: found[text.strip()] for text in written} == written

    def test_flags_as_people_write_them(self, csv_file: CsvFile) -> None:
        written = {"True": True, "1": True, "YES": True, "False": False, "0.0": False, "no": False}
        imported(csv_file(*({"Track": text, "official_video": text} for text in written)))
        assert tracks().set_index("track").has_official_video.to_dict() == written

    def test_null_words_are_nulls_in_numbers_and_words_in_titles(self, csv_file: CsvFile) -> None:
        imported(csv_file({"Track": "None", "Views": "NaN", "Licensed": ""}))
        (track,) = tracks().itertuples()
        assert track.track == "None"
        assert pd.isna(track.views)
        assert pd.isna(track.is_licensed)

    def test_minutes_become_milliseconds(self, tmp_path: Path) -> None:
        path = tmp_path / "derived.csv"
        path.write_text("Artist,Track,Duration_min,Stream\na,b,2.5,1\n")
        imported(path)
        assert list(tracks().duration_ms) == [150_000]

    def test_rows_read_are_kept_merged_or_rejected(self, csv_file: CsvFile) -> None:
        made = imported(csv_file({}, {}, {"Stream": "x"}, {"Track": "Other"})).manifest
        assert made.rows_read == made.recordings + made.rows_merged + made.rows_rejected == 4


@pytest.mark.usefixtures("data_dir")
class TestWholeFiles:
    def test_all_rows_rejected_refuses_the_file(self, csv_file: CsvFile) -> None:
        with pytest.raises(BadFile, match=r"all 2 rows.*line 2: streams -1 is negative"):
            build.prepare([csv_file({"Stream": "-1"}, {"Stream": "-2"})])

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


@pytest.mark.usefixtures("data_dir")
class TestVersions:
    def test_rollback_goes_back_one_and_forward_builds_on_it(self, csv_file: CsvFile) -> None:
        imported(csv_file({}, name="a.csv"))
        first = published.current_version()
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        assert build.rollback() == first == published.current_version()
        assert len(tracks()) == 1
        with pytest.raises(NothingPublished):
            build.rollback()

    def test_five_versions_stay(self, csv_file: CsvFile, data_dir: Path) -> None:
        for number in range(7):
            imported(csv_file({"Track": f"Track {number}"}, name=f"{number}.csv"))
        assert [made.version[:4] for made in build.versions()] == [f"000{n}" for n in range(3, 8)]
        assert len(list((data_dir / "warehouse").glob("0*"))) == 5

    def test_two_builds_at_once_lose_nothing(self, csv_file: CsvFile) -> None:
        slow = build.prepare([csv_file({}, name="a.csv")])
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        with pytest.raises(BuildRunning):
            build.publish(slow)
        imported(csv_file({}, name="a.csv"))
        assert sorted(tracks().track) == ["First Light", "Other"]

    def test_a_lost_warehouse_is_rebuilt_from_the_raw_files(
        self, csv_file: CsvFile, data_dir: Path
    ) -> None:
        import shutil

        imported(csv_file({}, name="a.csv"), captured_on="2026-01-31")
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        before = tracks()
        shutil.rmtree(data_dir / "warehouse")
        assert build.main(["--rebuild"]) == 0
        pd.testing.assert_frame_equal(tracks(), before)

    def test_demo_and_real_data_never_mix(self, csv_file: CsvFile) -> None:
        imported(csv_file({}, name="a.csv"))
        assert build.main(["--demo-tracks", "300"]) == 0
        assert published.manifest(published.current_version()).is_demo
        assert "First Light" not in set(tracks().track)
        imported(csv_file({"Track": "Other"}, name="b.csv"))
        made = published.manifest(published.current_version())
        assert not made.is_demo
        assert sorted(tracks().track) == ["First Light", "Other"]


def test_the_version_is_named_after_what_is_in_it(
    csv_file: CsvFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    for folder in ("one", "two"):
        monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / folder))
        imported(csv_file({}), captured_on="2026-01-31")
        names.append(published.current_version())
    assert names[0] == names[1]


@pytest.mark.usefixtures("data_dir")
def test_outliers_are_flagged_with_their_direction(csv_file: CsvFile) -> None:
    usual = [
        {"Track": f"T{n}", "Stream": str(1000 + n), "Views": str(900 + 7 * n)} for n in range(40)
    ]
    imported(
        csv_file(*usual, {"Track": "seen", "Views": "99000000"}, {"Track": "heard", "Views": "2"})
    )
    flagged = tracks().query("is_outlier").set_index("track").outlier_reason
    assert flagged.to_dict() == {"seen": "view-heavy", "heard": "stream-heavy"}


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


def test_hostile_text_stays_text(data_dir: Path, tmp_path: Path) -> None:
    names = [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "=cmd()",
        "'; drop table--",
        "🎵",
    ]
    path = tmp_path / "hostile.csv"
    path.write_text(as_csv([ROW | {"Track": name} for name in names]), encoding="utf-8")
    imported(path)
    assert sorted(tracks().track) == sorted(names)


def test_what_an_earlier_crossfade_built_is_built_again(
    demo_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = published.current_version()
    assert build.main(["--if-needed"]) == 0
    assert published.current_version() == before
    monkeypatch.setattr(store, "FORMAT", "of another day")
    assert build.main(["--if-needed"]) == 0
    assert published.current_version() != before
    assert "building it again" in capsys.readouterr().out
    (demo_copy / "warehouse" / "current").write_text("{}")
    assert build.main(["--if-needed"]) == 0  # the app says what is wrong


def test_where_there_is_nothing_the_demo_is_published(data_dir: Path) -> None:
    assert build.main(["--if-needed"]) == 0
    assert published.manifest(published.current_version()).is_demo


def test_a_version_without_a_column_says_how_to_mend_it(demo_copy: Path) -> None:
    with pytest.raises(DamagedWarehouse, match="does not hold") as caught:
        warehouse.query("select no_such_column from tracks", published.current_version())
    assert "--rebuild" in caught.value.hint
