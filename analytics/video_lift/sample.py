"""What every estimator of a lift starts from: log streams, a flag, artists and covariates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import BadOption, NotEnoughData
from data.metrics import AUDIO_FEATURES, exact

FLAGS = {"has_official_video": "an official video", "is_licensed": "a licence"}
MIN_GROUP = 30
MIN_ARTISTS = 10
BACK_CATALOGUE = (
    "back_n_tracks",
    *(
        f"back_{count}_{what}"
        for count in ("streams", "views")
        for what in ("mean", "median", "best", "worst", "spread")
    ),
)
COLUMNS = (
    "track_id",
    "artist",
    "artists",
    "album",
    "album_type",
    "n_artists",
    "streams",
    "is_outlier",
    "is_doubtful_video",
    *FLAGS,
    *AUDIO_FEATURES,
    *BACK_CATALOGUE,
)
"""Columns of `tracks` that an analysis of lift reads."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Tracks whose streams and flag are known, sorted by `track_id`, ready to compare.

    Attributes
    ----------
    tracks : DataFrame of shape (n, k)
        The rows themselves.
    flag : str
        Column compared.
    y : ndarray of shape (n,)
        Natural logarithm of 1 + streams.
    d : ndarray of shape (n,)
        1.0 with the flag, 0.0 without.
    artist : ndarray of shape (n,)
        Code of the standing artist, 0 to n_artists - 1.
    covariates : DataFrame of shape (n, p)
        Audio, standardised with medians for what is missing, and album types as 0 or 1.
    """

    tracks: pd.DataFrame
    flag: str
    y: np.ndarray
    d: np.ndarray
    artist: np.ndarray
    covariates: pd.DataFrame

    @property
    def n_artists(self) -> int:
        """Count of standing artists."""
        return int(self.artist.max()) + 1

    def where(self, keep: np.ndarray) -> "Sample":
        """Return the sample of some rows, its artists coded anew."""
        return Sample(
            tracks=self.tracks[keep].reset_index(drop=True),
            flag=self.flag,
            y=self.y[keep],
            d=self.d[keep],
            artist=np.unique(self.artist[keep], return_inverse=True)[1],
            covariates=self.covariates[keep].reset_index(drop=True),
        )


def prepare(tracks: pd.DataFrame, flag: str) -> Sample:
    """Take the tracks that can be compared.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Rows of the mart `tracks`, with `COLUMNS`.
    flag : {'has_official_video', 'is_licensed'}
        What is compared.

    Raises
    ------
    BadOption
        If `flag` is not one of `FLAGS`.
    NotEnoughData
        If either side has fewer than `MIN_GROUP` tracks, there are fewer than `MIN_ARTISTS`, or
        all tracks of a side have the same streams.
    """
    if flag not in FLAGS:
        raise BadOption(f"'{flag}' is no flag of a track.", hint=f"Choose {' or '.join(FLAGS)}.")
    known = tracks["streams"].notna() & tracks[flag].notna()
    rows = tracks[known].sort_values("track_id", kind="stable").reset_index(drop=True)
    d = rows[flag].astype(bool).to_numpy(dtype=float)
    artist = pd.factorize(rows["artist"])[0]
    _enough(d, artist, flag)
    _varied(rows["streams"].to_numpy(dtype=float), d, flag)
    y = np.log1p(rows["streams"].to_numpy(dtype=float))
    return Sample(rows, flag, y, d, artist, _covariates(rows))


def _enough(d: np.ndarray, artist: np.ndarray, flag: str) -> None:
    n_with, n_without = int(d.sum()), int((1 - d).sum())
    if min(n_with, n_without) < MIN_GROUP or len(np.unique(artist)) < MIN_ARTISTS:
        raise NotEnoughData(
            f"{exact(n_with)} tracks with {FLAGS[flag]} and {exact(n_without)} without, by "
            f"{exact(len(np.unique(artist)))} artists; at least {MIN_GROUP} tracks on either "
            f"side and {MIN_ARTISTS} artists are needed to compare.",
            hint="Widen the filter in the sidebar.",
        )


def _varied(streams: np.ndarray, d: np.ndarray, flag: str) -> None:
    for side, words in ((1, "with"), (0, "without")):
        values = streams[d == side]
        if not np.ptp(values) > 0:
            raise NotEnoughData(
                f"All {exact(len(values))} tracks {words} {FLAGS[flag]} have {exact(values[0])} "
                "streams: nothing to compare.",
                hint="Widen the filter in the sidebar.",
            )


def _covariates(rows: pd.DataFrame) -> pd.DataFrame:
    audio = rows[list(AUDIO_FEATURES)].astype(float)
    audio = audio.fillna(audio.median()).dropna(axis="columns")
    spread = audio.std(ddof=0)
    varied = spread.index[spread > 0]
    standard = (audio[varied] - audio[varied].mean()) / spread[varied]
    types = pd.get_dummies(rows["album_type"].astype(str), prefix="type", dtype=float)
    return pd.concat([standard, types.iloc[:, 1:]], axis=1)


def known_columns(tracks: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return those of `columns` that hold any value."""
    return [name for name in columns if name in tracks and tracks[name].notna().any()]
