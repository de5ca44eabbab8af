"""Every control is in the address: a link opened fresh shows what its sender saw.

The controls are found on the pages, not listed here, so a new one without an address is told.
"""

import os
from collections.abc import Callable, Container, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import (
    AudioInput,
    Block,
    Button,
    ButtonGroup,
    DownloadButton,
    FileUploader,
    Multiselect,
    NumberInput,
    Pagination,
    Selectbox,
    SelectSlider,
    Slider,
    TextInput,
    Toggle,
    Widget,
)

from tests.served import ROOT

PAGES = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("pages/*/page.py"))]
DO_SOMETHING = (AudioInput, Button, DownloadButton, FileUploader)
WRITTEN = ("claims_form", "experiments_promote", "experiments_demote")
"""Forms whose fields say what is to be kept; nothing on screen goes by them before that."""
WRITTEN_ALONE = ("data_room_captured_on",)
HOSTILE = ("nan", "-1e999", "9" * 400, "'; drop table tracks --", "<img src=x onerror=alert(1)>")
ROUNDS = 4
"""Controls that a control brings up are moved in the round after it."""

HOW_TO_MEND = """
{key} on {page} {what}. Give it `bind="query-params"` beside its `key`: the key is its name in the
address, `<page>_<control>`. Its value at first is its default (`value`, `default`, `index`), not
set through the session state, and its options read differently from each other. What is not a
widget's value (a list, what was opened) is kept in `st.query_params` alone, as in
pages/what_if/controls.py. A field that only says what is to be written down, or a button, needs
no address: name its form in `WRITTEN` in tests/pages/test_address.py.
"""


@pytest.fixture(autouse=True)
def _answers_are_there(everything, trained_demo: Path) -> None:
    """Work out what pages would ask for in the background: their controls wait for it."""
    from analytics.video_lift import answers as video_lift

    video_lift.robust(everything, flag="has_official_video")


def below(node: Block) -> Iterator[Any]:
    """Yield all that stands on a page, in order."""
    for child in node.children.values():
        yield child
        if isinstance(child, Block):
            yield from below(child)


def controls(app: AppTest) -> dict[str, Widget]:
    """Return the page's controls by their keys; the shared filter's on the page without any."""
    found = {}
    for widget in below(app.sidebar if app.title[0].value == "Overview" else app.main):
        if not isinstance(widget, Widget) or isinstance(widget, DO_SOMETHING):
            continue
        if getattr(widget, "form_id", "") in WRITTEN or widget.key in WRITTEN_ALONE:
            continue
        if _looks_up(widget):
            continue
        found[widget.key or f"a {widget.type} without a key"] = widget
    return found


def _looks_up(widget: Widget) -> bool:
    """Say whether this is a box of `pages.ui.find`: empty again once something was picked."""
    if isinstance(widget, TextInput):
        return widget.proto.HasField("live_debounce_ms") and not widget.proto.query_param_key
    return (widget.key or "").endswith("_found")


def tabs(app: AppTest) -> dict[str, list[str]]:
    """Return the labels of tabs by their name in the address."""
    return {
        block.proto.tab_container.query_param_key
        or f"tabs of {[tab.label for tab in block.children.values()]}": [
            tab.label for tab in block.children.values()
        ]
        for block in app.get("tab_container")
    }


def other(widget: Widget) -> Any:
    """Return a value that a control does not have now, as a reader would set it; else None."""
    value = widget.value
    match widget:
        case Toggle():
            return not value
        case NumberInput():
            if value is None:
                return widget.min or 1
            most = widget.max if widget.proto.has_max else value + widget.step
            return value + widget.step if value + widget.step <= most else value - widget.step
        case Slider() if isinstance(value, tuple | list):
            return None if tuple(value) == (widget.min, widget.max) else (widget.min, widget.max)
        case Slider():
            return widget.max if value != widget.max else widget.min
        case Pagination():
            return 2 if widget.proto.num_pages > 1 and value != 2 else None
        case TextInput():
            return f"{value}e"
        case SelectSlider() if isinstance(value, int):  # its options are numbers from 0
            return (value + 1) % len(widget.options)
        case SelectSlider():
            return (widget.options[1], widget.options[-2])
        case Multiselect():
            return [widget.options[-1]] if widget.values != widget.options[-1:] else None
        case ButtonGroup():
            rest = [option for option in widget.options if option not in widget.formatted_values]
            is_one = widget.proto.click_mode == widget.proto.ClickMode.SINGLE_SELECT
            return (rest[-1] if is_one else rest[-1:]) if rest else None
        case Selectbox():
            rest = [n for n in range(len(widget.options)) if n != widget.index]
            return widget.options[rest[-1]] if rest else None
    raise AssertionError(f"{widget.type}: tell tests/pages/test_address.py how to move it")


def address(app: AppTest) -> dict[str, Any]:
    """Return what stands in the address, as the browser writes the controls bound to it."""
    said = dict(app.query_params)
    for widget in controls(app).values():
        if name := getattr(widget.proto, "query_param_key", ""):
            state = widget._widget_state
            field = state.WhichOneof("value")
            value = getattr(state, field) if field else ""
            if field and field.endswith("array_value"):
                said[name] = [str(one) for one in value.data] or ""
            else:
                said[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return said | {name: app.session_state[name] for name in tabs(app) if " " not in name}


def move(app: AppTest, *, but: Container[str] = ()) -> None:
    """Set every control of a page to another value, also those that come up by that."""
    done: set[str] = set()
    for _ in range(ROUNDS):
        fresh = [key for key in (*controls(app), *tabs(app)) if key not in done and key not in but]
        if not fresh:
            return
        for key in fresh:
            if key in tabs(app):
                app.session_state[key] = tabs(app)[key][-1]
            elif (value := other(controls(app)[key])) is not None:
                controls(app)[key].set_value(value)
        done |= {*fresh}
        app.run()
        assert not app.exception


def shown(app: AppTest) -> dict[str, Any]:
    """Return what each control of a page says."""
    values = {key: widget.value for key, widget in controls(app).items()}
    return values | {name: app.session_state[name] for name in tabs(app) if " " not in name}


def choices(app: AppTest) -> set[str]:
    """Return the controls that may bring up others in the place of those on screen."""
    kinds = ButtonGroup | Selectbox
    return {key for key, widget in controls(app).items() if isinstance(widget, kinds)} | {
        *tabs(app)
    }


def check(app: AppTest, page: str, app_page: Callable) -> None:
    """Open a page's address fresh: every control says the same."""
    before, fresh = shown(app), app_page(page, **address(app))
    assert not fresh.exception
    after = shown(fresh)
    for key, value in before.items():
        what = f"says {value!r}, and {after.get(key)!r} when the page's address is opened"
        assert after.get(key) == value, HOW_TO_MEND.format(key=key, page=page, what=what)


@pytest.mark.parametrize("page", PAGES)
def test_a_link_opened_fresh_shows_the_same_and_nonsense_is_no_error(
    app_page: Callable, page: str
) -> None:
    app = app_page(page)
    nameless = [name for name in (*controls(app), *tabs(app)) if " " in name]
    assert not nameless, HOW_TO_MEND.format(key=nameless[0], page=page, what="has no name")
    names = [*controls(app), *tabs(app)]
    move(app, but=choices(app))
    at_first = shown(app)
    check(app, page, app_page)
    move(app)
    if shown(app) != at_first:
        check(app, page, app_page)
    nonsense = app_page(page, **dict(zip(names, cycle(HOSTILE), strict=False)))
    assert not nonsense.exception
    assert nonsense.title[0].value == app.title[0].value
    markup = [element.value for kind in (nonsense.markdown, nonsense.caption) for element in kind]
    assert not [text for text in markup if "<img" in text]


@pytest.mark.proof
@pytest.mark.parametrize("page", PAGES if os.environ.get("CROSSFADE_PROOF") == "1" else PAGES[:1])
def test_a_link_to_any_view_opened_fresh_shows_the_same(app_page: Callable, page: str) -> None:
    usual = app_page(page)
    for key in choices(usual) - {*tabs(usual)}:
        for option in controls(usual)[key].options[:8]:
            app = app_page(page)
            controls(app)[key].set_value(option).run()
            move(app, but={key})
            check(app, page, app_page)
