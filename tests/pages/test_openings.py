"""No page opens with more than two sentences: what it means, then the picture."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1.element_tree import Block

from tests.conftest import ROOT

PAGES = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("pages/*/page.py"))]
MOST = 2
ENDS = (
    "html",
    "plotly_chart",
    "text_input",
    "arrow_data_frame",
    "column",
    "expander",
    "tab",
    "form",
)
"""Cards, pictures, tables and parts: where one of these stands, the opening is over."""
FRESHNESS = "Models come from"
"""Which training answers is said above the controls of every page of models."""
END = re.compile(r"[.!?][*’”']*(?=\s|$)")


def below(node: Block) -> Iterator[Any]:
    for child in node.children.values():
        yield child
        if isinstance(child, Block):
            yield from below(child)


def opening(app: Any) -> list[str]:
    """Return what a page says before its first card, picture or part."""
    said = []
    for node in below(app.main):
        if node.type in ENDS:
            break
        if node.type in ("markdown", "caption") and FRESHNESS not in node.value:
            said.append(node.value)
    return said


@pytest.mark.proof
@pytest.mark.parametrize("page", PAGES if os.environ.get("CROSSFADE_PROOF") == "1" else PAGES[::4])
def test_a_page_opens_with_two_sentences_at_most(
    app_page: Callable, trained_demo: Path, page: str
) -> None:
    said = opening(app_page(page))
    assert said
    assert len(END.findall("\n".join(said))) <= MOST, said
