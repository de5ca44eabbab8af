"""A page of HTML printed to PDF by whichever Chromium is there."""

import functools
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from data.errors import CrossfadeError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIMEOUT = 120


class NoChromium(CrossfadeError):
    """There is no browser to print with."""

    title = "No Chromium to print with"


@functools.cache
def find() -> str | None:
    """Return the path of a Chromium that starts: one on PATH, else Playwright's own.

    Looked for once: starting one takes half a second.
    """
    for path in (*map(shutil.which, NAMES), _playwrights()):
        if path and _starts(path):
            return path
    return None


def _playwrights() -> str | None:
    """Return where Playwright keeps its Chromium, if Playwright is there."""
    if importlib.util.find_spec("playwright") is None:
        return None
    import sys

    ask = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    # In a process of its own: Playwright refuses to run inside a server's event loop.
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    return said.stdout.strip() or None


def _starts(path: str) -> bool:
    # Ubuntu's chromium-browser is a script that only asks for a snap.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def require_browser() -> str:
    """Return the path of a Chromium that starts.

    Raises
    ------
    NoChromium
        If there is none.
    """
    path = find()
    if path is None:
        raise NoChromium(
            "a PDF is the HTML report as Chromium prints it, and no Chromium is on PATH.",
            hint="apt-get install chromium, or python -m playwright install chromium; or write "
            "the HTML and print that.",
        )
    return path


def print_pdf(page: str) -> bytes:
    """Print HTML on A4.

    Parameters
    ----------
    page : str
        A self-contained document; nothing is loaded from anywhere.

    Raises
    ------
    NoChromium
        If there is none, or it does not print.
    """
    path = require_browser()
    with tempfile.TemporaryDirectory(prefix="crossfade-report-") as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            path,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses root otherwise
            source.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
            return target.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoChromium(f"{path} did not print the report: {error}") from error
