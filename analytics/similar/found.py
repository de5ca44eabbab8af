"""What a search by sound returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.similar.vocabulary import Understood


@dataclass(frozen=True, eq=False, slots=True)
class Alike:
    """The tracks nearest to one, to several, or to a point."""

    point: npt.NDArray[np.floating]
    """Shape (n_features,): what they are near to, in standard deviations from the mean."""
    cluster: int
    asked: pd.DataFrame
    """The tracks asked about: track_id, track, artist, streams, x, y, and their features; empty
    for a point."""
    inside: pd.DataFrame
    """The nearest in the cluster: rank, track_id, track, artist, similarity, why, genres, streams,
    views, key, tempo, duration_ms, cluster, x, y."""
    overall: pd.DataFrame
    """The nearest of all, with the same columns."""
    values: dict[str, float]
    """The point in each feature's unit."""


@dataclass(frozen=True, eq=False, slots=True)
class Fitting:
    """The tracks that fit what a text asks for."""

    table: pd.DataFrame
    """Columns of `Alike.overall`; `similarity` is 1 less what is missing, in standard deviations,
    `why` says by which wishes a track falls short."""
    n_fitting: int
    """Tracks that fit in everything."""


@dataclass(frozen=True, eq=False, slots=True)
class Meant:
    """What a text was taken for."""

    understood: Understood
    artist: str | None
    """The artist that is named, as the catalogue spells it."""
    found: pd.DataFrame
    """Tracks that are named: track_id, track, artist; those of the artist where one is named."""
    is_misspelt: bool
    """Whether they are named almost."""
    as_name: str
    """A title or artist that the text is too, though it was read as words for sound; else ''."""


@dataclass(frozen=True, eq=False, slots=True)
class Backdrop:
    """A sample of all tracks on the main directions of sound."""

    points: pd.DataFrame
    """track_id, x, y, cluster."""
    loadings: pd.DataFrame
    """feature, x, y, z: its part of each direction."""
    explained: tuple[float, ...]
    reach: tuple[float, float, float, float]
    """Lowest and highest x, lowest and highest y, the outermost hundredths aside."""


def ranked(table: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the first rows of a table with their rank, from 1."""
    table = table.head(n).reset_index(drop=True)
    table.insert(0, "rank", table.index + 1)
    return table
