"""Which training a page shows, said on every page of models."""

from data.selection import Selection
from pages.answers import models
from pages.ui import layout


def notice(selection: Selection) -> None:
    """Say on which data version the models were trained, and whether that is the one on screen.

    Draws nothing where no training has finished yet: what the page needs then says so itself.
    """
    fresh = models.freshness(selection)
    if fresh.training is not None:
        layout.note(layout.plain(fresh.words))
