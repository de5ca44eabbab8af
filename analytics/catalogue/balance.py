"""Platform balance: a track's streams against what its views and its artist lead one to expect.

One expectation is fitted for a whole data version and then judged track by track, in pandas
here or in SQL by the parameters of `Expectation.parameters`. The two must stay the same formula.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.stats import splits
from analytics.stats.splits import Fold
from data.errors import BadOption, NotEnoughData
from data.metrics import many

NEEDED = ("track_id", "artist", "streams", "views", "back_streams_mean", "back_views_mean")
"""Columns of the mart that balance is judged by; `expect_streams` needs `artists` too."""
TERMS = ("constant", "views", "views_above_1", "views_above_2", "back_streams", "back_views", "new")
MIN_TRACKS = 100
MIN_ARTISTS = 20


@dataclass(frozen=True, eq=False, slots=True)
class Expectation:
    """What streams to expect of a track, and how far tracks stray from it.

    Logs are ln(1 + x). `departures` are 1,001 quantiles, of tracks of held-out artists, of the
    log ratio of actual to expected streams in units of its spread at that expectation.
    """

    coefficients: dict[str, float]
    knots: tuple[float, float]
    fills: tuple[float, float]
    spread: tuple[float, float, float]
    departures: np.ndarray
    confidence: float
    coverage: float
    r2: float
    n_tracks: int
    n_artists: int

    @property
    def limits(self) -> tuple[float, float]:
        """Bounds, in spreads, between which a track counts as expected."""
        tail = (1 - self.confidence) / 2
        low, high = np.interp((tail, 1 - tail), np.linspace(0, 1, 1001), self.departures)
        return float(low), float(high)

    def sureness(self, departure: np.ndarray | pd.Series) -> np.ndarray:
        """Return the share of tracks that stray less far on the same side, 0 to 1."""
        place = np.interp(departure, self.departures, np.linspace(0, 1, 1001))
        share: np.ndarray = np.abs(2 * place - 1)
        return share

    def parameters(self) -> dict[str, float]:
        """Return the plain numbers that SQL needs to judge any track."""
        low, high = self.limits
        names = ("knot_1", "knot_2", "fill_streams", "fill_views", "spread_at_0", "spread_slope")
        values = (*self.knots, *self.fills, *self.spread[:2])
        own = dict(zip(names, values, strict=True)) | {"spread_least": self.spread[2]}
        return self.coefficients | own | {"limit_low": low, "limit_high": high}


@dataclass(frozen=True, eq=False, slots=True)
class BalanceRanking:
    """Tracks ahead on either platform: how many of how many, the furthest ones, and a sample.

    `spotify`, `youtube` and `sample` have the columns of `judge` beside the tracks' own.
    """

    expectation: Expectation
    n_tracks: int
    n_spotify: int
    n_youtube: int
    spotify: pd.DataFrame
    youtube: pd.DataFrame
    sample: pd.DataFrame


def expect_streams(
    tracks: pd.DataFrame, *, confidence: float = 0.8, random_state: int = 0
) -> Expectation:
    """Learn what streams to expect from a track's views and its artist's other tracks.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Mart rows with the columns `NEEDED` and `artists`; counts >= 0 or null, back catalogue
        in ln(1 + x). Rows without streams or views are left out.
    confidence : float in (0, 1), default=0.8
        Share of tracks that the expected range is to hold.
    random_state : int, default=0
        Which artists are held out together.

    Raises
    ------
    NotEnoughData
        With fewer than 100 tracks or 20 artists that have both counts, or fewer than 50 tracks
        that share no artist with those held out.
    BadOption
        If `confidence` is not between 0 and 1.

    Notes
    -----
    Huber regression of log streams on log views (straight between its thirds, for it is steeper
    among much viewed tracks) and on the mean log streams and views of the artist's other tracks,
    none of the same album. The spread grows or shrinks in a straight line with the expectation;
    its quantiles come from artists held out of the fit by purged folds. Source: Huber (1964),
    `statsmodels.RLM` with `HuberT`: departures beyond 1.345 robust scales do not count in full.
    The data has no release dates: 'other tracks' may be later.
    """
    if not 0 < confidence < 1:
        raise BadOption(f"confidence is {confidence}; it must lie between 0 and 1.")
    known = tracks.dropna(subset=["streams", "views"]).sort_values("track_id", kind="stable")
    n_artists = int(known["artist"].nunique())
    _require(len(known), n_artists)
    folds = splits.purged_folds(known, random_state=random_state)
    _require_left(folds)
    knots, fills = _knots(known), _fills(known)
    matrix, target = _matrix(known, knots, fills), _log(known["streams"])
    strayed, spreads = _held_out(matrix, target, folds)
    coefficients = _huber(matrix, target)
    return Expectation(
        coefficients=dict(zip(TERMS, coefficients.tolist(), strict=True)),
        knots=knots,
        fills=fills,
        spread=_spread(matrix @ coefficients, target - matrix @ coefficients),
        departures=np.quantile(strayed / spreads, np.linspace(0, 1, 1001)),
        confidence=confidence,
        coverage=_coverage(strayed / spreads, folds, confidence),
        r2=float(1 - np.mean(strayed**2) / np.var(target)),
        n_tracks=len(known),
        n_artists=n_artists,
    )


def judge(tracks: pd.DataFrame, expectation: Expectation) -> pd.DataFrame:
    """Hold each track's streams against its expectation.

    Returns
    -------
    DataFrame of shape (n_tracks, 8)
        In the order given, with the index of `tracks`. `track_id`; `expected_streams` with
        `expected_low` and `expected_high`; `streams_ratio` (actual over expected); `departure`
        (its log in spreads: > 0 is ahead on Spotify); `sureness` (0 to 1, share of tracks that
        stray less far); `verdict`: 'spotify', 'youtube' or 'as expected', 'unknown' without
        streams or views.
    """
    known = (tracks["streams"].notna() & tracks["views"].notna()).to_numpy(dtype=bool)
    coefficients = np.array([expectation.coefficients[term] for term in TERMS])
    expected = _matrix(tracks, expectation.knots, expectation.fills) @ coefficients
    spread = _spread_at(expected, expectation.spread)
    ratio = _log(tracks["streams"]) - expected
    low, high = expectation.limits
    departure = np.where(known, ratio / spread, np.nan)
    sides = {"unknown": ~known, "spotify": departure > high, "youtube": departure < low}
    result = pd.DataFrame(
        {
            "track_id": tracks["track_id"],
            "expected_streams": np.expm1(expected),
            "expected_low": np.maximum(np.expm1(expected + low * spread), 0),
            "expected_high": np.expm1(expected + high * spread),
            "streams_ratio": np.where(known, np.exp(ratio), np.nan),
            "departure": departure,
            "sureness": np.where(known, expectation.sureness(departure), np.nan),
        },
        index=tracks.index,
    )
    verdict = np.full(len(tracks), "as expected", dtype=object)
    for side, reached in sides.items():
        verdict[reached] = side
    return result.assign(verdict=verdict)


def _require(n_tracks: int, n_artists: int) -> None:
    if n_tracks < MIN_TRACKS or n_artists < MIN_ARTISTS:
        raise NotEnoughData(
            f"Platform balance needs {MIN_TRACKS} tracks of {MIN_ARTISTS} artists with streams "
            f"and views; there {'is' if n_tracks == 1 else 'are'} {many(n_tracks, 'track')} of "
            f"{many(n_artists, 'artist')}.",
            hint="Import more of the catalogue.",
        )


def _require_left(folds: tuple[Fold, ...]) -> None:
    least = min(folds, key=lambda fold: len(fold.train))
    if len(least.train) < MIN_TRACKS / 2:
        raise NotEnoughData(
            "Platform balance learns only from tracks that share no artist with those it judges; "
            f"to judge {len(least.test):,}, {len(least.train):,} are left, and {MIN_TRACKS // 2} "
            "are needed.",
            hint="Import more of the catalogue.",
        )


def _log(counts: pd.Series) -> np.ndarray:
    logs: np.ndarray = np.log1p(counts.to_numpy(dtype=float, na_value=np.nan))
    return logs


def _knots(known: pd.DataFrame) -> tuple[float, float]:
    if known.empty:
        return 0.0, 0.0
    first, second = np.quantile(_log(known["views"]), (1 / 3, 2 / 3))
    return float(first), float(second)


def _fills(known: pd.DataFrame) -> tuple[float, float]:
    """Return what stands in for a back catalogue that is not there; `new` takes up the rest."""
    means = known[["back_streams_mean", "back_views_mean"]].astype(float).mean().fillna(0)
    return float(means.iloc[0]), float(means.iloc[1])


def _matrix(
    tracks: pd.DataFrame, knots: tuple[float, float], fills: tuple[float, float]
) -> np.ndarray:
    views = _log(tracks["views"])
    back_streams = tracks["back_streams_mean"].to_numpy(dtype=float, na_value=np.nan)
    back_views = tracks["back_views_mean"].to_numpy(dtype=float, na_value=np.nan)
    return np.column_stack(
        [
            np.ones(len(tracks)),
            views,
            np.maximum(views - knots[0], 0),
            np.maximum(views - knots[1], 0),
            np.where(np.isnan(back_streams), fills[0], back_streams),
            np.where(np.isnan(back_views), fills[1], back_views),
            np.isnan(back_streams),
        ]
    )


def _huber(matrix: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return robust coefficients; 0 for a column without a value but 0."""
    from statsmodels.robust.norms import HuberT
    from statsmodels.robust.robust_linear_model import RLM
    from threadpoolctl import threadpool_limits

    says = matrix.any(axis=0)
    coefficients = np.zeros(matrix.shape[1])
    with threadpool_limits(1):  # on busy cores threads wait for each other: 6 s instead of 1
        coefficients[says] = RLM(target, matrix[:, says], M=HuberT()).fit(maxiter=200).params
    return coefficients


def _spread(expected: np.ndarray, strayed: np.ndarray) -> tuple[float, float, float]:
    """Return mean absolute departure as a straight line of the expectation, and its floor."""
    line = np.column_stack([np.ones(len(expected)), expected])
    at_zero, slope = np.linalg.lstsq(line, np.abs(strayed), rcond=None)[0]
    least = max(float(np.abs(strayed).mean()) / 4, 1e-6)
    return float(at_zero), float(slope), least


def _spread_at(expected: np.ndarray, spread: tuple[float, float, float]) -> np.ndarray:
    at_zero, slope, least = spread
    width: np.ndarray = np.maximum(at_zero + slope * expected, least)
    return width


def _held_out(
    matrix: np.ndarray, target: np.ndarray, folds: tuple[Fold, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return departures and spreads of each track from a fit without its artists."""
    strayed, spreads = np.empty(len(target)), np.empty(len(target))
    for fold in folds:
        fitted = _huber(matrix[fold.train], target[fold.train])
        expected = matrix @ fitted
        strayed[fold.test] = (target - expected)[fold.test]
        learned = _spread(expected[fold.train], (target - expected)[fold.train])
        spreads[fold.test] = _spread_at(expected[fold.test], learned)
    return strayed, spreads


def _coverage(departures: np.ndarray, folds: tuple[Fold, ...], confidence: float) -> float:
    """Return the share of tracks inside a range learned from tracks of other artists."""
    tail = (1 - confidence) / 2
    inside = np.empty(len(departures), dtype=bool)
    for fold in folds:
        low, high = np.quantile(departures[fold.train], (tail, 1 - tail))
        inside[fold.test] = (departures[fold.test] >= low) & (departures[fold.test] <= high)
    return float(inside.mean())
