import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from data.selection import Selection
from pages.ui import filters

OVERVIEW = "pages/overview/page.py"


def selected(app: AppTest) -> Selection:
    return app.session_state["selection"]


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.sidebar.caption)


def test_without_a_filter_everything_is_shown(app_page: Callable) -> None:
    app = app_page(OVERVIEW)
    assert not app.exception
    assert selected(app).is_everything
    assert "All 3,000 tracks" in captions(app)


def test_a_link_sets_the_filter(app_page: Callable, demo_tracks) -> None:
    artist = demo_tracks["artist"].iloc[0]
    app = app_page(
        OVERVIEW,
        artist=artist,
        album_type=["Single", "Album"],
        official_video="Yes",
        streams=["100k", "max"],
    )
    assert not app.exception
    assert selected(app) == Selection(
        selected(app).version,
        artists=(artist,),
        album_types=("album", "single"),
        official_video=True,
        streams=(100_000, None),
    )
    assert "asked for" not in captions(app)


def test_genres_are_chosen_from_those_that_files_give(app_page: Callable) -> None:
    app = app_page(OVERVIEW, genre=["Metal", "nonsense"])
    assert not app.exception
    assert selected(app).genres == ("metal",)
    assert "nonsense" in captions(app)
    assert 50 < int(re.search(r"\*\*(\d+)\*\* of 3,000", captions(app))[1]) < 600


def test_a_link_in_another_spelling_is_understood(app_page: Callable, demo_tracks) -> None:
    artist = demo_tracks["artist"].iloc[0]
    app = app_page(
        OVERVIEW, artist=artist.lower(), album_type="single", licensed="NO", views=["1m", "10k"]
    )
    assert selected(app) == Selection(
        selected(app).version,
        artists=(artist,),
        album_types=("single",),
        licensed=False,
        views=(10_000, 1_000_000),
    )
    assert "asked for" not in captions(app)
    assert app.query_params["album_type"] in ("Single", ["Single"])
    assert app.query_params["views"] == ["10k", "1M"]


@pytest.mark.parametrize(
    "query",
    [
        {"artist": "Nobody'; drop table tracks"},
        {"album_type": "mixtape"},
        {"official_video": "perhaps"},
        {"streams": "many"},
        {"streams": "1M"},
        {"tempo": ["nan", "-inf"]},
        {"views": ["*[x](y)*", "1M"]},
    ],
)
def test_rubbish_in_a_link_is_left_out_and_said_so(app_page: Callable, query: dict) -> None:
    app = app_page(OVERVIEW, **query)
    assert not app.exception
    assert selected(app).is_everything
    assert "The link asked for" in captions(app)
    assert "*[x]" not in captions(app)


def test_clearing_shows_everything_again(app_page: Callable) -> None:
    app = app_page(OVERVIEW, album_type="Single", tempo=["90", "120"])
    assert not selected(app).is_everything
    assert "of 3,000 tracks" in captions(app)
    app.sidebar.button(key="filter_clear").click().run()
    assert not app.exception
    assert selected(app).is_everything


def test_the_filter_goes_along_to_another_page(app_page: Callable) -> None:
    app = app_page(OVERVIEW, album_type="Single")
    app.switch_page("pages/data_room/page.py").run()
    assert not app.exception
    assert selected(app).album_types == ("single",)


def test_both_flags_and_all_ranges_are_offered(app_page: Callable) -> None:
    app = app_page(OVERVIEW)
    labels = {slider.label for slider in app.sidebar.select_slider}
    assert labels == {"Streams (plays)", "Views (plays)", "Tempo (BPM)"}
    app.sidebar.select_slider(key="tempo").set_range("90", "max").run()
    assert selected(app).tempo == (90, None)


def test_an_artist_is_found_among_all_and_added_to_the_chosen(
    app_page: Callable, demo_tracks
) -> None:
    streams = demo_tracks.explode("artists").groupby("artists")["streams"].sum()
    rare, rarer = streams.sort_values().index[1::-1]
    app = app_page(OVERVIEW)
    assert rare not in app.sidebar.multiselect(key="artist").options
    for name in (rare, rarer):
        app.sidebar.text_input(key="filter_artist_search").set_value(name.upper()[1:]).run()
        app.sidebar.button_group(key="filter_artist_found").set_value(name).run()
        assert not app.exception
        assert name in selected(app).artists
    assert set(selected(app).artists) == {rare, rarer}
    assert app.sidebar.text_input(key="filter_artist_search").value == ""
    app.sidebar.text_input(key="filter_artist_search").set_value("no such *artist* at all").run()
    assert "Nothing is called" in captions(app) and "*artist*" not in captions(app)
    assert set(selected(app).artists) == {rare, rarer}


def test_every_stop_of_a_range_reads_in_order() -> None:
    for stops in filters.RANGES.values():
        limits = [limit for limit in stops.values() if limit is not None]
        assert limits == sorted(limits)
        assert next(iter(stops)) == filters.MIN
        assert list(stops)[-1] == filters.MAX
