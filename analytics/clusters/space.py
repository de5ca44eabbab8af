"""The space that tracks are clustered in: chosen features on one scale, or a learned code.

Standardising makes one step in tempo weigh as much as one in valence. The code is what the middle
layer of a small network keeps of a track when it has to rebuild all features from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import BadOption, NotEnoughData
from data.metrics import AUDIO_FEATURES, COUNTS, label

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEATURES = tuple(name for name in AUDIO_FEATURES if name not in ("key", "duration_ms"))
"""What tracks are clustered by unless the reader chooses: how they sound."""

CHOICES = (
    *FEATURES,
    "duration_ms",
    "audio_positivity",
    *COUNTS,
    "engagement_rate",
    "cross_platform_ratio",
)
"""What may be chosen. The key is not: it is a circle of names, B is as near to C as C sharp is."""

LOGGED = (*COUNTS, "cross_platform_ratio", "duration_ms")
"""Taken as ln(1 + x): a step from 1 M to 10 M then counts as much as one from 10 M to 100 M."""

MIN_TRACKS = 30
MIN_FEATURES = 2
HIDDEN, CODE = 128, 64


@dataclass(frozen=True, eq=False, slots=True)
class FeatureSpace:
    """How a track's features become a point."""

    features: tuple[str, ...]
    centre: Floats
    """Shape (n_features,): mean of each feature, logged where `LOGGED`."""
    spread: Floats
    """Shape (n_features,): standard deviation of each feature; 1 where it never differs."""
    layers: tuple[np.ndarray, ...] = ()
    """Weights and biases of the encoder, layer by layer; empty: the scaled features themselves."""

    def scaled(self, tracks: pd.DataFrame) -> Floats:
        """Return the features in standard deviations from their means; shape (n, n_features)."""
        return (_numbers(tracks, self.features) - self.centre) / self.spread

    def of(self, tracks: pd.DataFrame) -> Floats:
        """Return the points of tracks: scaled features, or their code where one is learned."""
        points = self.scaled(tracks)
        for weights, bias in zip(self.layers[::2], self.layers[1::2], strict=True):
            points = np.maximum(points @ weights + bias, 0)
        return points


def complete(tracks: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """Return the tracks with all features known, ordered by `track_id`.

    Row order alone would change a Gaussian mixture, and which tracks a sample has.

    Raises
    ------
    BadOption
        If fewer than two features are chosen, or one that is not in `CHOICES`.
    NotEnoughData
        If fewer than `MIN_TRACKS` tracks are left.
    """
    if len(set(features)) < MIN_FEATURES or not set(features) <= set(CHOICES):
        raise BadOption(
            f"Clusters need at least {MIN_FEATURES} features of {', '.join(map(label, CHOICES))}.",
            hint="Choose two features or more.",
        )
    known = tracks[tracks[list(features)].notna().all(axis=1)]
    if len(known) < MIN_TRACKS:
        raise NotEnoughData(
            f"Clusters need at least {MIN_TRACKS} tracks that have all {len(features)} chosen "
            f"features; here {'is' if len(known) == 1 else 'are'} {len(known)}.",
            hint="Widen the filter, or choose fewer features.",
        )
    return known.sort_values("track_id", ignore_index=True)


def scaled_space(tracks: pd.DataFrame, features: Sequence[str]) -> FeatureSpace:
    """Return the space in which each feature has mean 0 and standard deviation 1.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        From `complete`.
    features : sequence of str
        Of `CHOICES`.
    """
    values = _numbers(tracks, features)
    spread = values.std(axis=0)
    negligible = spread <= 1e-12 * np.maximum(1, np.abs(values).max(axis=0))
    return FeatureSpace(tuple(features), values.mean(axis=0), np.where(negligible, 1.0, spread))


def require_distinct(points: Floats, least: int) -> None:
    """Refuse points that are too few once equal ones are counted once: nothing tells them apart.

    Parameters
    ----------
    points : ndarray of shape (n, d)
    least : int
        Different points that are needed, such as one for each cluster.

    Raises
    ------
    NotEnoughData
        If there are fewer.
    """
    for some in (points[:1_000], points):  # most catalogues show it in their first tracks
        n_distinct = len(np.unique(some, axis=0))
        if n_distinct >= least:
            return
    raise NotEnoughData(
        f"{least} clusters need at least {least} tracks that differ in the chosen features; of "
        f"{len(points):,}, only {n_distinct:,} {'does' if n_distinct == 1 else 'do'}.",
        hint="Choose other features, or ask for fewer clusters.",
    )


def learned_space(
    tracks: pd.DataFrame, space: FeatureSpace, *, random_state: int = 0
) -> FeatureSpace:
    """Train an autoencoder on scaled features and return the space of its code.

    Hidden layers of 128, 64 and 128 units, ReLU, early stopping on a tenth of the tracks; the 64
    in the middle are the code.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        From `complete`.
    space : FeatureSpace
        From `scaled_space`.
    random_state : int, default=0
        Same tracks, same code.

    Notes
    -----
    Source: scikit-learn `MLPRegressor` fitted to its own input.
    """
    from sklearn.neural_network import MLPRegressor
    from threadpoolctl import threadpool_limits

    points = space.scaled(tracks)
    network = MLPRegressor(
        hidden_layer_sizes=(HIDDEN, CODE, HIDDEN),
        early_stopping=True,
        validation_fraction=0.1,
        n_iter_no_change=4,
        tol=1e-3,
        batch_size=min(256, len(points) // 2),
        max_iter=200,
        random_state=random_state,
    )
    with threadpool_limits(1):  # small matrices: threads on busy cores only wait for each other
        network.fit(points, points)
    encoder = [
        part
        for layer in zip(network.coefs_[:2], network.intercepts_[:2], strict=True)
        for part in layer
    ]
    return replace(space, layers=tuple(np.asarray(part, dtype=np.float64) for part in encoder))


def sample_rows(n: int, most: int, random_state: int = 0) -> Integers:
    """Return the row numbers of a seeded sample, in order; all of them up to `most`."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(random_state).choice(n, most, replace=False))


def _numbers(tracks: pd.DataFrame, features: Sequence[str]) -> Floats:
    values = tracks[list(features)].to_numpy(dtype=np.float64, copy=True)
    logged = [i for i, name in enumerate(features) if name in LOGGED]
    values[:, logged] = np.log1p(values[:, logged])
    return values
