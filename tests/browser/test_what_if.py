"""A reader of What-if in a real Chromium: a slider moves, the answer and the link follow."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import find

ROOT = Path(__file__).parent.parent.parent
TIMEOUT = 120_000  # milliseconds; the first visit pays for heavy imports
ANSWER = ".st-key-what_if_cards .cf-value >> nth=0"
SLIDER = ".st-key-what_if_acousticness input[type=range]"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a catalogue with models, on a port of its own."""
    folder = tmp_path_factory.mktemp("what_if")
    shutil.copytree(demo_warehouse, folder / "data")
    environment = {
        **os.environ,
        "CROSSFADE_DATA_DIR": str(folder / "data"),
        "CROSSFADE_MLRUNS_DIR": str(folder / "mlruns"),
    }
    train = [sys.executable, "-m", "analytics.train", "--quick"]
    subprocess.run(train, cwd=ROOT, env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*serve, "--server.address=127.0.0.1"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_up(process, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}/what_if"
        finally:
            process.terminate()
            process.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def _wait_until_up(process: subprocess.Popen, base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not start")


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    path = find()
    if path is None:
        pytest.skip("there is no Chromium; see tests/browser/chromium.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(address)
        page.locator(SLIDER).wait_for(state="attached", timeout=TIMEOUT)
        yield page
        browser.close()


def test_a_moved_slider_changes_the_answer(page: Page) -> None:
    answer = page.locator(ANSWER)
    before = answer.inner_text()
    slider = page.locator(SLIDER)
    slider.focus()
    for _ in range(30):
        slider.press("ArrowRight")
    expect(answer).not_to_have_text(before, timeout=TIMEOUT)
    page.wait_for_function("location.search.includes('acousticness')", timeout=TIMEOUT)
    assert page.locator("[data-testid=stException]").count() == 0


def test_the_link_reopens_what_was_tried(page: Page) -> None:
    page.get_by_role("button", name="Copy to a new one").click()
    page.wait_for_function("location.search.split('what_if=').length === 3", timeout=TIMEOUT)
    page.wait_for_timeout(1000)
    shown, moved = page.locator(ANSWER).inner_text(), page.locator(SLIDER)
    value = moved.input_value()
    page.goto(page.url)
    expect(page.locator(ANSWER)).to_have_text(shown, timeout=TIMEOUT)
    expect(page.locator(SLIDER)).to_have_value(value, timeout=TIMEOUT)
    assert page.locator(".st-key-what_if_choose button").count() == 2


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
