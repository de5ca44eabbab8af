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
    *FLAGS,
    *AUDIO_FEATURES,
    *BACK_CATALOGUE,
)
"""Columns of `tracks` that an analysis of lift reads."""


@dataclass(frozen=True, eq=False, slots=True)
class Estimate:
    """A lift as a ratio with its interval.

    Attributes
    ----------
    estimator : str
        Its stable name, as in the report.
    label : str
        What a reader calls it.
    lift, low, high : float
        Ratio of streams with the flag to streams without, and its 95 % interval.
    log_se : float
        Standard error of the ratio's logarithm.
    p_value : float
        Of the ratio being 1, two-sided.
    meaning : str
        What is compared with what.
    """

    estimator: str
    label: str
    lift: float
    low: float
    high: float
    log_se: float
    p_value: float
    meaning: str = ""


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
        If either side has fewer than `MIN_GROUP` tracks, or there are fewer than `MIN_ARTISTS`.
    """
    if flag not in FLAGS:
        raise BadOption(f"'{flag}' is no flag of a track.", hint=f"Choose {' or '.join(FLAGS)}.")
    known = tracks["streams"].notna() & tracks[flag].notna()
    rows = tracks[known].sort_values("track_id", kind="stable").reset_index(drop=True)
    d = rows[flag].astype(bool).to_numpy(dtype=float)
    artist = pd.factorize(rows["artist"])[0]
    _enough(d, artist, flag)
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


def _covariates(rows: pd.DataFrame) -> pd.DataFrame:
    audio = rows[list(AUDIO_FEATURES)].astype(float)
    audio = audio.fillna(audio.median()).dropna(axis="columns")
    spread = audio.std(ddof=0)
    varied = spread.index[spread > 0]
    standard = (audio[varied] - audio[varied].mean()) / spread[varied]
    types = pd.get_dummies(rows["album_type"].astype(str), prefix="type", dtype=float)
    return pd.concat([standard, types.iloc[:, 1:]], axis=1)


def sums_by(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sum of `values` (shape (n,) or (n, k)) for each group code."""
    if values.ndim == 1:
        return np.bincount(groups, weights=values)
    return np.column_stack([np.bincount(groups, weights=column) for column in values.T])


def clustered_se(influence: np.ndarray, groups: np.ndarray) -> float:
    """Return the standard error of a mean of `influence` whose rows are alike within groups.

    Parameters
    ----------
    influence : ndarray of shape (n,)
        What each row adds to the estimate, times n; its mean is about 0.
    groups : ndarray of shape (n,)
        Group codes from 0.
    """
    totals = sums_by(groups, influence)
    n_groups = len(totals)
    return float(np.sqrt(n_groups / (n_groups - 1) * (totals**2).sum()) / len(influence))


def ratio_of_means(
    values: np.ndarray, inside: np.ndarray, artist: np.ndarray
) -> tuple[float, float]:
    """Return the logarithm of mean inside over mean outside, and its standard error by artist.

    Parameters
    ----------
    values : ndarray of shape (n,), >= 0
    inside : ndarray of shape (n,)
        Which rows are compared with the rest.
    artist : ndarray of shape (n,)
        Codes from 0.
    """
    d = inside.astype(float)
    share, high, low = d.mean(), values[d == 1].mean(), values[d == 0].mean()
    if high == 0 or low == 0:
        raise NotEnoughData("one of the two sides is zero throughout, so there is no ratio.")
    influence = d / share * (values / high - 1) - (1 - d) / (1 - share) * (values / low - 1)
    return float(np.log(high / low)), clustered_se(influence, artist)


def as_ratio(
    estimator: str, label: str, log_lift: float, log_se: float, degrees: int, meaning: str = ""
) -> Estimate:
    """Return an estimate on the log scale as a ratio with a Student interval."""
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(degrees, 0.975)) * log_se
    p_value = 2 * float(stdtr(degrees, -abs(log_lift) / log_se)) if log_se > 0 else float("nan")
    low, lift, high = np.exp([log_lift - reach, log_lift, log_lift + reach]).tolist()
    return Estimate(estimator, label, lift, low, high, log_se, p_value, meaning)


def clustered_ols(y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Return the first coefficient of least squares and its standard error by groups.

    Parameters
    ----------
    y : ndarray of shape (n,)
    x : ndarray of shape (n, k)
        The regressor of interest first; a constant, if wanted, among the others.
    groups : ndarray of shape (n,)
        Group codes from 0.

    Notes
    -----
    The sandwich of Liang and Zeger with Stata's small-sample factor, as statsmodels'
    `cov_type="cluster"`, without the two seconds that importing it takes.
    """
    n, k = x.shape
    bread = np.linalg.pinv(x.T @ x)
    beta = bread @ (x.T @ y)
    scores = sums_by(groups, x * (y - x @ beta)[:, None])
    n_groups = len(scores)
    factor = n_groups / (n_groups - 1) * (n - 1) / (n - k)
    variance = factor * bread @ (scores.T @ scores) @ bread
    return float(beta[0]), float(np.sqrt(variance[0, 0]))


def within(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return `values` (shape (n, k)) less their mean in each group."""
    sizes = np.bincount(groups)
    return values - (sums_by(groups, values) / sizes[:, None])[groups]


def known_columns(tracks: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return those of `columns` that hold any value."""
    return [name for name in columns if name in tracks and tracks[name].notna().any()]
