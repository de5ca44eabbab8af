"""One family of errors: each has a title of its own, and says message and hint."""

import inspect

import pytest

from data import errors
from data.errors import BadFile, CrossfadeError

FAMILY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


def test_an_error_reads_as_title_message_and_hint() -> None:
    error = BadFile("x.csv is empty", hint="Export it again.")
    assert str(error) == "This file cannot be imported: x.csv is empty\nExport it again."
    assert str(BadFile("x.csv is empty")) == "This file cannot be imported: x.csv is empty"


@pytest.mark.parametrize("kind", FAMILY)
def test_every_error_is_of_the_family_and_has_a_title_of_its_own(kind: type) -> None:
    assert issubclass(kind, CrossfadeError)
    assert [other.title for other in FAMILY].count(kind.title) == 1
