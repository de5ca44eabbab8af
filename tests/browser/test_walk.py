"""A walk through every page of the menu in a real Chromium, as a reader would take it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import find

ROOT = Path(__file__).parent.parent.parent
DEEP_LINK = "/catalogue?album_type=Single"
FILTER = "album_type=Single"
START_TIMEOUT = 60  # seconds
DRAWN_TIMEOUT = 120_000  # milliseconds; the first visit to a page pays for heavy imports
# On a page's own address the client first asks whether the app is mounted there: a 404 by design.
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
QUIET = 500  # milliseconds without a script run until a page counts as drawn

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a catalogue and a port of its own; nobody has visited it yet."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(demo_warehouse, folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    environment = {
        **os.environ,
        "CROSSFADE_DATA_DIR": str(folder / "data"),
        "CROSSFADE_MLRUNS_DIR": str(folder / "mlruns"),
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--server.address=127.0.0.1", f"--server.port={port}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_up(process, f"http://127.0.0.1:{port}", folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    assert "Traceback" not in (folder / "log").read_text()


def _wait_until_up(process: subprocess.Popen, address: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser that `make test` found or installed; a missing one is a failure."""
    path = find()
    assert path, "no Chromium: run tests/browser/chromium.py"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Visit:
    """One reader's tab, and everything that went wrong in it."""

    def __init__(self, browser: Browser, address: str, scheme: str) -> None:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="en-GB"
        )
        self.address = address
        self.page: Page = context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type == "error" and not PROBE.search(message.location["url"]):
            self.trouble.append(f"console: {message.text} {message.location}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.trouble.append(f"asked another machine: {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.drawn()

    def drawn(self) -> None:
        """Wait until the script has run and every chart in sight has its picture."""
        page = self.page
        page.wait_for_selector("[data-testid=stApp]", timeout=DRAWN_TIMEOUT)
        page.locator("[data-testid=stMain] h1").first.wait_for(timeout=DRAWN_TIMEOUT)
        page.wait_for_function(IS_QUIET, arg=QUIET, timeout=DRAWN_TIMEOUT, polling=100)

    def menu(self) -> list[str]:
        """Return the addresses in the menu, as paths."""
        links = self.page.locator("[data-testid=stSidebarNavLink]")
        links.first.wait_for(timeout=DRAWN_TIMEOUT)
        return [urlsplit(link.evaluate("a => a.href")).path for link in links.all()]

    def follow(self, path: str) -> None:
        """Click the menu's link to a page."""
        links = self.page.locator("[data-testid=stSidebarNavLink]")
        [link] = [a for a in links.all() if urlsplit(a.evaluate("a => a.href")).path == path]
        link.click()
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)
        self.drawn()

    def complaints(self) -> list[str]:
        """Tell what a reader would stumble over on this page."""
        page, found = self.page, list(self.trouble)
        found += [box.inner_text() for box in page.locator("[data-testid=stException]").all()]
        found += [box.inner_text() for box in page.locator("[role=dialog]").all()]
        if "Page not found" in page.inner_text("body"):
            found.append("says 'Page not found'")
        if len(page.inner_text("[data-testid=stMain]")) < 200:
            found.append("next to nothing on the page")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append("wider than the window")
        self.trouble.clear()
        return found


# The script rests, nothing on the page is a placeholder or out of date, and charts in sight
# have their traces; all of it for a while, as one run can set off the next.
IS_QUIET = """quiet => {
  const app = document.querySelector('[data-testid=stApp]');
  const shown = e => e.getClientRects().length > 0;
  const all = s => [...document.querySelectorAll(s)].filter(shown);
  const busy = app.getAttribute('data-test-script-state') !== 'notRunning'
    || all('[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]').length
    || all('[data-testid=stPlotlyChart]').some(c => !c.querySelector('.main-svg, canvas'));
  if (busy) window.quietSince = null;
  else window.quietSince ??= performance.now();
  return !busy && performance.now() - window.quietSince > quiet;
}"""


def _is_dark(page: Page) -> bool:
    background = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    channels = [int(part) for part in background.strip("rgba() ").split(",")[:3]]
    return sum(channels) < 3 * 128


def test_filtered_link_is_a_fresh_servers_first_visit(server: str, chromium: Browser) -> None:
    """A filtered link sent by mail opens its page, and the filter goes along through the menu."""
    visit = Visit(chromium, server, "light")
    visit.open(DEEP_LINK)
    assert visit.complaints() == []
    pages = visit.menu()
    assert len(pages) >= 2
    titles, complaints, charts = {}, {}, 0
    for path in pages:
        visit.follow(path)
        titles[path] = visit.page.locator("[data-testid=stMain] h1").first.inner_text()
        complaints[path] = visit.complaints()
        charts += visit.page.locator("[data-testid=stPlotlyChart]:visible").count()
        if FILTER not in visit.page.url:
            complaints[path].append(f"lost the filter: {visit.page.url}")
    assert not any(complaints.values()), complaints
    assert len(set(titles.values())) == len(pages), titles
    assert charts > 0
    assert not _is_dark(visit.page)


def test_every_page_opens_from_its_own_link_in_the_dark(server: str, chromium: Browser) -> None:
    visit = Visit(chromium, server, "dark")
    visit.open("/")
    complaints = {}
    for path in visit.menu():
        visit.open(path)
        complaints[path] = visit.complaints()
    assert not any(complaints.values()), complaints
    assert _is_dark(visit.page)
