"""A look at what pages are given: all readers share it, so nobody writes into it."""

import pickle
from collections.abc import Iterator

import pytest

from analytics import kept
from tests.pages.same import is_same


@pytest.fixture(autouse=True)
def _nobody_writes_into_an_answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail where drawing a page changed an answer."""
    answers: list[tuple[str, object, bytes]] = []

    def note(name: str, answer: object) -> None:
        answers.append((name, answer, pickle.dumps(answer)))

    monkeypatch.setattr(kept, "when_remembered", note)
    yield
    changed = {
        name for name, answer, before in answers if not is_same(answer, pickle.loads(before))
    }
    assert changed == set()
