"""Whether this server lets its readers change anything."""

import ipaddress

import streamlit as st

from data.settings import settings
from pages.ui import layout


def may_write() -> bool:
    """Say whether uploads, publishing, rollback and training are offered.

    `CROSSFADE_READ_ONLY` decides; where it is not set, a server that other machines can reach
    changes nothing.
    """
    read_only = settings().read_only
    return _is_loopback(st.get_option("server.address")) if read_only is None else not read_only


def say_read_only() -> None:
    """Tell the reader why nothing can be changed here."""
    layout.note(
        "This server is read-only: imports, rollback, training and claims are changed on "
        "the machine itself."
    )


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False
