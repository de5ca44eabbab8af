"""What a reader must know where the catalogue holds only so many tracks an artist."""

from analytics.data_room import answers
from data.metrics import exact
from data.selection import Selection
from pages.ui import layout

METHOD = (
    "**Tracks an artist**: ever fewer artists have ever more tracks, unless a source stops "
    "somewhere. A cap is seen at the largest number that at least 20 artists have, three times as "
    "many as have one track fewer, or two, and that at most 5 % of artists exceed by joint tracks. "
    "Captures are looked at one by one."
)


def catalogue(selection: Selection) -> None:
    """Say that there is a cap and what shows it."""
    if cap := answers.cap(selection):
        more = "none has more" if not cap.n_above else f"{exact(cap.n_above)} have more"
        layout.note(
            f"**At most {cap.n_tracks} tracks an artist.** {exact(cap.n_at_cap)} of "
            f"{exact(cap.n_artists)} artists have exactly {cap.n_tracks}, {more}: the files "
            "hold a selection, as a rule each artist's best known, not all they released."
        )


def sums(selection: Selection) -> None:
    """Say what the cap does to sums by artist."""
    if cap := answers.cap(selection):
        layout.note(
            f"The files hold at most {cap.n_tracks} tracks an artist, so sums by artist are those "
            f"of their {cap.n_tracks} best known, not of all they released."
        )


def new_tracks(selection: Selection) -> None:
    """Say what the cap does to what is expected of a new track."""
    if cap := answers.cap(selection):
        layout.note(
            f"Read every figure as 'like one of this artist's {cap.n_tracks} best known': the "
            f"catalogue holds at most {cap.n_tracks} an artist, and most new tracks do less well."
        )
