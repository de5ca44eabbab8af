"""The similar page: a first answer, texts of every kind, a point, tracks taken from lists."""

import time
from collections.abc import Callable

import pandas as pd

PAGE = "pages/similar/page.py"
SECONDS = 60


def settled(app):
    """Run the page again until no answer is being worked out."""
    end = time.monotonic() + SECONDS
    while app.get("progress"):
        assert time.monotonic() < end, "an answer is still being worked out"
        time.sleep(0.05)
        app.run()
    assert not app.exception
    return app


def said(app) -> str:
    return "\n".join(text.value for text in app.markdown)


def test_it_answers_before_anything_is_asked(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = settled(app_page(PAGE))
    assert app.title[0].value == "Similar"
    most = demo_tracks.loc[demo_tracks["streams"].idxmax()]
    assert f"Most like “{most['track']}”" in said(app).replace("&#38;", "&")
    assert len(app.get("plotly_chart")) == 1
    found = app.button_group(key="similar_on_found")
    found.set_value(found.options[0]).run()
    assert app.query_params["similar_track"]
    assert f"Most like “{most['track']}”" not in said(settled(app))


def test_texts_of_every_kind(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = settled(app_page(PAGE))
    box = "similar_text"
    app.text_input(key=box).set_value("calm acoustic piano around 80 BPM").run()
    settled(app)
    assert "tracks fit; the most streamed is" in said(app)
    assert "tempo 76 to 84 BPM" in said(app)
    app.text_input(key=box).set_value("xqzzt blorp").run()
    assert "Nothing here is called “xqzzt blorp”" in said(settled(app))
    app.text_input(key=box).set_value("energy above 0.99 acousticness above 0.99").run()
    assert "No track fits in everything" in said(settled(app))
    artist = demo_tracks["artist"].mode()[0]
    app.text_input(key=box).set_value(artist).run()
    assert f"Most like {artist}, by" in said(settled(app)).replace("&#38;", "&")
    app.text_input(key=box).set_value("<img src=x onerror=alert(1)>").run()
    assert "<img" not in said(settled(app))


def test_a_track_is_taken_from_a_list_and_forgotten(
    app_page: Callable, demo_tracks: pd.DataFrame
) -> None:
    track = demo_tracks.dropna(subset=["energy"]).iloc[5]
    app = settled(app_page(PAGE, similar_track=track["track_id"]))
    assert "similarity" in said(app)
    app.button(key="similar_forget").click().run()
    settled(app)
    assert "similar_track" not in app.query_params
    unknown = settled(app_page(PAGE, similar_track="nonsense"))
    assert "none of the tracks asked about" in unknown.warning[0].value


def test_a_point_on_the_map(app_page: Callable) -> None:
    app = settled(app_page(PAGE, similar_start="A point on the map"))
    assert "Most like this point" in said(app)
    before = said(app)
    app.slider(key="similar_x").set_value(-1.5).run()
    assert said(settled(app)) != before


def test_moods_are_named_and_renamed(app_page: Callable) -> None:
    app = settled(app_page(PAGE, similar_mood="0:Late night"))
    app.text_input(key="similar_text").set_value("late night").run()
    assert "mood “Late night”" in said(settled(app))


def test_a_filter_that_leaves_nothing_says_so(
    app_page: Callable, demo_tracks: pd.DataFrame
) -> None:
    one = demo_tracks["artist"].value_counts().index[-1]
    app = settled(app_page(PAGE, artist=one, similar_others="true"))
    assert "Nothing is left" in said(app) or "Most like" in said(app)
