import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import published
from data.metrics import exact

PAGE = "pages/data_room/page.py"
CSV = b"Artist,Track,Stream,Views\nAda,One,100,50\nAda,Two,=1,7\nBo,Three,300,90\n"


def body(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def waited(app: AppTest, key: str) -> AppTest:
    """Run the page until the background job has brought up a button."""
    deadline = time.monotonic() + 30
    while key not in {button.key for button in app.button} and time.monotonic() < deadline:
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app


def checked(app: AppTest, content: bytes, name: str = "new.csv") -> AppTest:
    app.get("file_uploader")[0].set_value([(name, content, "text/csv")]).run()
    return app.button(key="data_room_check").click().run()


def rows_read() -> str:
    return exact(published.manifest(published.current_version()).rows_read)


def test_the_whole_catalogue(app_page: Callable) -> None:
    app = app_page(PAGE)
    assert not app.exception
    assert app.title[0].value == "Data room"
    text = body(app)
    assert f">{rows_read()}</div>" in text
    assert "demo catalogue, 3,000 tracks" in text
    assert [tab.label for tab in app.tabs] == ["Rows", "Quality", "Outliers", "Versions"]
    assert len(app.get("plotly_chart")) == 2
    assert "(shown)" in text


def test_one_filter_moved(app_page: Callable, demo_tracks: pd.DataFrame) -> None:
    app = app_page(PAGE)
    app.sidebar.get("button_group")[0].select("single").run()
    assert not app.exception
    singles = demo_tracks[demo_tracks["album_type"] == "single"]
    assert f">{singles['is_outlier'].sum()}</div>" in body(app)
    assert f">{rows_read()}</div>" in body(app)


def test_outliers_by_direction(app_page: Callable) -> None:
    app = app_page(PAGE)
    app.main.get("button_group")[0].select("view-heavy").run()
    assert not app.exception
    assert "<td>stream-heavy</td>" not in body(app)


def test_an_import_is_previewed_published_and_taken_back(
    app_page: Callable, demo_copy: Path
) -> None:
    demo = published.current_version()
    app = waited(checked(app_page(PAGE), CSV), "data_room_publish")
    previewed = " ".join(markdown.value for markdown in app.markdown)
    assert "3 rows read = 2 kept as tracks + 0 merged + 1 rejected" in previewed
    assert published.current_version() == demo
    app.button(key="data_room_publish").click().run()
    assert not app.exception
    fresh = published.current_version()
    assert fresh != demo
    assert published.manifest(fresh).recordings == 2
    assert "is no number" in body(app)
    assert "Demo catalogue" not in " ".join(markdown.value for markdown in app.markdown)
    app.button(key="data_room_rollback").click().run()
    assert not app.exception
    assert published.current_version() == demo


def test_a_draft_is_discarded(app_page: Callable, demo_copy: Path) -> None:
    demo = published.current_version()
    app = waited(checked(app_page(PAGE), CSV), "data_room_discard")
    app.button(key="data_room_discard").click().run()
    assert not app.exception
    assert published.current_version() == demo
    assert not list((demo_copy / "warehouse").glob(".draft-*"))
    assert app.button(key="data_room_check").disabled


def test_a_bad_file_is_refused_with_the_commands_words(app_page: Callable, demo_copy: Path) -> None:
    app = waited(checked(app_page(PAGE), b"a,b\n1,2\n", "bad.csv"), "data_room_again")
    assert "This file cannot be imported" in app.warning[0].value
    app.button(key="data_room_again").click().run()
    assert not app.exception
    assert app.button(key="data_room_check").disabled


@pytest.mark.parametrize("publishable", [True, False])
def test_without_a_catalogue_files_can_still_be_imported(
    app_page: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publishable: bool
) -> None:
    monkeypatch.setenv("CROSSFADE_DATA_DIR", str(tmp_path / "data"))
    app = app_page(PAGE)
    assert not app.exception
    assert "No catalogue is published" in app.warning[0].value
    if publishable:
        app = waited(checked(app, CSV), "data_room_publish")
        app.button(key="data_room_publish").click().run()
        assert not app.exception
        assert "**2 recordings**" in " ".join(markdown.value for markdown in app.markdown)


def test_a_read_only_server_offers_no_change(
    app_page: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_READ_ONLY", "1")
    app = app_page(PAGE)
    assert not app.exception
    assert not app.get("file_uploader")
    assert any("read-only" in caption.value for caption in app.caption)
