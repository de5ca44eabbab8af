"""A walk through every page of the menu in a real Chromium, as a reader would take it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.cut import cut_on_a_phone
from tests.browser.drawn import TIMEOUT, drawn
from tests.served import Server, serving

DEEP_LINK = "/catalogue?album_type=Single"
FILTER = "album_type=Single"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app on a catalogue of its own; nobody has visited it yet."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(demo_warehouse, folder / "data")
    with serving(folder / "data", folder / "mlruns") as server:
        yield server
        assert server.complaints() == []


class Visit:
    """One reader's tab, and everything that went wrong in it."""

    def __init__(self, browser: Browser, server: Server, scheme: str) -> None:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="en-GB"
        )
        self.address = server.address
        self.page: Page = context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text} {message.location}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.trouble.append(f"asked another machine: {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        drawn(self.page)

    def menu(self) -> list[str]:
        """Return the addresses in the menu, as paths."""
        links = self.page.locator("[data-testid=stSidebarNavLink]")
        links.first.wait_for(timeout=TIMEOUT)
        return [urlsplit(link.evaluate("a => a.href")).path for link in links.all()]

    def follow(self, path: str) -> None:
        """Click the menu's link to a page."""
        links = self.page.locator("[data-testid=stSidebarNavLink]")
        [link] = [a for a in links.all() if urlsplit(a.evaluate("a => a.href")).path == path]
        link.click()
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)
        drawn(self.page)

    def complaints(self) -> list[str]:
        """Tell what a reader would stumble over on this page."""
        page, complaints = self.page, list(self.trouble)
        complaints += [box.inner_text() for box in page.locator("[data-testid=stException]").all()]
        complaints += [box.inner_text() for box in page.locator("[role=dialog]").all()]
        if "Page not found" in page.inner_text("body"):
            complaints.append("says 'Page not found'")
        if len(page.inner_text("[data-testid=stMain]")) < 200:
            complaints.append("next to nothing on the page")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            complaints.append("wider than the window")
        self.trouble.clear()
        return complaints


def _is_dark(page: Page) -> bool:
    background = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    channels = [int(part) for part in background.strip("rgba() ").split(",")[:3]]
    return sum(channels) < 3 * 128


def test_filtered_link_is_a_fresh_servers_first_visit(server: Server, chromium: Browser) -> None:
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


def test_every_page_opens_from_its_own_link_in_the_dark(server: Server, chromium: Browser) -> None:
    visit = Visit(chromium, server, "dark")
    visit.open("/")
    complaints = {}
    for path in visit.menu():
        visit.open(path)
        complaints[path] = visit.complaints() + cut_on_a_phone(visit.page)
    assert not any(complaints.values()), complaints
    assert _is_dark(visit.page)


def test_back_returns_to_a_page_as_it_was_left(server: Server, chromium: Browser) -> None:
    visit = Visit(chromium, server, "light")
    page, chosen = visit.page, ".st-key-correlations_method [aria-checked=true]"
    visit.open("/correlations")
    assert page.title() == "Correlations · Crossfade"
    page.get_by_role("radio", name="Ranks").click()
    page.wait_for_url("**/correlations?correlations_method=Ranks*")
    drawn(page)
    visit.follow("/catalogue")
    assert page.title() == "Catalogue · Crossfade"
    page.locator(".st-key-catalogue_view").get_by_role("radio", name="Artists").click()
    page.wait_for_url("**/catalogue?catalogue_view=Artists")
    drawn(page)
    page.go_back()
    page.wait_for_url("**/correlations?correlations_method=Ranks*")
    drawn(page)
    assert page.locator(chosen).inner_text().startswith("Ranks")
    assert page.title() == "Correlations · Crossfade"
    page.go_forward()
    page.wait_for_url("**/catalogue?catalogue_view=Artists")
    drawn(page)
    assert "artist" in page.locator("[data-testid=stMain]").inner_text()
    assert visit.complaints() == []


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", None])
def test_a_narrow_windows_menu_closes_after_a_choice(
    server: Server, chromium: Browser, agent: str | None
) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844}, user_agent=agent)
    page.goto(f"{server.address}/correlations")
    drawn(page)
    menu = page.locator("[data-testid=stSidebar]")
    page.locator("[data-testid=stExpandSidebarButton]").click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    page.locator("[data-testid=stSidebarNavLink]", has_text="Catalogue").click()
    page.wait_for_url("**/catalogue")
    drawn(page)
    expect(menu).to_have_attribute("data-collapsed", "true")
