"""What tells two genres apart: a model of the two alone, and what each feature says to it.

Public functions
----------------
tell_apart(examples, first, second)   -> GenrePair: how well it can be told, by what, and which way
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.genres import folds as genre_folds
from analytics.genres.matrix import known_in, matrix
from analytics.stats.resampling import resample_artists
from data.errors import NotEnoughData

MIN_EACH = 20
"""Examples that each of the two needs."""
MAX_EACH = 4_000
"""Of a genre with more, so many are drawn by lot."""
PARAMS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 8,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
}
ROUNDS = 80
PARTS = {
    "key_x": "key",
    "key_y": "key",
    "log_minutes": "duration_ms",
    "tempo_in_octave": "tempo",
}
"""Columns of the matrix that stand for one feature."""


@dataclass(frozen=True, eq=False, slots=True)
class GenrePair:
    """What tells `first` from `second`."""

    first: str
    second: str
    auc: float
    auc_low: float
    auc_high: float
    """Chance that of one example of each the model finds which is which; 0.5 is a coin."""
    features: pd.DataFrame
    """feature, strength (mean size of its push, in log-odds), low, high (95 %), first, second (mean
    value in each genre); the strongest first."""
    pushes: pd.DataFrame
    """feature, value, push (log-odds towards `first`) of up to 300 examples, each judged in the
    fold that held it out."""
    n_first: int
    n_second: int


def tell_apart(
    examples: pd.DataFrame, first: str, second: str, *, random_state: int = 0
) -> GenrePair:
    """Learn two genres and ask what each feature says.

    Parameters
    ----------
    examples : DataFrame of shape (n, k)
        See `analytics.genres.learning.learn`.
    first, second : str
        Two genres; a recording that stands under both counts for neither.
    random_state : int, default=0

    Raises
    ------
    NotEnoughData
        If one has fewer than `MIN_EACH` examples.

    Notes
    -----
    Pushes are exact tree SHAP values (Lundberg and Lee 2017), LightGBM's own, on rows held out.
    """
    import lightgbm

    rows = _of_two(examples, first, second, random_state)
    y = (rows["genre"] == first).to_numpy()
    X = matrix(rows, known_in(rows))
    margin, pushes = np.zeros(len(y)), np.zeros(X.shape)
    for fold in genre_folds.disjoint(rows, random_state=random_state):
        data = lightgbm.Dataset(X.to_numpy()[fold.train], y[fold.train].astype(float))
        model = lightgbm.train(PARAMS | {"seed": random_state}, data, num_boost_round=ROUNDS)
        parts = np.asarray(model.predict(X.to_numpy()[fold.test], pred_contrib=True))
        pushes[fold.test] = parts[:, :-1]
        margin[fold.test] = parts.sum(axis=1)
    by_feature = pd.DataFrame(pushes, columns=[PARTS.get(name, name) for name in X.columns])
    together = by_feature.T.groupby(level=0, sort=False).sum().T
    clusters = genre_folds.clusters(rows)
    value, low, high = _auc(margin, y, clusters)
    return GenrePair(
        first,
        second,
        value,
        low,
        high,
        _strengths(together, rows, y, clusters),
        _some(together, rows, random_state),
        int(y.sum()),
        int((~y).sum()),
    )


def _of_two(examples: pd.DataFrame, first: str, second: str, seed: int) -> pd.DataFrame:
    rows = examples[examples["genre"].isin([first, second])]
    under = rows.groupby("recording")["genre"].transform("nunique")
    rows = rows[under == 1]
    parts = [rows[rows["genre"] == name] for name in (first, second)]
    for name, part in zip((first, second), parts, strict=True):
        if len(part) < MIN_EACH:
            raise NotEnoughData(
                f"{name} has {len(part):,} examples beside those that stand under both; "
                f"{MIN_EACH} are needed.",
                hint="Choose another genre.",
            )
    drawn = [p.sample(MAX_EACH, random_state=seed) if len(p) > MAX_EACH else p for p in parts]
    return pd.concat(drawn, ignore_index=True)


def _auc(
    margin: npt.NDArray[np.float64], y: npt.NDArray[np.bool_], clusters: pd.Series
) -> tuple[float, float, float]:
    """Return the area under the ROC curve and its bounds, by clusters sampled with replacement."""
    order = np.argsort(margin, kind="stable")
    sampled = resample_artists(clusters, n_replicates=200)

    def area(weights: npt.NDArray[np.float64]) -> float:
        w = weights[order]
        below = np.cumsum(w * ~y[order])
        total = (w * y[order]).sum() * below[-1]
        return float((w * y[order] * below).sum() / total) if total > 0 else float("nan")

    replicates = [area(weights[sampled.groups]) for weights in sampled.weights]
    low, high = np.nanpercentile(replicates, [2.5, 97.5])
    return area(np.ones(len(y))), float(low), float(high)


def _strengths(
    pushes: pd.DataFrame, rows: pd.DataFrame, y: npt.NDArray[np.bool_], clusters: pd.Series
) -> pd.DataFrame:
    sampled = resample_artists(clusters, n_replicates=200)
    sizes = [pushes[name].abs().to_numpy() for name in pushes]
    sums = sampled.sums([*sizes, np.ones(len(y))])
    low, high = np.percentile(sums[:, :-1] / sums[:, -1:], [2.5, 97.5], axis=0)
    table = pd.DataFrame(
        {
            "feature": pushes.columns,
            "strength": [float(size.mean()) for size in sizes],
            "low": low,
            "high": high,
            "first": [float(rows[name][y].mean()) for name in pushes],
            "second": [float(rows[name][~y].mean()) for name in pushes],
        }
    )
    return table.sort_values("strength", ascending=False, ignore_index=True)


def _some(pushes: pd.DataFrame, rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    places = np.random.default_rng(seed).permutation(len(rows))[:300]
    parts = [
        pd.DataFrame(
            {
                "feature": name,
                "value": rows[name].iloc[places].to_numpy(dtype=float),
                "push": pushes[name].iloc[places].to_numpy(),
            }
        )
        for name in pushes
    ]
    return pd.concat(parts, ignore_index=True)
