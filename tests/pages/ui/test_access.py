import pytest
import streamlit as st

from pages.ui import access


@pytest.mark.parametrize(
    ("address", "may"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("", False)],
)
def test_who_is_served_decides_who_may_write(
    address: str, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CROSSFADE_READ_ONLY", raising=False)
    monkeypatch.setattr(st, "get_option", lambda name: address)
    assert access.may_write() is may


@pytest.mark.parametrize(("asked", "may"), [("0", True), ("1", False)])
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "crossfade.example"])
def test_what_the_environment_says_wins(
    asked: str, may: bool, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSFADE_READ_ONLY", asked)
    monkeypatch.setattr(st, "get_option", lambda name: address)
    assert access.may_write() is may
