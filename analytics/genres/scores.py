"""How well chances of genres hold, each score with an interval that knows what is alike.

Public names
------------
measure(chances, actual, clusters)   -> GenreScores: accuracy, F1s, top 3, calibration, by genre
calibration(chances, actual)         -> DataFrame: said and held, by how sure the model was
SCORES                               -> names of the scores to what readers call them

Intervals resample whole artists (recordings where the artist is unknown); every score here is a
function of sums over rows, so a thousand replicates are one matrix product.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.stats.resampling import ArtistResamples, resample_artists

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

SCORES = {
    "accuracy": "Accuracy",
    "macro_f1": "Macro F1",
    "weighted_f1": "Weighted F1",
    "top_3": "Among the three likeliest",
    "calibration_error": "Calibration error",
    "micro_precision": "Micro precision",
    "micro_recall": "Micro recall",
    "micro_f1": "Micro F1",
}
N_BINS = 15
N_REPLICATES = 400


@dataclass(frozen=True, eq=False, slots=True)
class GenreScores:
    """What a set of chances is worth."""

    table: pd.DataFrame
    """score, value, low, high (95 %), majority (what always naming the commonest genre gets)."""
    per_genre: pd.DataFrame
    """genre, support, and precision, recall, f1, accuracy (one against the rest), each with _low
    and _high."""
    n_rows: int
    n_clusters: int

    def value(self, score: str) -> float:
        """Return one score."""
        return float(self.table.set_index("score")["value"][score])


def measure(
    chances: Floats,
    actual: Codes,
    clusters: pd.Series,
    genres: tuple[str, ...],
    *,
    named: Codes | None = None,
    n_replicates: int = N_REPLICATES,
) -> GenreScores:
    """Score chances of genres against what the genres are.

    Parameters
    ----------
    chances : ndarray of shape (n, n_genres)
        Rows sum to 1; from folds in which the row was held out.
    actual : ndarray of int, shape (n,)
        Positions in `genres`.
    clusters : Series of shape (n,)
        What is resampled as one, see `folds.clusters`.
    genres : tuple of str
    named : ndarray of int, shape (n,), optional
        The genre that is decided on where that is not the likeliest one.
    n_replicates : int, default=400

    Returns
    -------
    GenreScores
        F1 of a genre that is neither there nor named is 0, as scikit-learn's; micro averages of
        one genre per row all equal the accuracy.
    """
    named = chances.argmax(axis=1) if named is None else named
    sampled = resample_artists(clusters, n_replicates=n_replicates)
    counts = _Counts.of(named, actual, len(genres), sampled)
    extra = _extras(chances, actual, named, sampled)
    values = _scores(counts.all(), extra.sum(axis=0, keepdims=True))
    spread = _scores(counts.replicated(sampled), sampled.weights @ extra)
    majority = np.bincount(actual, minlength=len(genres)).argmax()
    base = _majority(np.full(len(actual), majority), actual, len(genres), sampled)
    table = pd.DataFrame(
        [
            {
                "score": score,
                "value": float(values[score][0]),
                **_bounds(spread[score]),
                "majority": base.get(score, np.nan),
            }
            for score in SCORES
        ]
    )
    return GenreScores(
        table, _per_genre(counts, sampled, genres), len(actual), int(clusters.nunique())
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Counts:
    """By group of rows and genre, each of shape (n_groups, n_genres)."""

    right: Floats
    named: Floats
    there: Floats

    @classmethod
    def of(cls, named: Codes, actual: Codes, n_genres: int, sampled: ArtistResamples) -> "_Counts":
        def count(codes: Codes, rows: npt.NDArray[np.bool_]) -> Floats:
            cells = sampled.groups[rows] * n_genres + codes[rows]
            counted = np.bincount(cells, minlength=sampled.n_groups * n_genres)
            return counted.reshape(sampled.n_groups, n_genres).astype(float)

        everywhere = np.ones(len(actual), dtype=bool)
        return cls(
            count(actual, named == actual), count(named, everywhere), count(actual, everywhere)
        )

    def all(self) -> tuple[Floats, Floats, Floats]:
        right, named, there = (
            part.sum(axis=0, keepdims=True) for part in (self.right, self.named, self.there)
        )
        return right, named, there

    def replicated(self, sampled: ArtistResamples) -> tuple[Floats, Floats, Floats]:
        w = sampled.weights
        return w @ self.right, w @ self.named, w @ self.there


def _extras(chances: Floats, actual: Codes, named: Codes, sampled: ArtistResamples) -> Floats:
    """Return by group: rows among the likeliest three, then each bin's rows, chance and hits."""
    own = chances[np.arange(len(actual)), actual]
    among = (chances > own[:, None]).sum(axis=1) < 3
    likeliest = chances.argmax(axis=1)
    said = chances.max(axis=1)
    bins = np.minimum((said * N_BINS).astype(int), N_BINS - 1)
    columns = [among.astype(float)]
    for number in range(N_BINS):
        inside = bins == number
        columns += [inside * said, inside * (likeliest == actual)]
    return np.column_stack([sampled.by_group(column) for column in columns])


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _f1(right: Floats, named: Floats, there: Floats) -> Floats:
    return _ratio(2 * right, named + there)


def _scores(counts: tuple[Floats, Floats, Floats], extra: Floats) -> dict[str, Floats]:
    right, named, there = counts
    n = there.sum(axis=1)
    f1, accuracy = _f1(right, named, there), right.sum(axis=1) / n
    # A genre that a replicate happens to hold no row of counts in no mean of that replicate.
    present = (there + named) > 0
    gaps = np.abs(extra[:, 1::2] - extra[:, 2::2]).sum(axis=1) / n
    return {
        "accuracy": accuracy,
        "macro_f1": f1.sum(axis=1) / np.maximum(present.sum(axis=1), 1),
        "weighted_f1": (f1 * there).sum(axis=1) / n,
        "top_3": extra[:, 0] / n,
        "calibration_error": gaps,
        "micro_precision": accuracy,
        "micro_recall": accuracy,
        "micro_f1": accuracy,
    }


def _majority(
    named: Codes, actual: Codes, n_genres: int, sampled: ArtistResamples
) -> dict[str, float]:
    right, said, there = _Counts.of(named, actual, n_genres, sampled).all()
    n = there.sum()
    f1 = _f1(right, said, there)
    accuracy = float(right.sum() / n)
    return {
        "accuracy": accuracy,
        "macro_f1": float(f1.sum() / (there > 0).sum()),
        "weighted_f1": float((f1 * there).sum() / n),
        "top_3": float(np.sort(there[0])[-3:].sum() / n),
        "micro_precision": accuracy,
        "micro_recall": accuracy,
        "micro_f1": accuracy,
    }


def _bounds(spread: Floats) -> dict[str, float]:
    low, high = np.percentile(spread, [2.5, 97.5])
    return {"low": float(low), "high": float(high)}


def _per_genre(counts: _Counts, sampled: ArtistResamples, genres: tuple[str, ...]) -> pd.DataFrame:
    value, spread = _of_genres(counts.all()), _of_genres(counts.replicated(sampled))
    table = pd.DataFrame({"genre": genres, "support": counts.there.sum(axis=0).astype(int)})
    for name, numbers in value.items():
        low, high = np.percentile(spread[name], [2.5, 97.5], axis=0)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = numbers[0], low, high
    return table


def _of_genres(counts: tuple[Floats, Floats, Floats]) -> dict[str, Floats]:
    right, named, there = counts
    n = there.sum(axis=1, keepdims=True)
    return {
        "precision": _ratio(right, named),
        "recall": _ratio(right, there),
        "f1": _f1(right, named, there),
        "accuracy": 1 - (named + there - 2 * right) / n,
    }


def calibration(chances: Floats, actual: Codes, clusters: pd.Series) -> pd.DataFrame:
    """Compare how sure the model was of the likeliest genre with how often that was right.

    Returns
    -------
    DataFrame with columns said, held, low, high (95 %, by cluster), n_rows
        Ten bins of about equally many rows, or fewer.
    """
    from analytics.stats import clustered

    said, held = chances.max(axis=1), chances.argmax(axis=1) == actual
    bins = pd.qcut(said, 10, labels=False, duplicates="drop")
    rows = []
    for number in np.unique(bins):
        inside = bins == number
        value, low, high = clustered.rate(held[inside], clusters[inside])
        rows.append((float(said[inside].mean()), value, low, high, int(inside.sum())))
    return pd.DataFrame(rows, columns=["said", "held", "low", "high", "n_rows"])
