"""The sentences and tables of the clusters page."""

import pandas as pd

from analytics.clusters.choice import NeighbourCurve, NumberOfClusters
from analytics.clusters.clustering import METHODS, Clusters
from analytics.clusters.comparison import MethodComparison
from analytics.clusters.differences import Differences
from analytics.clusters.map import TrackMap
from analytics.clusters.placement import Placement
from analytics.clusters.profiles import N_REPLICATES, Profiles
from analytics.clusters.quality import SILHOUETTE_TRACKS
from data import metrics
from pages.ui.wording import many

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
QUESTION = "Which kinds of track the catalogue has, by how they sound."
CLEAR = 0.05
OUTCOMES = {
    "streams": "Streams",
    "views": "Views",
    "engagement_rate": "Engagement",
    "hit_rate": "Hits",
}

CURVES = {
    "inertia": "More clusters always lie closer; the elbow is where that stops paying. "
    "On {n} tracks.",
    "silhouette": "How much nearer tracks are to their own cluster than to the next. "
    f"On at most {SILHOUETTE_TRACKS:,} tracks.",
    "bic": "How well a Gaussian mixture fits, less a price for its parameters. On {n} tracks.",
}


def lead(clusters: Clusters) -> str:
    """Say how many kinds there are, which is the largest and how far they are apart."""
    n = len(clusters.names)
    if n == 0:
        return "**No kinds of track stand apart this way.** Every track is in no cluster."
    share = metrics.percent(clusters.sizes[0] / len(clusters.members), 0)
    largest = f"“{clusters.names[0]}”, holds {share}"
    if n == 1:
        return f"**One kind of track only: {largest}.** {_apart(clusters)}"
    count = NUMBERS[n] if n < len(NUMBERS) else str(n)
    return f"**{count} kinds of track; the largest, {largest}.** {_apart(clusters)}"


def _apart(clusters: Clusters) -> str:
    rest = ""
    if clusters.unclustered_share > 0:
        rest = f"; {metrics.percent(clusters.unclustered_share)} of tracks are in no cluster"
    if len(clusters.names) < 2:
        return f"This way of grouping sees one cloud of tracks{rest}."
    score = metrics.decimal(clusters.silhouette)
    if clusters.silhouette >= 0.5:
        said = f"They lie clearly apart (silhouette {score} of 1)"
    elif clusters.silhouette >= 0.25:
        said = f"They lie partly apart (silhouette {score} of 1)"
    else:
        said = (
            f"They shade into each other (silhouette {score} of 1): regions of one cloud, not boxes"
        )
    return f"{said}{rest}."


def basis(clusters: Clusters, n_tracks: int) -> str:
    """Say which tracks were clustered, where those are not all in view."""
    parts = []
    n_fitted, n_read = len(clusters.members), clusters.n_complete + clusters.n_incomplete
    if n_fitted < clusters.n_complete or n_read < n_tracks:
        parts.append(
            f"{METHODS[clusters.method]} ran on a sample of {metrics.exact(n_fitted)} of "
            f"{metrics.exact(n_tracks)} tracks, the same ones every time."
        )
    if clusters.n_incomplete:
        some = metrics.exact(clusters.n_incomplete)
        verb = "track lacks" if clusters.n_incomplete == 1 else "tracks lack"
        parts.append(f"{some} {verb} a chosen feature and stayed out.")
    return " ".join(parts)


def map_basis(track_map: TrackMap) -> str:
    """Say whether the map draws every track."""
    if track_map.is_sample:
        return (
            f"Drawn: a sample of {metrics.exact(len(track_map.points))} of "
            f"{metrics.exact(track_map.n_tracks)} tracks; all of them were grouped."
        )
    return f"Drawn: all {many(track_map.n_tracks, 'track')}."


def do_they_differ(tested: Differences, outcome: str) -> str:
    """Say whether clusters differ in an outcome, how much and how surely."""
    name = metrics.label(outcome).lower()
    if outcome in tested.skipped:
        return f"Not tested: {name} helped to form these clusters, so they differ anyway."
    rows = tested.tests[tested.tests.outcome == outcome]
    if rows.empty:
        return f"Not tested: {name} are known for too few tracks in each cluster."
    row = rows.iloc[0]
    share = metrics.percent(row.effect)
    sure = (
        f"How sure: p {_p(row.p_artists, tested.n_permutations)}, from swapping whole artists "
        f"(p {_p(row.p_tracks)} if tracks of one artist were not alike, which they are)."
    )
    if row.p_artists >= CLEAR:
        return f"**Clusters do not clearly differ in {name}.** {sure}"
    return (
        f"**Clusters differ in {name}; the kind of track accounts for {share} of who ranks "
        f"where.** {_clear_pairs(tested, outcome)} {sure}"
    )


def _clear_pairs(tested: Differences, outcome: str) -> str:
    pairs = tested.pairs[tested.pairs.outcome == outcome]
    clear = int((pairs.p_artists < CLEAR).sum())
    differ = "differs" if clear == 1 else "differ"
    return f"{clear} of {many(len(pairs), 'pair')} of clusters clearly {differ}."


def _p(value: float, n_permutations: int | None = None) -> str:
    if n_permutations and value <= 1 / (n_permutations + 1):
        return f"≤ {1 / (n_permutations + 1):.3f}"
    written = metrics.p_value(value)
    return written if written.startswith("<") else f"= {written}"


def pairs(tested: Differences, outcome: str, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the pairs of an outcome for a table."""
    rows = tested.pairs[tested.pairs.outcome == outcome]
    return pd.DataFrame(
        {
            "One": [names[i] for i in rows["first"]],
            "Other": [names[i] for i in rows.second],
            "One beats other (%)": (rows.superiority * 100).round(1).to_numpy(),
            "p by artists": rows.p_artists.round(4).to_numpy(),
            "p by tracks": rows.p_tracks.round(4).to_numpy(),
        }
    )


def overview(profiles: Profiles) -> pd.DataFrame:
    """Return the clusters for a table."""
    rows = profiles.clusters
    return pd.DataFrame(
        {
            "Cluster": [numbered(n, name) for n, name in zip(rows.cluster, rows.name, strict=True)],
            "n_tracks": rows.n_tracks,
            "Share (%)": (rows.share * 100).round(2),
            "artists": rows.n_artists,
            "streams": rows.streams,
            "views": rows.views,
            "engagement_rate": rows.engagement_rate,
            "Hits (%)": (rows.hit_rate * 100).round(2),
        }
    )


def numbered(number: int, name: str) -> str:
    """Return a cluster's name with its number, counted from one."""
    return name if number < 0 else f"{number + 1} · {name}"


def placed(placement: Placement, names: tuple[str, ...]) -> str:
    """Say where a track lies."""
    votes = metrics.percent(placement.votes, 0)
    if placement.cluster < 0:
        return f"**In no cluster**, like {votes} of the tracks nearest to it."
    typical = metrics.percent(placement.typicality, 0)
    return (
        f"**Cluster {placement.cluster + 1}, “{names[placement.cluster]}”**: {votes} of the "
        f"tracks nearest to it are of this kind, and {typical} of the kind are less typical than "
        "it."
    )


def _verdict(number: NumberOfClusters) -> str:
    advised = {number.elbow, number.best_silhouette, number.best_bic}
    if len(advised) == 1:
        return f"**{NUMBERS[number.elbow]} clusters**, say all three ways of counting."
    return "**No number of clusters stands out**, so choose one that you can use."


def number_advice(number: NumberOfClusters) -> str:
    """Say what the curves suggest."""
    return (
        f"{_verdict(number)} The elbow suggests {number.elbow}, the silhouette "
        f"{number.best_silhouette} and the mixture's BIC {number.best_bic}."
    )


def reach_advice(neighbours: NeighbourCurve) -> str:
    """Say which reach the curve suggests."""
    return (
        f"Unless you set another, DBSCAN's reach is {metrics.decimal(neighbours.eps)}, where the "
        "curve bends."
    )


def comparison_advice(comparison: MethodComparison) -> str:
    """Say which method holds up best."""
    table = comparison.table.dropna(subset=["stability"])
    parted = table[table.n_clusters > 2]
    best = (table if parted.empty else parted).sort_values("stability").iloc[-1:]
    if best.empty:
        return "No method finds clusters that could be compared."
    row = best.iloc[0]
    return (
        f"**{row.method} gives the most stable clusters** when other artists are sampled: "
        f"agreement {metrics.decimal(row.stability)} of 1, the best of the methods that find more "
        f"than {'one' if parted.empty else 'two'}."
    )


def compared(comparison: MethodComparison) -> pd.DataFrame:
    """Return the comparison for a table."""
    t = comparison.table
    return pd.DataFrame(
        {
            "Method": t.method,
            "Clusters": t.n_clusters,
            "Silhouette": t.silhouette.round(3),
            "Davies-Bouldin": t.davies_bouldin.round(2),
            "Stability": t.stability.round(2),
            "lowest": t.stability_low.round(2),
            "highest": t.stability_high.round(2),
            "In no cluster (%)": (t.unclustered_share * 100).round(1),
            "Tracks": t.n_tracks,
            "Seconds": t.seconds.round(1),
        }
    )


HOW = f"""
**Grouping.** Each feature is put on one scale (mean 0, standard deviation 1; counts, the
cross-platform ratio and the duration as ln(1 + x)). K-means takes the best of twenty starts. The
Gaussian mixture starts from K-means, with a full covariance for each Gaussian. DBSCAN and HDBSCAN
ask each track for twice as many neighbours as there are features. Mean shift looks as far around as
a track has a tenth of the others. The autoencoder rebuilds the
features through layers of 128, 64 and 128 units (ReLU, early stopping); K-means groups the 64.
Clusters are numbered by size, refitted on the tracks that the filter leaves, and fitted on all of
them up to 200,000 (mixture 100,000, autoencoder 50,000, DBSCAN and HDBSCAN 20,000,
mean shift 3,000).

**Names** are the up to three features that differ most from the catalogue, by 0.4 standard
deviations at least. They describe sound, not genre.

**Map.** Flat and 3-D: principal axes of all tracks. Neighbourhoods: t-SNE of the tracks shown.

**How sure.** Tracks of one artist are alike. Intervals (95 %) sample artists with
replacement {N_REPLICATES} times, each with all their tracks. Whether clusters differ is tested by
Kruskal-Wallis, pairs by Dunn; the p-value to go by swaps whole artists with equally many tracks,
pairs adjusted for their number. A hit is in the top tenth of streams of the whole catalogue.

**What it is not.** That a kind of track is streamed more is no proof that the sound is why.
"""
