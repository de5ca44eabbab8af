"""Whether clusters differ in what did not form them: streams, views, engagement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.clusters.clustering import Clusters, members_of
from analytics.clusters.profiles import OUTCOMES
from analytics.clusters.space import Floats, Integers
from analytics.stats.multiple_testing import adjust
from data.metrics import parts

N_PERMUTATIONS = 999
MIN_MEMBERS = 5


@dataclass(frozen=True, eq=False, slots=True)
class Differences:
    """Tests of all clusters together and of each pair, per outcome."""

    tests: pd.DataFrame
    """One row per outcome: outcome, n_tracks, n_clusters, statistic, effect (epsilon squared, the
    share of differences in rank that go with the cluster), p_tracks, p_artists."""
    pairs: pd.DataFrame
    """One row per outcome and pair: outcome, first, second (cluster numbers), superiority (chance
    that a track of the first beats one of the second), p_tracks, p_artists, both adjusted."""
    skipped: tuple[str, ...]
    """Outcomes that took part in forming the clusters, and so are not tested."""
    n_permutations: int


def differ(
    tracks: pd.DataFrame,
    clusters: Clusters,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    n_permutations: int = N_PERMUTATIONS,
    random_state: int = 0,
) -> Differences:
    """Test whether clusters differ in outcomes.

    Parameters
    ----------
    tracks : DataFrame of shape (n_tracks, k)
        Needs `track_id`, `artist` and the outcomes.
    clusters : Clusters
        Tracks in no cluster, and clusters of fewer than five tracks, are left out.
    outcomes : sequence of str, default=OUTCOMES
        Those that formed the clusters, or share a part with a feature that did, are skipped.
    n_permutations : int, default=999
    random_state : int, default=0

    Returns
    -------
    Differences
        `p_tracks` takes tracks as independent: Kruskal-Wallis, and Dunn's test adjusted by Holm.
        `p_artists` swaps the outcomes of whole artists with as many tracks, which leaves every
        artist's tracks as alike as they are; pairs are adjusted by the largest of all pairs
        (Westfall and Young). An artist whose number of tracks no other has stays put, which can
        only raise this p-value.

    Notes
    -----
    Sources: Kruskal and Wallis (1952) with ties; Dunn (1964); epsilon squared, Tomczak and
    Tomczak (2014); Winkler et al. (2015) for whole-block permutation.
    """
    used = frozenset().union(*map(parts, clusters.space.features))
    tested = [name for name in outcomes if used.isdisjoint(parts(name))]
    members = members_of(tracks, clusters)
    results = [
        _test(members, outcome, n_permutations, random_state)
        for outcome in tested
        if len(_testable(members, outcome).cluster.unique()) > 1
    ]
    return Differences(
        tests=pd.DataFrame([test for test, _ in results], columns=_TEST_COLUMNS),
        pairs=pd.concat([pairs for _, pairs in results] or [pd.DataFrame()], ignore_index=True),
        skipped=tuple(name for name in outcomes if name not in tested),
        n_permutations=n_permutations,
    )


_TEST_COLUMNS = [
    "outcome",
    "n_tracks",
    "n_clusters",
    "statistic",
    "effect",
    "p_tracks",
    "p_artists",
]


def _testable(members: pd.DataFrame, outcome: str) -> pd.DataFrame:
    known = members[(members.cluster >= 0) & members[outcome].notna()]
    sizes = known.groupby("cluster").cluster.transform("size")
    return known[sizes >= MIN_MEMBERS]


def _test(
    members: pd.DataFrame, outcome: str, n_permutations: int, random_state: int
) -> tuple[dict, pd.DataFrame]:
    from scipy.special import chdtrc

    known = _testable(members, outcome)
    numbers, codes = np.unique(known.cluster, return_inverse=True)
    ranks: Floats = np.asarray(known[outcome].rank(), dtype=np.float64)
    sizes = np.bincount(codes)
    observed = _statistic(ranks, codes, sizes)
    z = _pair_statistics(ranks, codes, sizes)
    pairs = list(combinations(range(len(numbers)), 2))
    beaten, beaten_z = 0, np.zeros(len(pairs))
    for shuffled in _permuted(ranks, known.artist, n_permutations, random_state):
        beaten += _statistic(shuffled, codes, sizes) >= observed * (1 - 1e-12)
        beaten_z += np.abs(_pair_statistics(shuffled, codes, sizes)).max() >= np.abs(z) - 1e-12
    test = {
        "outcome": outcome,
        "n_tracks": len(known),
        "n_clusters": len(numbers),
        "statistic": observed,
        "effect": observed / (len(known) - 1),
        "p_tracks": float(chdtrc(len(numbers) - 1, observed)),
        "p_artists": (beaten + 1) / (n_permutations + 1),
    }
    table = {
        "outcome": outcome,
        "first": [int(numbers[i]) for i, _ in pairs],
        "second": [int(numbers[j]) for _, j in pairs],
        "superiority": [_superiority(ranks[codes == i], ranks[codes == j]) for i, j in pairs],
        "p_tracks": adjust(_two_sided(z), "holm"),
        "p_artists": (beaten_z + 1) / (n_permutations + 1),
    }
    return test, pd.DataFrame(table)


def _statistic(ranks: Floats, codes: Integers, sizes: Integers) -> float:
    """Return Kruskal and Wallis's H, corrected for ties.

    `scipy.stats.kruskal` ranks anew each time: 3.4 ms for 15,546 tracks, for three outcomes a
    thousand times ten seconds; this takes 0.1 ms.
    """
    n = len(ranks)
    means = np.bincount(codes, weights=ranks) / sizes
    between = (sizes * (means - (n + 1) / 2) ** 2).sum()
    spread = ((ranks - (n + 1) / 2) ** 2).sum()
    return float((n - 1) * between / spread) if spread > 0 else 0.0


def _pair_statistics(ranks: Floats, codes: Integers, sizes: Integers) -> Floats:
    """Return Dunn's z of each pair of clusters."""
    means = np.bincount(codes, weights=ranks) / sizes
    first, second = np.triu_indices(len(sizes), 1)
    variance = ranks.var(ddof=1) * (1 / sizes[first] + 1 / sizes[second])
    return (means[first] - means[second]) / np.sqrt(np.maximum(variance, 1e-300))


def _permuted(
    ranks: Floats, artists: pd.Series, n_permutations: int, random_state: int
) -> Iterator[Floats]:
    """Swap the outcomes of artists with equally many tracks, again and again."""
    rng = np.random.default_rng(random_state)
    codes, _ = pd.factorize(artists, sort=True)
    counts = np.bincount(codes)
    rows = np.argsort(codes, kind="stable")
    size_of_row = counts[codes[rows]]
    blocks = [rows[size_of_row == size].reshape(-1, size) for size in np.unique(counts)]
    for _ in range(n_permutations):
        shuffled = ranks.copy()
        for block in blocks:
            shuffled[block] = ranks[block[rng.permutation(len(block))]]
        yield shuffled


def _superiority(first: Floats, second: Floats) -> float:
    """Return the chance that a value of the first is above one of the second, ties halved."""
    from scipy.stats import mannwhitneyu

    u = mannwhitneyu(first, second, method="asymptotic").statistic
    return float(u / (len(first) * len(second)))


def _two_sided(z: Floats) -> Floats:
    from scipy.special import ndtr

    return 2 * ndtr(-np.abs(z))
