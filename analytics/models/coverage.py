"""How often the 80 % interval holds, for one group of tracks and the next.

Right on average can be wrong for each: too narrow for singles, too wide for all others.

Public functions
----------------
by_group(result, tracks)     -> DataFrame: a row for each group of held-out tracks
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.models.scoring import CrossValidation
from analytics.stats import clustered

ALL, UNKNOWN = "All tracks", "Artists unknown to the catalogue"
TYPES = {"album": "Album tracks", "single": "Singles", "compilation": "Compilations"}
MIN_TRACKS = 30
"""Of a smaller group nothing is said."""

Mask = npt.NDArray[np.bool_]


def by_group(result: CrossValidation, tracks: pd.DataFrame) -> pd.DataFrame:
    """Count how many held-out tracks fell inside their interval, group by group.

    Parameters
    ----------
    result : CrossValidation
        Of a count.
    tracks : DataFrame
        The tracks that its rows are positions of; needs `artist`, `album_type` and
        `back_streams_mean`.

    Returns
    -------
    DataFrame
        label, n_tracks, n_artists, coverage with low and high (95 %, clustered by artist), width
        (mean, in ln(1 + count)). All tracks, their types of release, quarters by what the
        artist's other tracks reached, tenths by prediction, and all tracks once more as they are
        predicted where the catalogue does not know the artist.
    """
    held, about = result.held_out, tracks.iloc[result.held_out["row"]].reset_index(drop=True)
    rows = [
        _row(label, held[inside], about["artist"][inside])
        for label, inside in _groups(about, held["predicted"])
        if inside.sum() >= MIN_TRACKS
    ]
    rows.append(_row(UNKNOWN, result.unknown, about["artist"]))
    return pd.DataFrame(rows)


def _groups(about: pd.DataFrame, predicted: pd.Series) -> Iterator[tuple[str, Mask]]:
    yield ALL, np.ones(len(about), dtype=bool)
    for kind, label in TYPES.items():
        yield label, (about["album_type"] == kind).to_numpy()
    quarters = _parts(about["back_streams_mean"], 4)
    for number, name in enumerate(("lowest", "second", "third", "highest")):
        yield f"Artist's other tracks: {name} quarter", quarters == number
    yield "Artist's other tracks: none", np.isnan(quarters)
    tenths = _parts(predicted, 10)
    for number in range(10):
        yield f"Prediction: tenth {number + 1} of 10", tenths == number


def _parts(values: pd.Series, n_parts: int) -> npt.NDArray[np.float64]:
    """Number the equal parts of known values from the least on; NaN where unknown."""
    ranks = values.rank(method="first").to_numpy(dtype=np.float64)
    return np.floor((ranks - 1) * n_parts / max(values.notna().sum(), 1))


def _row(label: str, held: pd.DataFrame, artists: pd.Series) -> dict[str, object]:
    inside = held["actual"].between(held["low"], held["high"]).to_numpy()
    share, low, high = clustered.rate(inside, artists)
    return {
        "label": label,
        "n_tracks": len(held),
        "n_artists": artists.nunique(),
        "coverage": share,
        "low": low,
        "high": high,
        "width": float((held["high"] - held["low"]).mean()),
    }
