"""What can be asked of the data itself: quality, rejected rows, outliers, the version before."""

from dataclasses import dataclass

import pandas as pd

from analytics import kept
from analytics.data_room.cap import Cap, find
from data import build
from data.reads import data_room as reads_data_room
from data.selection import Selection

PAGE_ROWS = 50


@dataclass(frozen=True, eq=False, slots=True)
class DataRoom:
    """What is known of a version's rows, and of the outliers among the chosen tracks.

    `quality`, `reasons`, `rejects` (the first `PAGE_ROWS`), `outlier_counts` and `scatter` (a
    sample for a picture) are what the functions of these names in `data.reads.data_room` return.
    """

    quality: pd.DataFrame
    reasons: pd.DataFrame
    rejects: pd.DataFrame
    outlier_counts: pd.DataFrame
    scatter: pd.DataFrame

    @property
    def n_outliers(self) -> int:
        """How many of the chosen tracks are outliers."""
        return int(self.outlier_counts["n_tracks"].sum())


@kept.in_memory
def data_room(selection: Selection) -> DataRoom:
    """Read everything that the page shows at once."""
    version = selection.version
    return DataRoom(
        quality=reads_data_room.quality(version),
        reasons=reads_data_room.reasons(version),
        rejects=reads_data_room.rejects(version, limit=PAGE_ROWS),
        outlier_counts=reads_data_room.outlier_counts(selection),
        scatter=reads_data_room.scatter(selection),
    )


def cap(selection: Selection) -> Cap | None:
    """Return how many tracks an artist has at most, None where nothing shows a cap.

    Of the whole version, whatever the filter.
    """
    return _cap(Selection(selection.version))


@kept.in_memory
def _cap(everything: Selection) -> Cap | None:
    return find(reads_data_room.tracks_per_artist(everything.version))


@kept.in_memory
def outliers(selection: Selection, *, direction: str = "") -> pd.DataFrame:
    """Return a page of outliers, the furthest first.

    Parameters
    ----------
    direction : {'', 'view-heavy', 'stream-heavy'}, default=''
        Only those that lean this way.
    """
    return reads_data_room.outliers(selection, direction, PAGE_ROWS)


def all_outliers(selection: Selection) -> pd.DataFrame:
    """Return every outlier among the chosen tracks, the furthest first; not remembered."""
    return reads_data_room.outliers(selection)


def all_rejects(selection: Selection) -> pd.DataFrame:
    """Return every rejected row of the version, with its reasons; not remembered."""
    return reads_data_room.rejects(selection.version)


def earlier(selection: Selection) -> str | None:
    """Return the version that going back leads to, None where there is none; not remembered."""
    names = [made.version for made in build.versions()]
    place = names.index(selection.version) if selection.version in names else 0
    return names[place - 1] if place else None
