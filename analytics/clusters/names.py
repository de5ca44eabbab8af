"""What a cluster is called: the words for what sets it most apart, such as 'acoustic, calm'."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.clusters.space import Floats

WORDS = {
    "danceability": ("danceable", "less danceable"),
    "energy": ("energetic", "calm"),
    "loudness": ("loud", "low-key"),
    "speechiness": ("wordy", "sung"),
    "acousticness": ("acoustic", "electric"),
    "instrumentalness": ("instrumental", "vocal"),
    "liveness": ("live-sounding", "studio-sounding"),
    "valence": ("cheerful", "sombre"),
    "tempo": ("fast", "slow"),
    "duration_ms": ("long", "short"),
    "audio_positivity": ("positive", "negative"),
    "streams": ("much streamed", "little streamed"),
    "views": ("much viewed", "little viewed"),
    "likes": ("much liked", "little liked"),
    "comments": ("much discussed", "little discussed"),
    "engagement_rate": ("engaging", "unengaging"),
    "cross_platform_ratio": ("Spotify-heavy", "YouTube-heavy"),
}
"""Each feature's word where a cluster is above the catalogue's mean, and below it."""

MIDDLE = "middle of the road"
UNCLUSTERED = "in no cluster"
N_WORDS = 3
MIN_DIFFERENCE = 0.4
"""In standard deviations of the catalogue: what differs by less gives no word."""


def names(differences: Floats, features: Sequence[str]) -> tuple[str, ...]:
    """Name each cluster by up to three features that differ most from the catalogue.

    Parameters
    ----------
    differences : ndarray of shape (n_clusters, n_features)
        Mean of the cluster less mean of the catalogue, in standard deviations.
    features : sequence of str, shape (n_features,)

    Returns
    -------
    tuple of str
        Different from one another: where three words are the same, a fourth or a number tells
        them apart.
    """
    taken: list[str] = []
    for row in differences:
        words = _words(row, features)
        name = ", ".join(words[:N_WORDS]) or MIDDLE
        if name in taken:
            name = ", ".join(words[: N_WORDS + 1]) or MIDDLE
        same = sum(name == other.partition(" (")[0] for other in taken)
        taken.append(f"{name} ({same + 1})" if same else name)
    return tuple(taken)


def _words(row: Floats, features: Sequence[str]) -> list[str]:
    strongest = np.argsort(-np.abs(row), kind="stable")
    return [
        WORDS[features[i]][0 if row[i] > 0 else 1]
        for i in strongest
        if abs(row[i]) >= MIN_DIFFERENCE
    ]
