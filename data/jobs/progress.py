"""How slow work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""What a slow function calls: a share from 0 to 1, and what it is doing."""


def untold(share: float, text: str) -> None:
    """Tell nobody."""
