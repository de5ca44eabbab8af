"""The catalogue page: its views, links, tables, CSV, and text that would like to be more."""

import csv
import io
import json

import pandas as pd
import pytest

from analytics.catalogue import answers
from data import metrics, published
from data.reads import catalogue as reads_catalogue
from data.reads.catalogue import Listing
from data.selection import Selection

PAGE = "pages/catalogue/page.py"
PHONE = 356  # pixels that a window of 390 leaves for a table
HOSTILE = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    '=cmd|"/c calc"!A1',
    "\"quoted\", and 'single'",
    "Émile 🎧 :rocket: $x$ **bold**",
    "+1 @home %{x}",
)
HEADER = (
    *("", "Artist", "Url_spotify", "Track", "Album", "Album_type", "Uri", "Danceability"),
    *("Energy", "Key", "Loudness", "Speechiness", "Acousticness", "Instrumentalness"),
    *("Liveness", "Valence", "Tempo", "Duration_ms", "Url_youtube", "Title", "Channel"),
    *("Views", "Likes", "Comments", "Description", "Licensed", "official_video", "Stream"),
)


@pytest.fixture
def hostile_page(tmp_path, monkeypatch, app_page):
    """Run the page over a catalogue whose titles and artists are out for trouble."""
    from data import build

    file = tmp_path / "hostile.csv"
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADER)
        for n in range(150):
            text, artist = HOSTILE[n % 6], f"{HOSTILE[(n + 1) % 6]} {n // 5}"
            features = [0.5, 0.6, 1.0, -6.0, 0.1, 0.2, 0.0, 0.1, 0.4 + n / 1000, 100.0 + n, 2e5]
            link = "javascript:alert(1)" if n % 2 else "https://www.youtube.com/watch?v=x"
            counts = [1000.0 * (n + 1), 10.0, 1.0]
            row = [n, artist, "https://evil.example/artist", f"{text} {n}", text, "album", ""]
            row += [*features, link, text, text, *counts, "", True, True, 5000.0 * (n + 1)]
            writer.writerow(row)
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    assert build.main([str(file)]) == 0
    return app_page


def lead(app) -> str:
    return next(element.value for element in app.markdown if "tracks by" in element.value)


def markdown(app) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.header, *app.caption))


def test_tables_open_with_the_answer(app_page):
    app = app_page(PAGE)
    assert not app.exception
    assert lead(app).startswith("**3,000 tracks by ")
    assert len(app.dataframe[0].value) == 25


@pytest.mark.parametrize("view", ["Artists", "Compare", "Platform balance"])
def test_every_view_is_a_link(app_page, view):
    app = app_page(PAGE, catalogue_view=view)
    assert not app.exception
    assert app.segmented_control("catalogue_view").value == view


def test_search_sort_and_page_are_a_link(app_page, everything):
    app = app_page(
        PAGE,
        catalogue_tracks_sort="Views",
        catalogue_tracks_order="Ascending",
        catalogue_tracks_page="2",
    )
    listing = Listing(sort="views", descending=False)
    expected = answers.page(
        everything, listing=listing, columns=("track",), with_percentiles=False, limit=25, offset=25
    )
    assert app.dataframe[0].value["track"].tolist() == expected["track"].tolist()


def test_a_filter_moved_changes_the_table(app_page):
    app = app_page(PAGE)
    before = lead(app)
    app.pills("album_type").set_value(["single"]).run()
    assert not app.exception
    assert lead(app) != before


def test_a_search_goes_back_to_the_first_page(app_page):
    app = app_page(PAGE, catalogue_tracks_page="3")
    app.text_input("catalogue_tracks_search").set_value("a").run()
    assert not app.exception
    assert app.session_state["catalogue_tracks_page"] == 1


def test_a_search_without_a_match_says_so(app_page):
    app = app_page(PAGE, catalogue_tracks_search="no such thing **at all**")
    assert not app.exception
    assert "No track matches" in app.info[0].value
    assert "**at all**" not in app.info[0].value


def test_an_empty_filter_says_what_is_missing(app_page):
    app = app_page(PAGE, streams=["5B", "max"])
    assert not app.exception
    assert "No track of the catalogue is left" in app.warning[0].value


def test_a_track_and_an_artist_open_from_a_link(app_page, demo_tracks):
    row = demo_tracks.sort_values("streams").iloc[-1]
    app = app_page(PAGE, catalogue_track=row["track_id"])
    assert not app.exception
    assert any("Compare" in button.label for button in app.button)
    app = app_page(PAGE, catalogue_view="Artists", catalogue_artist=row["artist"])
    assert not app.exception
    assert len(app.get("plotly_chart")) == 4
    assert any("Artist score" in card.proto.body for card in app.get("html"))


def test_doubtful_videos_are_listed_and_marked(app_page, demo_tracks):
    doubtful = demo_tracks[demo_tracks["is_doubtful_video"]]
    row = doubtful.sort_values("streams").iloc[-1]
    app = app_page(PAGE, catalogue_tracks_video="Doubtful video", catalogue_track=row["track_id"])
    assert not app.exception
    assert f"1 to 25 of {len(doubtful)}." in markdown(app)
    assert "Doubtful video: " in markdown(app)
    none = demo_tracks[~demo_tracks["is_doubtful_video"]].iloc[0]
    assert "Doubtful video: " not in markdown(app_page(PAGE, catalogue_track=none["track_id"]))


def test_what_a_link_asks_for_in_vain_is_said(app_page):
    app = app_page(PAGE, catalogue_track="no such track")
    assert not app.exception
    assert "is not among the tracks" in markdown(app)


def test_the_compared_are_a_link(app_page, demo_tracks):
    keys = demo_tracks["track_id"].iloc[:2].tolist()
    app = app_page(
        PAGE, catalogue_view="Compare", catalogue_compare="Tracks", catalogue_compare_track=keys
    )
    assert not app.exception
    assert app.multiselect("catalogue_pick_track").value == keys


def test_a_cleared_search_brings_all_pages_back(app_page, demo_tracks):
    """In the browser, a row of pages that had shrunk to one stayed so: it is not drawn then."""
    app = app_page(PAGE)
    [pages] = app.get("pagination")
    before = pages.proto.num_pages
    track = demo_tracks.iloc[0]
    text = f"{track['artist']} {track['track']}"
    app.text_input("catalogue_tracks_search").set_value(text).run()
    assert not app.exception
    assert not app.get("pagination")
    app.text_input("catalogue_tracks_search").set_value("").run()
    assert [pages.proto.num_pages for pages in app.get("pagination")] == [before]


def test_more_to_compare_is_found_by_any_part_of_a_name(app_page, demo_tracks):
    app = app_page(PAGE, catalogue_view="Compare")
    before = app.multiselect("catalogue_pick_artist").value
    rare = demo_tracks.explode("artists").groupby("artists")["streams"].sum().idxmin()
    app.text_input("catalogue_artist_search").set_value(rare[1:].upper()).run()
    app.button_group("catalogue_artist_found").set_value(rare).run()
    assert not app.exception
    assert app.multiselect("catalogue_pick_artist").value == [*before, rare]
    assert app.query_params["catalogue_compare_artist"] == [*before, rare]


def test_hostile_text_stays_text(hostile_page):
    for view in ("Tracks", "Artists", "Compare", "Platform balance"):
        artist = f"{HOSTILE[1]} 0"
        app = hostile_page(PAGE, catalogue_view=view, catalogue_artist=artist)
        assert not app.exception
        assert "](javascript:" not in markdown(app)
        for element in app.get("html"):
            assert "<script>alert" not in element.proto.body
        for chart in app.get("plotly_chart"):
            assert "<script>alert" not in chart.proto.spec
        if view == "Tracks":
            links = app.dataframe[0].value["youtube"].dropna()
            assert set(links) == {"https://www.youtube.com/watch?v=x"}
            assert app.dataframe[0].value["spotify"].isna().all()


def test_csv_is_the_query_and_no_spreadsheet_runs_it(hostile_page):
    from data import published

    chosen = Selection(published.current_version())
    asked = {
        "listing": Listing(sort="views"),
        "columns": ("track", "artist", "streams", "youtube"),
        "with_percentiles": True,
    }
    with answers.csv_file(chosen, **asked) as file:
        rows = pd.read_csv(io.BytesIO(file.read()), encoding="utf-8-sig")
    page = answers.page(chosen, **asked, limit=1000, offset=0)
    assert list(rows) == list(page)
    assert rows["track_id"].tolist() == page["track_id"].tolist()
    assert rows["streams"].tolist() == page["streams"].tolist()
    assert not rows["track"].str.startswith(("=", "+", "-", "@")).any()
    kept = rows["track"].str.removeprefix("'").tolist()
    assert kept == page["track"].tolist()


@pytest.mark.usefixtures("two_captures")
def test_growth_stands_beside_tracks_and_artists_after_a_second_capture(app_page):
    now = Selection(published.current_version())
    top = reads_catalogue.rows(now, Listing(), columns=("artist", "views"), limit=1).iloc[0]
    app = app_page(PAGE, catalogue_track=top["track_id"], catalogue_tracks_sort="Streams gained")
    assert not app.exception
    assert "streams_growth" in app.dataframe[0].value
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert charts[0]["layout"]["meta"]["title"].startswith(f"Streams +10.0{metrics.TIE}%")
    app = app_page(PAGE, catalogue_view="Artists", catalogue_artist=top["artist"])
    assert not app.exception
    assert any("Streams gained" in card.proto.body for card in app.get("html"))


@pytest.mark.parametrize(
    ("view", "name"), [("Tracks", ["track", "artist"]), ("Artists", ["artist"])]
)
def test_a_phone_shows_streams_beside_each_name(app_page, view: str, name: list[str]) -> None:
    app = app_page(PAGE, catalogue_view=view)
    columns = json.loads(app.dataframe[0].proto.columns)
    shown = [column for column in app.dataframe[0].value if not columns[column].get("hidden")]
    left_of_streams = shown[: shown.index("streams") + 1]
    assert left_of_streams[: len(name)] == name
    assert sum(columns[column]["width"] for column in left_of_streams) <= PHONE
