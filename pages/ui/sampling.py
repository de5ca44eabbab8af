"""Words for a page that looks at a sample of the tracks that the filter leaves."""

from data.metrics import exact
from data.selection import Selection
from pages.ui import filters


def said(selection: Selection, n_seen: int, *, at_most: int) -> str:
    """Say so where figures come from a sample of artists; else nothing.

    Parameters
    ----------
    n_seen : int
        Tracks that were looked at.
    at_most : int
        Up to so many tracks, all of them are.
    """
    total = filters.n_tracks(selection)
    if total <= at_most:
        return ""
    return (
        f"Computed on {exact(n_seen)} of {exact(total)} tracks, to be quick: all those of artists "
        "drawn at random, the same ones every time."
    )
