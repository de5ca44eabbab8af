"""How far a recording lies outside the examples that genres were learned from.

Public names
------------
Surroundings                    what is kept of the examples
survey(X)                       -> Surroundings
Surroundings.strangeness(X)     -> share of the examples with closer neighbours than a row has
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

N_NEIGHBOURS = 10
MAX_KEPT = 5_000
"""Examples whose places are kept; of more, so many by lot."""


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """Places of examples, in standard deviations after the correlations are taken out."""

    medians: Floats
    mean: Floats
    whitening: Floats
    """Shape (k, k)."""
    places: npt.NDArray[np.float32]
    """Shape (n_kept, k)."""
    usual: Floats
    """Mean distances of the kept examples to their nearest others, ascending."""

    def strangeness(self, X: Floats) -> Floats:
        """Return the share of examples with closer neighbours, shape (n,), 0 to 1.

        0.5 is usual, 0.99 and more is outside: genres there are guesses about a sound that no
        example has.
        """
        distances = _to_nearest(self._placed(X), self.places, N_NEIGHBOURS)
        return np.searchsorted(self.usual, distances) / len(self.usual)

    def _placed(self, X: Floats) -> npt.NDArray[np.float32]:
        filled = np.where(np.isnan(X), self.medians, X)
        return ((filled - self.mean) @ self.whitening).astype(np.float32)


def survey(X: Floats, *, random_state: int = 0) -> Surroundings:
    """Keep what is needed to tell how near a row is to the examples.

    Parameters
    ----------
    X : ndarray of shape (n, k)
        Rows of `matrix.matrix`; NaN where unknown, which counts as the median.
    random_state : int, default=0

    Notes
    -----
    Distances are Mahalanobis's; nearness is the mean of the ten nearest, so that a row between two
    kinds of examples, near the mean of all and like none, counts as outside.
    """
    medians = np.nan_to_num(np.nanmedian(np.where(np.isnan(X).all(axis=0), 0.0, X), axis=0))
    filled = np.where(np.isnan(X), medians, X)
    mean = filled.mean(axis=0)
    spread = np.atleast_2d(np.cov(filled, rowvar=False)) + 1e-9 * np.eye(X.shape[1])
    values, vectors = np.linalg.eigh(spread)
    whitening = vectors / np.sqrt(np.maximum(values, 1e-6 * values.max()))
    kept = np.random.default_rng(random_state).permutation(len(X))[:MAX_KEPT]
    places = ((filled[kept] - mean) @ whitening).astype(np.float32)
    usual = np.sort(_to_nearest(places, places, N_NEIGHBOURS, skip=1))
    return Surroundings(medians, mean, whitening, places, usual)


def _to_nearest(
    rows: npt.NDArray[np.float32], places: npt.NDArray[np.float32], n: int, *, skip: int = 0
) -> Floats:
    """Return the mean distance to the nearest `n` places, leaving out the nearest `skip`."""
    from scipy.spatial import KDTree

    n = min(n, max(len(places) - skip, 1))
    distances, _ = KDTree(places).query(rows, k=list(range(1 + skip, n + skip + 1)))
    return np.asarray(distances.mean(axis=1))
