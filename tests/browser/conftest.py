"""What browser tests share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find


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
