"""Crossfade's frame: page config, the shared filter, the menu.

`streamlit run app.py` imports this file once to serve it and then runs it for every session.
"""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import file_util
from streamlit.runtime.pages_manager import PagesManager

ROOT = Path(__file__).parent
MENU = {
    "Executive": {
        "overview": ("Overview", "monitoring"),
        "claims": ("Claims", "fact_check"),
    },
    "Scout": {
        "catalogue": ("Catalogue", "library_music"),
        "by_ear": ("By ear", "hearing"),
        "similar": ("Similar", "join_inner"),
    },
    "Explore": {
        "correlations": ("Correlations", "grid_on"),
        "clusters": ("Clusters", "bubble_chart"),
        "genres": ("Genres", "genres"),
    },
    "Predict": {
        "drivers": ("Drivers", "trending_up"),
        "hits": ("Hits", "star"),
        "importance": ("Importance", "leaderboard"),
        "what_if": ("What-if", "tune"),
    },
    "Decide": {
        "video_lift": ("Video lift", "smart_display"),
        "budget": ("Budget", "payments"),
    },
    "Operate": {
        "data_room": ("Data room", "database"),
        "experiments": ("Experiments", "science"),
    },
}


def menu() -> dict[str, list[st.Page]]:
    """Return the pages by group."""
    return {
        group: [
            st.Page(
                ROOT / "pages" / topic / "page.py",
                title=title,
                icon=f":material/{icon}:",
                url_path=topic,
            )
            for topic, (title, icon) in topics.items()
        ]
        for group, topics in MENU.items()
    }


def frame() -> None:
    """Draw what all pages share, then the page."""
    from data import published
    from pages.ui import browser, filters, layout, start
    from pages.ui.errors import shown_to_reader

    # The mark first: left without one, the browser fetches the menu's icon from another machine.
    st.set_page_config(page_icon=str(ROOT / ".streamlit/mark.svg"), layout="wide")
    page = st.navigation(menu(), expanded=True)
    st.set_page_config(page_title=f"{page.title} · Crossfade")
    layout.style()
    st.logo(str(ROOT / ".streamlit/mark.svg"), size="large")
    browser.mend()
    with shown_to_reader():
        selection = filters.draw()
        if selection is not None:
            layout.demo_badge(published.manifest(selection.version))
        page.run()
    start.settle()


def home(request: Request) -> RedirectResponse:
    """Send /overview to /, where the first page of the menu lives, with its filter."""
    return RedirectResponse(f"/?{request.url.query}")


def linked(request: Request) -> HTMLResponse:
    """Answer a page's own address with the client, told where the server is.

    Left to itself it asks beneath that address first, and gets two answers of 404.
    """
    html = Path(file_util.get_static_dir(), "index.html").read_text()
    where = "window.__streamlit = {BACKEND_BASE_URL: new URL('.', location.href).href}"
    html = html.replace("<head>", f"<head><script>{where}</script>", 1)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


if st.runtime.exists():
    frame()
else:
    from pages.ui import start

    # The server starts. Left to itself, Streamlit takes a folder called pages/ for its own
    # menu until navigation has run once, and answers the first deep link 'Page not found'.
    PagesManager.uses_pages_directory = False
    start.prepare()
    fonts = Mount("/fonts", StaticFiles(directory=ROOT / ".streamlit/fonts"))
    links = [Route(f"/{topic}", linked) for topics in MENU.values() for topic in topics]
    app = st.App(__file__, routes=[fonts, Route("/overview", home), *links])
