"""Which genres are taken for which, ordered so that those alike stand together.

Public functions
----------------
confuse(named, actual, genres)   -> GenreConfusion: shares, order by likeness, confused pairs
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class GenreConfusion:
    """How often examples of each genre are named each genre."""

    genres: tuple[str, ...]
    """In order of likeness: those taken for each other, or for the same, are neighbours."""
    counts: npt.NDArray[np.int64]
    """Shape (n_genres, n_genres): rows are what they are, columns what they were named."""
    pairs: pd.DataFrame
    """first, second, share: of the examples of both, how many are named the other of the two."""

    @property
    def shares(self) -> Floats:
        """Share of each row's examples; rows sum to 1, or hold 0 where there is no example."""
        total = self.counts.sum(axis=1, keepdims=True)
        return np.divide(self.counts, total, out=np.zeros(self.counts.shape), where=total > 0)

    def frame(self) -> pd.DataFrame:
        """Return one row per pair: genre, named, n_rows, share."""
        n = len(self.genres)
        return pd.DataFrame(
            {
                "genre": np.repeat(self.genres, n),
                "named": np.tile(self.genres, n),
                "n_rows": self.counts.ravel(),
                "share": self.shares.ravel(),
            }
        )


def confuse(named: Codes, actual: Codes, genres: tuple[str, ...]) -> GenreConfusion:
    """Count which genre was named for which.

    Parameters
    ----------
    named, actual : ndarray of int, shape (n,)
        Positions in `genres`.
    genres : tuple of str

    Notes
    -----
    The order is that of the leaves of average linkage on one less the cosine of two genres' rows of
    shares (each with itself added), turned so that neighbours are alike: Bar-Joseph, Gifford and
    Jaakkola (2001), Bioinformatics 17.
    """
    n = len(genres)
    counts = np.bincount(actual * n + named, minlength=n * n).reshape(n, n)
    order = _by_likeness(counts)
    ordered = tuple(genres[place] for place in order)
    return GenreConfusion(ordered, counts[np.ix_(order, order)], _pairs(counts, genres))


def _by_likeness(counts: npt.NDArray[np.int64]) -> list[int]:
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    n = len(counts)
    if n < 3:
        return list(range(n))
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rows = counts / total + 0.05 * np.eye(n)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    apart = np.clip(1 - rows @ rows.T, 0, None)
    np.fill_diagonal(apart, 0)
    near = squareform((apart + apart.T) / 2, checks=False)
    return [int(place) for place in leaves_list(linkage(near, "average", optimal_ordering=True))]


def _pairs(counts: npt.NDArray[np.int64], genres: tuple[str, ...]) -> pd.DataFrame:
    first, second = np.triu_indices(len(genres), k=1)
    sizes = counts.sum(axis=1)
    both = np.maximum(sizes[first] + sizes[second], 1)
    share = (counts[first, second] + counts[second, first]) / both
    names = np.array(genres, dtype=object)
    table = pd.DataFrame({"first": names[first], "second": names[second], "share": share})
    return table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
