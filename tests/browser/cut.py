"""What of a page's words is cut off: wider than the place it has, or past the window's edge."""

from playwright.sync_api import Page

from tests.browser.drawn import drawn

PHONE = {"width": 390, "height": 844}
CUT = """() => {
  const words = 'button, button *, [role=tab] *, [role=radio] *, label *, a *, h1, h2, h3, th, '
    + '.cf-kpi *, .cf-title, [data-testid=stFileUploader] *, [data-testid=stCaptionContainer] *, '
    + '[data-testid=stAlert] *';
  const scrolls = e => e && (/auto|scroll/.test(getComputedStyle(e).overflowX)
    && e.scrollWidth > e.clientWidth || scrolls(e.parentElement));
  const isCut = e => e.scrollWidth > e.clientWidth + 1
    && /hidden|clip/.test(getComputedStyle(e).overflowX);
  const isOutside = e => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e);
  return [...document.querySelectorAll('[data-testid=stMain] :is(' + words + ')')]
    .filter(e => e.getClientRects().length && e.innerText?.trim())
    .filter(e => isCut(e) || isOutside(e))
    .map(e => `'${e.innerText.trim().slice(0, 60)}' is cut`);
}"""


def cut_on_a_phone(page: Page) -> list[str]:
    """Return the words that are cut off where the window is as narrow as a phone."""
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    drawn(page)
    found: list[str] = page.evaluate(CUT)
    page.set_viewport_size(before)
    return list(dict.fromkeys(found))
