"""What nearness in sound is worth: whether neighbours share what did not make them so.

Each track's nearest by cosine, against tracks drawn at random and against tracks of about as many
streams: an artist's tracks are alike in popularity too, so that alone would pair some of them. A
genre is compared between tracks of different artists only, or it would say the same as the artist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats.clustered import mean
from analytics.stats.resampling import ArtistResamples, resample_artists
from data.errors import NotEnoughData

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

N_NEIGHBOURS = 10
N_DRAWN = 50
"""Tracks that each track is compared with by chance, and by popularity."""
MAX_ASKED = 3_000
"""Tracks whose neighbours are looked at; of more, a seeded sample."""
MIN_ASKED = 100
AMONG = {
    "overall": "Nearest over all",
    "cluster": "Nearest in the cluster",
    "popular": "Tracks of like streams",
    "random": "Random tracks",
}
SHARED = {"artist": "the artist", "genre": "a genre, between artists"}


@dataclass(frozen=True, eq=False, slots=True)
class Worth:
    """How often neighbours share an artist or a genre, against chance and popularity."""

    rates: pd.DataFrame
    """One row per what is shared and among whom: shared, among, rate, low, high (95 %, by artist),
    n_tracks."""
    ratios: pd.DataFrame
    """One row per what is shared, kind of neighbour and comparison: shared, among, against, ratio,
    low, high (95 %, artists resampled)."""
    n_tracks: int
    """Among which neighbours were looked for."""
    n_asked: int


def measure_worth(
    tracks: pd.DataFrame,
    points: npt.NDArray[np.floating],
    clusters: npt.NDArray[np.integer],
    genres: Mapping[str, Sequence[str]],
    *,
    random_state: int = 0,
) -> Worth:
    """Measure how often neighbours share an artist or a genre.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Whole artists. Needs `track_id`, `artist`, `artists` and `streams`.
    points : ndarray of shape (n_tracks, d)
        Standard deviations from the mean.
    clusters : ndarray of shape (n_tracks,)
    genres : mapping of track_id to genres
        Empty where no genres are known: then they are left out.
    random_state : int, default=0
        Of the tracks that are asked for, and of those drawn.

    Raises
    ------
    NotEnoughData
        With fewer than `MIN_ASKED` tracks, or a single artist.
    """
    n_tracks = len(tracks)
    if n_tracks < MIN_ASKED or tracks["artist"].nunique() < 2:
        raise NotEnoughData(
            f"what neighbours share takes {MIN_ASKED} tracks of several artists with their audio "
            f"features; there are {n_tracks} of {tracks['artist'].nunique()}"
        )
    rng = np.random.default_rng(random_state)
    asked = np.sort(rng.choice(n_tracks, min(MAX_ASKED, n_tracks), replace=False))
    pairs = {
        "overall": nearest(points, asked),
        "cluster": nearest(points, asked, clusters),
        "popular": _of_like_streams(tracks["streams"].to_numpy(float), asked, rng),
        "random": _at_random(n_tracks, asked, rng),
    }
    by = tracks["artist"].iloc[asked]
    resamples = resample_artists(by)
    together = _incidence(tracks["artists"])
    same_artist = {among: _share(together, asked, others) for among, others in pairs.items()}
    shares = {"artist": {among: _mean(same, None) for among, same in same_artist.items()}}
    if genres:
        told = [list(genres.get(track_id, ())) for track_id in tracks["track_id"]]
        is_told = np.array([bool(each) for each in told])
        kinds = _incidence(told)
        shares["genre"] = {
            among: _mean(
                _share(kinds, asked, others),
                is_told[asked][:, None] & is_told[others] & ~same_artist[among],
            )
            for among, others in pairs.items()
        }
    return Worth(_rates(shares, by), _ratios(shares, resamples), n_tracks, len(asked))


def nearest(
    points: npt.NDArray[np.floating],
    asked: Integers,
    clusters: npt.NDArray[np.integer] | None = None,
    *,
    n: int = N_NEIGHBOURS,
) -> Integers:
    """Return the rows of the tracks nearest by cosine to some, itself apart.

    Parameters
    ----------
    points : ndarray of shape (n_tracks, d)
    asked : ndarray of shape (n_asked,)
        Rows.
    clusters : ndarray of shape (n_tracks,) or None
        Look only among those of the same cluster, where it has more than `n` tracks.

    Returns
    -------
    ndarray of shape (n_asked, n)
        The nearest first.
    """
    lengths = np.maximum(np.linalg.norm(points, axis=1), 1e-12)
    unit = (points / lengths[:, None]).astype(np.float32)
    n = min(n, len(points) - 1)
    found = np.empty((len(asked), n), np.int64)
    for begin in range(0, len(asked), 500):
        rows = asked[begin : begin + 500]
        cosine = unit[rows] @ unit.T
        cosine[np.arange(len(rows)), rows] = -np.inf
        if clusters is not None:
            cosine -= 10 * (clusters[rows][:, None] != clusters)
        first = np.argpartition(-cosine, n - 1, axis=1)[:, :n]
        order = np.argsort(-np.take_along_axis(cosine, first, axis=1), axis=1, kind="stable")
        found[begin : begin + len(rows)] = np.take_along_axis(first, order, axis=1)
    return found


def _at_random(n_tracks: int, asked: Integers, rng: np.random.Generator) -> Integers:
    drawn = rng.integers(0, n_tracks - 1, (len(asked), N_DRAWN))
    return drawn + (drawn >= asked[:, None])  # any track but itself


def _of_like_streams(streams: Floats, asked: Integers, rng: np.random.Generator) -> Integers:
    """Return tracks next to each in the order of streams, half above and half below."""
    shuffled = rng.permutation(len(streams))  # lest equal streams stay in the order of artists
    order = shuffled[np.argsort(np.nan_to_num(streams[shuffled], nan=-1), kind="stable")]
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    reach = min(N_DRAWN // 2, (len(order) - 1) // 2)
    steps = np.concatenate([np.arange(-reach, 0), np.arange(1, reach + 1)])
    middle = np.clip(place[asked], reach, len(order) - 1 - reach)
    around = middle[:, None] + steps
    # At the ends of the order the window is moved inwards and may hold the track itself.
    around = np.where(around == place[asked][:, None], middle[:, None], around)
    return order[around]


def _incidence(lists: Sequence[Sequence[str]] | pd.Series) -> csr_array:
    """Return which of all names each row lists; shape (n_rows, n_names), 0 or 1."""
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    names = [name for each in lists for name in each]
    codes, known = pd.factorize(np.array(names, dtype=object))
    ones = np.ones(len(rows), dtype=np.int32)
    return csr_array((ones, (rows, codes)), shape=(len(lists), max(len(known), 1)))


def _share(lists: csr_array, asked: Integers, others: Integers) -> npt.NDArray[np.bool_]:
    """Return whether each track shares a name with each of its others; shape of `others`."""
    one, other = lists[np.repeat(asked, others.shape[1])], lists[others.ravel()]
    common = np.asarray(one.multiply(other).sum(axis=1)).ravel()
    return (common > 0).reshape(others.shape)


def _mean(same: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_] | None) -> Floats:
    """Return the share of each track's pairs that share; NaN where none counts."""
    if counted is None:
        return np.asarray(same.mean(axis=1))
    n = counted.sum(axis=1)
    return np.where(n > 0, (same & counted).sum(axis=1) / np.maximum(n, 1), np.nan)


def _rates(shares: Mapping[str, Mapping[str, Floats]], artists: pd.Series) -> pd.DataFrame:
    rows = []
    for shared, by_whom in shares.items():
        for among, values in by_whom.items():
            known = ~np.isnan(values)
            if not known.any():
                continue
            estimate = mean(values[known], artists[known])
            low, high = estimate.interval()
            rows.append(
                (shared, among, estimate.value, max(low, 0.0), min(high, 1.0), int(known.sum()))
            )
    return pd.DataFrame(rows, columns=["shared", "among", "rate", "low", "high", "n_tracks"])


def _ratios(shares: Mapping[str, Mapping[str, Floats]], resamples: ArtistResamples) -> pd.DataFrame:
    rows = []
    for shared, by_whom in shares.items():
        for among in ("overall", "cluster"):
            for against in ("random", "popular"):
                above, below = by_whom[among], by_whom[against]
                known = ~np.isnan(above) & ~np.isnan(below)
                sums = resamples.sums([np.where(known, above, 0), np.where(known, below, 0)])
                if not known.any() or not below[known].sum() > 0:
                    continue
                positive = sums[:, 1] > 0
                ratios = sums[positive, 0] / sums[positive, 1]
                low, high = np.quantile(ratios, [0.025, 0.975])
                ratio = float(above[known].sum() / below[known].sum())
                rows.append((shared, among, against, ratio, float(low), float(high)))
    columns = ["shared", "among", "against", "ratio", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
