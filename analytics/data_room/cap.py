"""Whether a catalogue holds a fixed number of tracks an artist, as lists of the best known do."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

MIN_ARTISTS = 20
"""So many artists, at least, have exactly the number of tracks at which they were cut off."""
SPIKE = 3
"""And so many times as many as have one track fewer, or two: the number of tracks an artist has
thins out towards its end, unless something cuts it off."""
MAX_ABOVE = 0.05
"""Share of artists that may have more: a recording counts for each artist that any file lists it
under, so that a joint track can be an eleventh."""


@dataclass(frozen=True, eq=False, slots=True)
class Cap:
    """How many tracks an artist has at most, where the counts show that more were left out."""

    n_tracks: int
    n_at_cap: int
    """Artists with exactly that many tracks, in the latest capture."""
    n_above: int
    n_artists: int
    """All artists of that capture."""


def find(counts: pd.DataFrame) -> Cap | None:
    """Tell from how many artists have how many tracks whether a cap was put on them.

    Parameters
    ----------
    counts : DataFrame
        Columns captured_on, n_tracks (at least 1), n_artists: one row per capture and number of
        tracks. Captures are looked at one by one, as an artist's ten best known of two days can be
        fourteen tracks.

    Returns
    -------
    Cap or None
        The cap of the latest capture, where each capture has one: the largest number of tracks,
        two or more, that at least `MIN_ARTISTS` artists have, `SPIKE` times as many as have one
        track fewer, or two, and that at most `MAX_ABOVE` of the artists exceed.
    """
    caps = [_of_one(one) for _, one in counts.groupby("captured_on", sort=True)]
    return caps[-1] if caps and all(caps) else None


def _of_one(counts: pd.DataFrame) -> Cap | None:
    artists = dict(zip(counts["n_tracks"], counts["n_artists"], strict=True))
    total, n_above = sum(artists.values()), 0
    for n_tracks in sorted(artists, reverse=True):
        if n_tracks < 2 or n_above > MAX_ABOVE * total:
            return None
        below = max(artists.get(n_tracks - fewer, 0) for fewer in (1, 2))
        if artists[n_tracks] >= max(MIN_ARTISTS, SPIKE * below):
            return Cap(int(n_tracks), int(artists[n_tracks]), int(n_above), int(total))
        n_above += artists[n_tracks]
    return None
