"""Why one track is near another: which features make their cosine, and which speak against it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analytics.clusters.names import WORDS

N_REASONS = 3
MIN_PART = 0.1
"""Of the cosine: a feature that gives less is no reason."""


def parts(
    point: npt.NDArray[np.floating], others: npt.NDArray[np.floating]
) -> npt.NDArray[np.float64]:
    """Return what each feature adds to the cosine of other points with one; each row sums to it.

    Parameters
    ----------
    point : ndarray of shape (d,)
    others : ndarray of shape (n, d)

    Returns
    -------
    ndarray of shape (n, d)
    """
    lengths = np.linalg.norm(others, axis=1) * np.linalg.norm(point)
    shares: npt.NDArray[np.float64] = others * point / np.maximum(lengths, 1e-12)[:, None]
    return shares


def why(
    point: npt.NDArray[np.floating],
    others: npt.NDArray[np.floating],
    features: Sequence[str],
) -> list[str]:
    """Say what tracks have in common with one: 'both acoustic, calm; less danceable'.

    Parameters
    ----------
    point : ndarray of shape (d,)
        In standard deviations from the mean.
    others : ndarray of shape (n, d)
    features : sequence of str, shape (d,)

    Returns
    -------
    list of str
        The up to three features that make most of the cosine, by the word for where both lie;
        then the one that speaks most against it, by where the other track lies.
    """
    return [
        _said(shares, other, features)
        for shares, other in zip(parts(point, others), others, strict=True)
    ]


def _said(
    shares: npt.NDArray[np.floating], other: npt.NDArray[np.floating], features: Sequence[str]
) -> str:
    order = np.argsort(-shares, kind="stable")
    common = [_word(features[i], other[i]) for i in order[:N_REASONS] if shares[i] >= MIN_PART]
    against = order[-1]
    said = f"both {', '.join(common)}" if common else "nothing stands out in both"
    if shares[against] <= -MIN_PART / 2:
        said += f"; but {_word(features[against], other[against])}"
    return said


def _word(feature: str, value: float) -> str:
    return WORDS[feature][0 if value > 0 else 1]
