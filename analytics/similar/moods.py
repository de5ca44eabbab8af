"""Moods: K-means groups of tracks by sound, each named by rules that the reader can look up.

The rules look at where a group's mean lies, in standard deviations from the catalogue's; the first
that holds gives the name. They are words for sound, not for what a listener feels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.clusters.clustering import Clusters
from analytics.clusters.names import WORDS
from analytics.clusters.space import FeatureSpace
from analytics.similar.space import Soundscape

N_MOODS = 10
"""Groups at first."""

Floats = npt.NDArray[np.float64]

RULES: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    ("Spoken", (("speechiness", 1.0),)),
    ("On stage", (("liveness", 1.0),)),
    ("Drifting", (("instrumentalness", 1.0), ("energy", -0.3))),
    ("Motoric", (("instrumentalness", 1.0),)),
    ("Party", (("danceability", 0.3), ("energy", 0.2), ("valence", 0.2))),
    ("Fierce", (("energy", 0.4), ("valence", -0.3))),
    ("Joyful", (("valence", 0.4), ("energy", 0.0))),
    ("Driving", (("energy", 0.4),)),
    ("Melancholic", (("energy", -0.2), ("valence", -0.4))),
    ("Tender", (("acousticness", 0.4), ("energy", -0.4))),
    ("Relaxed", (("energy", -0.2), ("valence", 0.0))),
    ("Groovy", (("danceability", 0.4),)),
    ("Sombre", (("valence", -0.4),)),
    ("Urgent", (("tempo", 0.6),)),
    ("Unhurried", (("tempo", -0.6),)),
)
"""Name, and what has to hold of a group's mean: at least a positive number or 0, at most a negative
one, in standard deviations."""
ELSE = "Middle ground"


@dataclass(frozen=True, eq=False, slots=True)
class Moods:
    """Groups of tracks by sound, with names."""

    names: tuple[str, ...]
    """By the rules; different from one another."""
    space: FeatureSpace
    means: Floats
    """Shape (n_moods, n_features): standard deviations from the catalogue's mean."""
    table: pd.DataFrame
    """One row per mood, the largest first: mood, name, rule, n_tracks, share, and the mean of each
    feature in its own units."""
    silhouette: float
    n_tracks: int

    def of(self, points: npt.NDArray[np.floating], sound: Soundscape) -> npt.NDArray[np.int64]:
        """Return the mood of points of a `Soundscape`: the group whose mean is nearest.

        Parameters
        ----------
        points : ndarray of shape (n, n_features)
        """
        raw = points * sound.space.spread + sound.space.centre
        here = (raw - self.space.centre) / self.space.spread
        # The nearest mean by squares, less the point's own, which is the same for all.
        far = (self.means**2).sum(axis=1) - 2 * here @ self.means.T
        return np.asarray(far.argmin(axis=1), dtype=np.int64)


def name_moods(clusters: Clusters, tracks: pd.DataFrame) -> Moods:
    """Name the groups of a clustering as moods.

    Parameters
    ----------
    clusters : Clusters
        By K-means on scaled features.
    tracks : DataFrame of shape (n_tracks, k)
        The clustered tracks with their `cluster` and the features.
    """
    features = clusters.space.features
    points = clusters.space.scaled(tracks)
    numbers = range(len(clusters.names))
    inside = [(tracks["cluster"] == n).to_numpy() for n in numbers]
    means = np.array([points[mask].mean(axis=0) for mask in inside])
    named = mood_names(means, features)
    table = pd.DataFrame(
        {
            "mood": list(numbers),
            "name": [name for name, _ in named],
            "rule": [rule for _, rule in named],
            "n_tracks": [int(mask.sum()) for mask in inside],
            "share": [float(mask.mean()) for mask in inside],
            **{f: [float(tracks.loc[mask, f].mean()) for mask in inside] for f in features},
        }
    )
    return Moods(
        names=tuple(name for name, _ in named),
        space=clusters.space,
        means=means,
        table=table,
        silhouette=clusters.silhouette,
        n_tracks=len(tracks),
    )


def mood_names(means: Floats, features: Sequence[str]) -> list[tuple[str, str]]:
    """Name groups by the first rule that holds of each mean.

    Parameters
    ----------
    means : ndarray of shape (n_groups, n_features)
        In standard deviations from the catalogue's mean.
    features : sequence of str

    Returns
    -------
    list of (name, rule)
        Where a name is taken, the word for what sets the group most apart follows it, then a
        number.
    """
    taken: list[tuple[str, str]] = []
    for mean in means:
        at = dict(zip(features, mean.tolist(), strict=True))
        name, conditions = next(
            (rule for rule in RULES if all(_holds(at, *one) for one in rule[1])), (ELSE, ())
        )
        taken.append((_free(name, mean, features, {n for n, _ in taken}), rule_text(conditions)))
    return taken


def rule_text(conditions: Sequence[tuple[str, float]]) -> str:
    """Write what has to hold: 'energy from 0.4, valence up to −0.3'."""
    parts = [
        f"{feature} {'from' if bound >= 0 else 'up to'} {bound:g}" for feature, bound in conditions
    ]
    return ", ".join(parts).replace("-", "−") or "no other rule holds"


def _holds(at: dict[str, float], feature: str, bound: float) -> bool:
    if feature not in at:
        return False
    return at[feature] >= bound if bound >= 0 else at[feature] <= bound


def _free(name: str, mean: Floats, features: Sequence[str], taken: set[str]) -> str:
    if name not in taken:
        return name
    order = np.argsort(-np.abs(mean), kind="stable")
    options = [f"{name}, {WORDS[features[i]][0 if mean[i] > 0 else 1]}" for i in order]
    options += [f"{name} ({n})" for n in range(2, len(taken) + 3)]
    return next(option for option in options if option not in taken)
