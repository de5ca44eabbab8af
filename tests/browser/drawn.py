"""When a page is drawn: nothing on it will change unless its reader does something."""

from playwright.sync_api import Page

TIMEOUT = 120_000  # milliseconds; the first visit to a page pays for heavy imports
QUIET = 500  # milliseconds without a script run until a page counts as drawn

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


def drawn(page: Page) -> None:
    """Wait until the script has run and every chart in sight has its picture."""
    page.wait_for_selector("[data-testid=stApp]", timeout=TIMEOUT)
    page.locator("[data-testid=stMain] h1").first.wait_for(timeout=TIMEOUT)
    page.wait_for_function(IS_QUIET, arg=QUIET, timeout=TIMEOUT, polling=100)
