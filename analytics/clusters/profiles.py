"""What each cluster is like: how it differs from the catalogue, how it does, who is typical."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.clusters.clustering import Clusters, members_of
from analytics.clusters.names import UNCLUSTERED
from analytics.clusters.space import FEATURES, Floats, Integers, scaled_space
from analytics.features.hits import is_hit
from analytics.stats.resampling import ArtistResamples, resample_artists

OUTCOMES = ("streams", "views", "engagement_rate")
N_REPLICATES = 400
CONFIDENCE = 0.95
MIN_ARTISTS = 5
"""Fewer artists than that in a cluster say nothing of its spread: no interval."""

N_LISTED = 5
MAX_CELLS = 2_000_000
"""Replicates times tracks held in memory at once."""


@dataclass(frozen=True, eq=False, slots=True)
class Profiles:
    """Every cluster against the catalogue; intervals are 95 % and resample whole artists."""

    clusters: pd.DataFrame
    """One row per cluster, the largest first: cluster, name, n_tracks, n_artists, share; medians
    streams, views, engagement_rate and the share hit_rate, each with _low and _high. Tracks in no
    cluster come last, where there are any."""
    overall: dict[str, float]
    """The same four figures of all fitted tracks."""
    differences: pd.DataFrame
    """One row per cluster and feature: cluster, name, feature, mean, difference, low, high; the
    difference from the catalogue's mean is in its standard deviations."""
    typical: pd.DataFrame
    """The tracks nearest to each cluster's mean, one per artist: cluster, track_id, track, artist,
    streams, views."""
    most_streamed: pd.DataFrame
    """The same columns, most streamed first, one per artist."""
    n_tracks: int
    n_artists: int
    n_replicates: int


def profile(
    tracks: pd.DataFrame,
    clusters: Clusters,
    *,
    hit_threshold: float,
    n_replicates: int = N_REPLICATES,
    random_state: int = 0,
) -> Profiles:
    """Describe clusters by sound, success and example.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Those that were clustered, or more. Needs `track_id`, `artist`, `track`, the features,
        `streams`, `views` and `engagement_rate`.
    clusters : Clusters
    hit_threshold : float
        Streams from which on a track is a hit, set by the whole catalogue.
    n_replicates : int, default=400
        Samples of artists behind the intervals.
    random_state : int, default=0

    Returns
    -------
    Profiles
    """
    members = members_of(tracks, clusters)
    resamples = resample_artists(
        members.artist, n_replicates=n_replicates, random_state=random_state
    )
    members["is_hit"] = is_hit(members.streams, hit_threshold)
    names = dict(enumerate(clusters.names)) | {-1: UNCLUSTERED}
    shown = sorted(members.cluster.unique(), key=lambda number: number % (len(names) + 1))
    rows = [_row(members, resamples, number, names[number]) for number in shown]
    everyone = np.ones(len(members), dtype=bool)
    features = tuple(dict.fromkeys((*FEATURES, *clusters.space.features)))
    return Profiles(
        clusters=pd.DataFrame(rows),
        overall={name: _point(members, name, everyone) for name in (*OUTCOMES, "hit_rate")},
        differences=_differences(members, resamples, features, clusters.names),
        typical=_typical(members, clusters),
        most_streamed=_listed(members.sort_values("streams", ascending=False, kind="stable")),
        n_tracks=len(members),
        n_artists=resamples.n_artists,
        n_replicates=n_replicates,
    )


def _row(members: pd.DataFrame, resamples: ArtistResamples, number: int, name: str) -> dict:
    inside = (members.cluster == number).to_numpy()
    row = {
        "cluster": number,
        "name": name,
        "n_tracks": int(inside.sum()),
        "n_artists": resamples.artists_with(inside),
        "share": float(inside.mean()),
    }
    for outcome in (*OUTCOMES, "hit_rate"):
        low, high = _bounds(members, resamples, outcome, inside)
        row |= {
            outcome: _point(members, outcome, inside),
            f"{outcome}_low": low,
            f"{outcome}_high": high,
        }
    return row


def _point(members: pd.DataFrame, outcome: str, inside: np.ndarray) -> float:
    if outcome == "hit_rate":
        return float(members.is_hit[inside].mean())
    return float(members[outcome][inside].median())


def _bounds(
    members: pd.DataFrame, resamples: ArtistResamples, outcome: str, inside: np.ndarray
) -> tuple[float, float]:
    """Return the middle 95 % of an outcome's median, or of the hit rate, over replicates."""
    column = "is_hit" if outcome == "hit_rate" else outcome
    known = inside & members[column].notna().to_numpy()
    if resamples.artists_with(known) < MIN_ARTISTS:
        return np.nan, np.nan
    values = members[column].to_numpy(dtype=np.float64)
    if outcome == "hit_rate":
        sums = resamples.sums([np.where(known, values, 0), known])
        with np.errstate(divide="ignore", invalid="ignore"):
            replicates = sums[:, 0] / sums[:, 1]
    else:
        replicates = weighted_medians(values[known], resamples.groups[known], resamples.weights)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.nanquantile(replicates, [tail, 1 - tail])
    return float(low), float(high)


def weighted_medians(values: Floats, groups: Integers, weights: Floats) -> Floats:
    """Return the median of each replicate, a value counting as often as its group was sampled.

    Parameters
    ----------
    values : ndarray of shape (n,)
    groups : ndarray of shape (n,)
    weights : ndarray of shape (n_replicates, n_groups)

    Returns
    -------
    ndarray of shape (n_replicates,)
        NaN where a replicate sampled none of the groups.
    """
    order = np.argsort(values, kind="stable")
    ranked, groups = values[order], groups[order]
    medians = []
    for part in _slices(len(weights), len(values)):
        counted = np.cumsum(weights[part][:, groups], axis=1)
        total = counted[:, -1]
        at = (counted >= total[:, None] / 2).argmax(axis=1)
        medians.append(np.where(total > 0, ranked[at], np.nan))
    return np.concatenate(medians)


def _slices(n_rows: int, n_columns: int) -> Iterator[slice]:
    step = max(MAX_CELLS // max(n_columns, 1), 1)
    return (slice(i, i + step) for i in range(0, n_rows, step))


def _differences(
    members: pd.DataFrame,
    resamples: ArtistResamples,
    features: Sequence[str],
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Compare each cluster's mean of each feature with the catalogue's, with intervals."""
    frames = []
    for feature in features if names else ():
        known = members[feature].notna().to_numpy()
        scaled = np.zeros(len(members))
        scaled[known] = scaled_space(members[known], [feature]).scaled(members[known])[:, 0]
        inside = [known & (members.cluster == number).to_numpy() for number in range(len(names))]
        sums = resamples.sums([*(scaled * mask for mask in inside), *inside, scaled, known])
        with np.errstate(divide="ignore", invalid="ignore"):
            means = sums[:, : len(names)] / sums[:, len(names) : -2]
            replicates = means - (sums[:, -2] / sums[:, -1])[:, None]
        tail = (1 - CONFIDENCE) / 2
        low, high = np.nanquantile(replicates, [tail, 1 - tail], axis=0)
        frames.append(
            pd.DataFrame(
                {
                    "cluster": range(len(names)),
                    "name": names,
                    "feature": feature,
                    "mean": [members[feature][mask].mean() for mask in inside],
                    "difference": [scaled[mask].mean() for mask in inside],
                    "low": low,
                    "high": high,
                }
            )
        )
    if not frames:
        columns = ["cluster", "name", "feature", "mean", "difference", "low", "high"]
        return pd.DataFrame(columns=columns)
    return pd.concat(frames).sort_values("cluster", kind="stable", ignore_index=True)


def _typical(members: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """List the tracks nearest to each cluster's mean point."""
    points = clusters.space.of(members)
    labels = members.cluster.to_numpy()
    far = np.full(len(members), np.inf)
    for number in range(len(clusters.names)):
        inside = labels == number
        far[inside] = ((points[inside] - points[inside].mean(axis=0)) ** 2).sum(axis=1)
    return _listed(members.iloc[np.argsort(far, kind="stable")])


def _listed(ordered: pd.DataFrame) -> pd.DataFrame:
    """Keep the first few tracks of each cluster, one per artist."""
    columns = ["cluster", "track_id", "track", "artist", "streams", "views"]
    firsts = ordered[ordered.cluster >= 0].drop_duplicates(["cluster", "artist"])
    listed = firsts.groupby("cluster", sort=False).head(N_LISTED)
    return listed.sort_values("cluster", kind="stable", ignore_index=True)[columns]
