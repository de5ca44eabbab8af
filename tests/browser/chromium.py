"""Find a Chromium that runs, or install one: `python tests/browser/chromium.py`."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"


def find() -> str | None:
    """Return the path of a Chromium that starts: one on PATH, else Playwright's own."""
    for path in map(shutil.which, NAMES):
        if path and _starts(path):
            return path
    own = _playwrights()
    return own if _starts(own) else None


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    # Ubuntu's chromium-browser is a script that only asks for a snap.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("No Chromium on PATH: installing it with apt-get", flush=True)
        subprocess.run(["sh", "-c", APT], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not find():
        print("No Chromium yet: installing Playwright's", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def main() -> int:
    """Make sure that there is a Chromium; exit status 1 and a word on it where there can't be."""
    if not find():
        _install()
    path = find()
    print(path or "No Chromium: put one on PATH (`apt-get install chromium`) and try again.")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
