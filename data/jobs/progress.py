"""How slow work tells how far it is, and how whoever shows it learns of that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Progress = Callable[[float, str], None]
"""What a slow function calls: a share from 0 to 1, and what it is doing."""

State = Literal["none", "waiting", "running", "finished", "failed", "interrupted"]


def untold(share: float, text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a piece of work stands, in a thread of this process or in a process of its own."""

    state: State = "none"
    """'interrupted': its process died."""
    share: float = 0.0
    """Done, 0 to 1."""
    text: str = ""
    """What it is doing; of work that did not finish, why."""
    started_at: str = ""
    """UTC, ISO 8601; tells one training from the next."""
    left: float | None = None
    """Seconds until its end, None where nobody can say."""

    @property
    def is_at_work(self) -> bool:
        """Whether its end is still to come."""
        return self.state in ("waiting", "running")
