"""A reader of What-if in a real Chromium: a slider moves, the answer and the link follow."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.drawn import TIMEOUT, drawn
from tests.served import ROOT, Server, serving

ANSWER = ".st-key-what_if_cards .cf-value >> nth=0"
SLIDER = ".st-key-what_if_acousticness input[type=range]"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app on a catalogue with models."""
    folder = tmp_path_factory.mktemp("what_if")
    data, mlruns = folder / "data", folder / "mlruns"
    shutil.copytree(demo_warehouse, data)
    environment = {"CROSSFADE_DATA_DIR": str(data), "CROSSFADE_MLRUNS_DIR": str(mlruns)}
    subprocess.run(
        [sys.executable, "-m", "analytics.train", "--quick"],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    with serving(data, mlruns) as server:
        yield server
        assert server.complaints() == []


@pytest.fixture(scope="module")
def page(server: Server, chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{server.address}/what_if")
    drawn(page)
    return page


def test_a_moved_slider_changes_the_answer(page: Page) -> None:
    answer = page.locator(ANSWER)
    before = answer.inner_text()
    slider = page.locator(SLIDER)
    slider.focus()
    for _ in range(30):
        slider.press("ArrowRight")
    expect(answer).not_to_have_text(before, timeout=TIMEOUT)
    page.wait_for_function("location.search.includes('acousticness')", timeout=TIMEOUT)
    drawn(page)
    assert page.locator("[data-testid=stException]").count() == 0


def test_the_link_reopens_what_was_tried(page: Page) -> None:
    page.get_by_role("button", name="Copy to a new one").click()
    page.wait_for_function("location.search.split('what_if=').length === 3", timeout=TIMEOUT)
    drawn(page)
    shown, moved = page.locator(ANSWER).inner_text(), page.locator(SLIDER)
    value = moved.input_value()
    page.goto(page.url)
    drawn(page)
    expect(page.locator(ANSWER)).to_have_text(shown, timeout=TIMEOUT)
    expect(page.locator(SLIDER)).to_have_value(value, timeout=TIMEOUT)
    expect(page.locator(".st-key-what_if_choose button")).to_have_count(2, timeout=TIMEOUT)


def test_a_file_comes_back_ranked(page: Page) -> None:
    rows = [
        "artist,track,energy,danceability,streams",
        "A,One,0.5,0.5,",
        "B,Two,0.9,0.9,",
        "C,X,7,1,",
    ]
    page.set_input_files(
        ".st-key-what_if_file input[type=file]",
        {"name": "new.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()},
    )
    expect(page.get_by_text("2 tracks scored")).to_be_visible(timeout=TIMEOUT)
    expect(page.get_by_text("Rows that could not be scored: 1")).to_be_visible()
