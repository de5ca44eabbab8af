"""Models that are only compared, never served: nearest neighbours and scikit-learn's.

Public functions
----------------
neighbours(values, y, n_neighbours)       -> Neighbours
fit(kind, values, y, random_state=)       -> Compared: 'svm' or 'boosting', hits only

They have no exact contributions, and their files are kept for the record.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.models import linear

Floats = npt.NDArray[np.float64]

SVM_SAMPLE = 3_000


@dataclass(frozen=True, eq=False, slots=True)
class Neighbours:
    """The mean of the nearest training tracks: only compared."""

    preparation: linear.Preparation
    z: npt.NDArray[np.float32]
    y: Floats
    n_neighbours: int

    def margin(self, values: Floats) -> Floats:
        """Return the mean of the nearest tracks in standardised features."""
        from sklearn.neighbors import KNeighborsRegressor

        nearest = KNeighborsRegressor(self.n_neighbours, algorithm="brute").fit(self.z, self.y)
        means: Floats = nearest.predict(self.preparation.apply(values).astype(np.float32))
        return means

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Refuse: neighbours have no exact ones."""
        raise NotImplementedError("no exact contributions")

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return the training tracks as arrays, and how a track is put among them."""
        prepared = {name: value.tolist() for name, value in asdict(self.preparation).items()}
        state = {"form": "neighbours", "n_neighbours": self.n_neighbours, **prepared}
        with io.BytesIO() as file:
            np.savez_compressed(file, z=self.z, y=self.y)
            return state, {"neighbours.npz": file.getvalue()}


@dataclass(frozen=True, eq=False, slots=True)
class Compared:
    """A scikit-learn estimator that is only compared: never a champion, never loaded again."""

    estimator: Any

    def margin(self, values: Floats) -> Floats:
        """Return what it predicts, or its log-odds where it decides between two classes."""
        decide = getattr(self.estimator, "decision_function", self.estimator.predict)
        return np.asarray(decide(values), dtype=np.float64)

    def contributions(self, values: Floats) -> tuple[Floats, float]:
        """Refuse: these models have no exact ones."""
        raise NotImplementedError("no exact contributions")

    def state(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Return its settings, and the estimator in a file that runs no code when it is read."""
        from skops.io import dumps

        state = {"form": "compared", "settings": repr(self.estimator)}
        return state, {"estimator.skops": dumps(self.estimator, compression=zipfile.ZIP_DEFLATED)}


def neighbours(values: Floats, y: Floats, n_neighbours: int) -> Neighbours:
    """Keep the training tracks, standardised."""
    prepared = linear.prepare(values)
    return Neighbours(prepared, prepared.apply(values).astype(np.float32), y, n_neighbours)


def fit(kind: str, values: Floats, y: Floats, *, random_state: int) -> Compared:
    """Fit a scikit-learn estimator on 1 and 0."""
    # Its boosting fails on a column that nobody filled.
    known = np.where(np.isnan(values).all(axis=0), 0.0, values)
    return Compared(_estimator(kind, random_state).fit(*_sampled(kind, known, y, random_state)))


def _estimator(kind: str, random_state: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    if kind == "svm":
        filled = SimpleImputer(strategy="median", keep_empty_features=True)
        return make_pipeline(filled, StandardScaler(), SVC(C=1.0, gamma="scale"))
    if kind == "boosting":
        return HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=150,
            max_leaf_nodes=15,
            min_samples_leaf=40,
            l2_regularization=5.0,
            early_stopping=False,
            random_state=random_state,
        )
    raise ValueError(f"unknown kind of model: {kind}")


def _sampled(kind: str, values: Floats, y: Floats, random_state: int) -> tuple[Floats, Floats]:
    """Give the SVM, whose time grows with the square of the tracks, a seeded sample."""
    if kind != "svm" or len(y) <= SVM_SAMPLE:
        return values, y
    rng = np.random.default_rng(random_state)
    rows = np.sort(rng.choice(len(y), SVM_SAMPLE, replace=False))
    return values[rows], y[rows]
