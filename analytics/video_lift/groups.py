"""For whom a lift is larger: group averages of doubly robust scores, corrected for looking."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.clusters import clustering as clusters
from analytics.stats import clustered
from analytics.stats.multiple_testing import adjust
from analytics.video_lift.doubly_robust import POOR, Fit
from analytics.video_lift.sample import Sample
from data import metrics
from data.errors import NotEnoughData

AUDIO_SPLIT = ("danceability", "energy", "valence", "acousticness", "tempo")
THIRDS = ("low", "middle", "high")
FOURTHS = ("lowest quarter", "second quarter", "third quarter", "top quarter")
MIN_SIDE = 50
"""Tracks that a group needs on either side."""

MAX_POOR = 0.10
"""Share of a group that may lack counterparts before its lift counts as not identified."""

Groups = Iterator[tuple[str, str, np.ndarray]]


def by_group(sample: Sample, fit: Fit, *, random_state: int = 0) -> pd.DataFrame:
    """Average the lift over groups of tracks.

    Parameters
    ----------
    sample : Sample
    fit : Fit
        Of the same sample.
    random_state : int, default=0
        Of the clusters.

    Returns
    -------
    DataFrame with one row per group, but for those that hold all tracks: there is no rest
        `kind`, `group`, `n_tracks`, `n_with`, `lift`, `low`, `high` (all groups' intervals hold
        together with 95 %, Bonferroni), `p_adjusted` (of differing from the rest,
        Benjamini-Hochberg), `is_identified`. Lift is NaN where it is not identified.

    Notes
    -----
    Averages of orthogonal scores: Semenova and Chernozhukov (2021), Econometrics Journal 24.
    """
    groups = [g for g in _groups(sample, random_state) if 0 < g[2].sum() < len(sample.tracks)]
    known = [_is_identified(sample, fit, inside) for _, _, inside in groups]
    n_looked_at = max(sum(known), 1)
    rows = [
        _average(sample, fit, inside, n_looked_at) if is_identified else _unknown()
        for (_, _, inside), is_identified in zip(groups, known, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["lift", "low", "high", "p_value"])
    table.insert(0, "kind", [kind for kind, _, _ in groups])
    table.insert(1, "group", [name for _, name, _ in groups])
    table.insert(2, "n_tracks", [int(inside.sum()) for _, _, inside in groups])
    table.insert(3, "n_with", [int(sample.d[inside].sum()) for _, _, inside in groups])
    table["p_adjusted"] = adjust(table.pop("p_value"))
    return table.assign(is_identified=np.array(known, dtype=bool))


def _is_identified(sample: Sample, fit: Fit, inside: np.ndarray) -> bool:
    n_with = int(sample.d[inside].sum())
    enough = min(n_with, int(inside.sum()) - n_with) >= MIN_SIDE
    several = len(np.unique(sample.artist[inside])) > 1
    return enough and several and share_poor(fit.propensity[inside]) <= MAX_POOR


def share_poor(propensity: np.ndarray) -> float:
    """Return the share of tracks that hardly have a counterpart on the other side."""
    return float(((propensity < POOR) | (propensity > 1 - POOR)).mean())


def _average(
    sample: Sample, fit: Fit, inside: np.ndarray, n_looked_at: int
) -> tuple[float, float, float, float]:
    mean = clustered.mean(fit.signal[inside], sample.artist[inside])
    lift, low, high = np.exp([mean.value, *mean.interval(1 - 0.05 / n_looked_at)]).tolist()
    return lift, low, high, clustered.difference(fit.signal, inside, sample.artist).p_value


def _unknown() -> tuple[float, float, float, float]:
    nan = float("nan")
    return nan, nan, nan, nan


def _groups(sample: Sample, random_state: int) -> Groups:
    tracks = sample.tracks
    for name in ("album", "single", "compilation"):
        yield "Album type", name, (tracks["album_type"] == name).to_numpy()
    yield from _standing(tracks)
    yield from _clusters(sample, random_state)
    for name in AUDIO_SPLIT:
        values = tracks[name].to_numpy(dtype=float)
        for third, inside in zip(THIRDS, _parts(values, 3), strict=True):
            yield "Audio", f"{metrics.label(name)}: {third}", inside


def _standing(tracks: pd.DataFrame) -> Groups:
    standing = tracks["back_streams_mean"].to_numpy(dtype=float)
    for name, inside in zip(FOURTHS, _parts(standing, 4), strict=True):
        yield "Artist standing", name, inside
    yield "Artist standing", "no other tracks", np.isnan(standing)


def _parts(values: np.ndarray, n_parts: int) -> list[np.ndarray]:
    """Return which values lie in each of `n_parts` equal parts; a missing one lies in none."""
    known = values[~np.isnan(values)]
    edges = np.quantile(known, np.arange(1, n_parts) / n_parts) if len(known) else []
    place = np.searchsorted(edges, values, side="right")
    return [(place == part) & ~np.isnan(values) for part in range(n_parts)]


def _clusters(sample: Sample, random_state: int) -> Groups:
    """Yield the clusters of like audio that the Clusters page shows; none of too few tracks."""
    try:
        clustering = clusters.cluster(sample.tracks, random_state=random_state)
    except NotEnoughData:
        return
    cluster_of = clustering.members.set_index("track_id")["cluster"]
    member = sample.tracks["track_id"].map(cluster_of).to_numpy()
    for number, name in enumerate(clustering.names):
        yield "Cluster", name, member == number
