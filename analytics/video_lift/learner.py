"""What the doubly robust fit expects of a track: a straight line first, then trees of what is left.

Boosted trees alone stop short: with a few hundred tracks to learn from, they follow the standing of
an artist in a few flat steps, drawn in towards the mean. Tracks without a video are mostly by
artists of lower standing, so that too much was expected of them with one, and their lift came out
too high.
"""

from typing import Any

import numpy as np

PENALTIES = np.logspace(-1, 4, 11)


def line_then_trees(trees: Any) -> Any:
    """Return an estimator: a ridge regression, and trees fitted to its residuals.

    Parameters
    ----------
    trees : HistGradientBoostingRegressor
        Takes missing values as they are; the line takes medians for them.

    Returns
    -------
    estimator
        With scikit-learn's `fit(X, y)` and `predict(X)`; X has shape (n, p) and may hold NaN.
    """
    from sklearn.base import BaseEstimator, RegressorMixin, clone
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # Here, as what it is made from takes seconds to import.
    class LineThenTrees(RegressorMixin, BaseEstimator):
        def __init__(self, trees: Any) -> None:
            self.trees = trees

        def fit(self, X: np.ndarray, y: np.ndarray) -> "LineThenTrees":
            line = make_pipeline(
                SimpleImputer(strategy="median", keep_empty_features=True),
                StandardScaler(),
                RidgeCV(PENALTIES),
            )
            self.line_ = line.fit(X, y)
            self.trees_ = clone(self.trees).fit(X, y - self.line_.predict(X))
            return self

        def predict(self, X: np.ndarray) -> np.ndarray:
            expected: np.ndarray = self.line_.predict(X) + self.trees_.predict(X)
            return expected

    return LineThenTrees(trees)
