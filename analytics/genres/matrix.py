"""Examples of genres -> numbers that a model learns from.

Public names
------------
FEATURES                 what is heard in a recording, as the platform gives it
matrix(rows, features)   -> DataFrame of shape (n, k) in our own order
known_in(rows)           -> those of FEATURES that rows have a value of
"""

import numpy as np
import pandas as pd

FEATURES = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "duration_ms",
    "key",
    "mode",
)
FIFTHS = 7
"""Semitones of a fifth: keys that share most of their notes are neighbours on their circle."""
MIN_KNOWN = 0.5
"""Share of rows that a feature must be known of to be learned from."""


def known_in(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the features that at least half of the rows have a value of."""
    return tuple(
        name for name in FEATURES if name in rows and rows[name].notna().mean() >= MIN_KNOWN
    )


def matrix(rows: pd.DataFrame, features: tuple[str, ...] = FEATURES) -> pd.DataFrame:
    """Return the numbers that models see.

    Parameters
    ----------
    rows : DataFrame of shape (n, k)
        Columns of `FEATURES`; one that is not there is unknown throughout.
    features : tuple of str
        Those of `FEATURES` to use; any other numeric column goes in as it is.

    Returns
    -------
    DataFrame of shape (n, m), float
        NaN where unknown. `key` is a place on the circle of fifths, as two coordinates; the
        duration is a logarithm of minutes, as is the tempo within its octave, so that 70 and 140
        BPM meet.
    """
    known = {
        name: pd.to_numeric(rows[name], errors="coerce").astype(float)
        if name in rows
        else pd.Series(np.nan, index=rows.index)
        for name in features
    }
    columns: dict[str, pd.Series | np.ndarray] = {}
    for name, values in known.items():
        if name == "key":
            angle = values * FIFTHS % 12 * (2 * np.pi / 12)
            columns |= {"key_x": np.cos(angle), "key_y": np.sin(angle)}
        elif name == "duration_ms":
            columns["log_minutes"] = np.log(values.where(values > 0) / 60_000)
        else:
            columns[name] = values
        if name == "tempo":
            columns["tempo_in_octave"] = np.log2(values.where(values > 0)) % 1
    return pd.DataFrame(columns, index=rows.index)
