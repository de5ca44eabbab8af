"""Answers about the demo catalogue, asked without a page."""

import csv
import io
import zipfile

import pandas as pd
import pytest

from analytics.catalogue import answers
from analytics.catalogue.percentiles import percentile_grid
from data import build, published
from data.errors import NotEnoughData
from data.reads import catalogue as reads_catalogue
from data.reads.catalogue import Listing
from data.selection import Selection
from tests.data.conftest import ROW, as_csv

NOTHING = (5e18, None)
"""Streams that no track has."""


def test_size_is_that_of_the_tracks_in_view(everything, demo_tracks):
    size = answers.size(everything)
    assert size.n_tracks == len(demo_tracks)
    assert size.n_artists == demo_tracks["artists"].explode().nunique()
    streams = demo_tracks["streams"].dropna().astype(float)
    assert size.streams == streams.sum()
    bound = percentile_grid(streams.to_frame()).at("streams", 90)
    assert size.top_streams == streams[streams >= bound].sum()


def test_an_empty_view_has_no_size(everything):
    with pytest.raises(NotEnoughData, match="No track of the catalogue is left"):
        answers.size(Selection(everything.version, streams=NOTHING))


def test_a_page_has_the_key_then_columns_each_with_its_percentile(everything, demo_tracks):
    page = answers.page(
        everything,
        listing=Listing(),
        columns=("track", "streams"),
        with_percentiles=True,
        limit=10,
        offset=0,
    )
    assert list(page) == ["track_id", "track", "streams", "streams_percentile"]
    assert page["streams"].tolist() == sorted(demo_tracks["streams"].dropna())[::-1][:10]
    assert page["streams_percentile"].between(99, 100).all()


def test_csv_is_the_whole_table(everything):
    asked = {"listing": Listing(sort="views"), "columns": ("track", "artists", "streams")}
    with answers.csv_file(everything, **asked, with_percentiles=True) as file:
        rows = pd.read_csv(io.BytesIO(file.read()), encoding="utf-8-sig")
    page = answers.page(everything, **asked, with_percentiles=True, limit=10_000, offset=0)
    assert list(rows) == list(page)
    assert rows["track_id"].tolist() == page["track_id"].tolist()
    assert rows["streams_percentile"].tolist() == pytest.approx(
        page["streams_percentile"].tolist(), nan_ok=True
    )


def test_a_long_csv_comes_zipped_with_one_head(everything, monkeypatch):
    monkeypatch.setattr(answers, "ZIPPED_FROM", 10)
    asked = {"listing": Listing(), "columns": ("track", "streams"), "with_percentiles": False}
    with answers.csv_file(everything, **asked) as file, zipfile.ZipFile(file) as archive:
        text = archive.read("tracks.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == reads_catalogue.count(everything, Listing())
    assert {row["track_id"] for row in rows} != {"track_id"}


def test_a_track_is_found_among_the_chosen_only(everything, demo_tracks):
    row = demo_tracks[demo_tracks["n_artists"] > 1].iloc[0]
    detail = answers.track(everything, track_id=row["track_id"])
    assert detail is not None
    assert detail.artists == tuple(row["artists"])
    assert detail.row["streams"] == row["streams"]
    assert detail.figures["metric"].tolist() == list(answers.FIGURES["track"])
    assert answers.track(everything, track_id="no such track") is None
    others = Selection(everything.version, streams=NOTHING)
    assert answers.track(others, track_id=row["track_id"]) is None


def test_an_artist_has_all_tracks_that_list_them(everything, demo_tracks):
    name = demo_tracks["artists"].explode().mode()[0]
    profile = answers.artist(everything, name=name)
    assert profile is not None
    listed = demo_tracks["artists"].map(lambda names: name in names)
    assert set(profile.tracks["track_id"]) == set(demo_tracks.loc[listed, "track_id"])
    assert answers.artist(everything, name="Nobody Knows") is None


def test_what_is_compared_is_what_was_asked_for(everything, demo_tracks):
    keys = tuple(demo_tracks["track_id"].iloc[[4, 1]])
    compared = answers.side_by_side(everything, kind="track", keys=keys)
    assert tuple(compared.figures["key"].unique()) == keys
    with pytest.raises(NotEnoughData, match="None of the chosen tracks"):
        answers.side_by_side(everything, kind="track", keys=("no such track",))


def test_suggestions_keep_what_is_chosen_and_add_the_most_streamed(everything, demo_tracks):
    chosen = demo_tracks["track_id"].iloc[3]
    best = demo_tracks.nlargest(1, "streams").iloc[0]
    offered = answers.suggestions(everything, kind="track", keys=(chosen,))
    assert next(iter(offered)) == chosen
    assert offered[best["track_id"]] == f"{best['track']} · {best['artist']}"


def test_what_is_expected_comes_from_the_whole_version_whatever_the_filter(everything):
    few = Selection(everything.version, album_types=("compilation",))
    assert answers.expectation(few) is answers.expectation(everything)
    balance = answers.platform_balance(few, with_outliers=True)
    assert balance.expectation is answers.expectation(everything)
    assert 0 < balance.n_tracks < balance.expectation.n_tracks
    assert set(balance.spotify["verdict"]) == {"spotify"}
    assert set(balance.youtube["verdict"]) == {"youtube"}
    assert len(balance.sample) == balance.n_tracks


def test_a_balance_of_no_tracks_is_refused(everything):
    with pytest.raises(NotEnoughData, match="both streams and views"):
        answers.platform_balance(Selection(everything.version, streams=NOTHING), with_outliers=True)


def test_a_small_catalogue_expects_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "few.csv"
    file.write_text(as_csv([ROW | {"Track": f"Track {n}"} for n in range(5)]))
    assert build.main([str(file)]) == 0
    few = Selection(published.current_version())
    assert answers.expectation(few) is None
    profile = answers.artist(few, name="Ada")
    assert profile is not None
    assert set(profile.tracks["verdict"]) == {"unknown"}
    with pytest.raises(NotEnoughData, match="Platform balance needs 100 tracks"):
        answers.platform_balance(few, with_outliers=False)
    assert answers.sample(few)["verdict"].eq("unknown").all()
