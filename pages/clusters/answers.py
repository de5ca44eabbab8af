"""What the clusters page asks. Other pages may ask `labels`: which kind each track is of."""

from dataclasses import asdict, dataclass
from functools import lru_cache

import pandas as pd

from analytics import kept
from analytics.clusters import choice as cluster_choice
from analytics.clusters import clustering as analysis
from analytics.clusters import differences as cluster_tests
from analytics.clusters import map as cluster_map
from analytics.clusters import profiles as cluster_profiles
from analytics.clusters.choice import Comparison, NeighbourCurve, NumberOfClusters
from analytics.clusters.clustering import Clusters
from analytics.clusters.differences import Differences
from analytics.clusters.map import Layout, Map, Placement
from analytics.clusters.profiles import Profiles
from analytics.clusters.space import CHOICES, FEATURES
from analytics.features import hits
from data.jobs.progress import Progress
from data.reads import clusters as reads_clusters
from data.reads import hits as reads_hits
from data.reads import tracks as reads
from data.selection import Selection

COLUMNS = ("track_id", "artist", "track", *CHOICES)
QUICK = "kmeans"
"""The method that is worked out at once; the others are background jobs."""


@dataclass(frozen=True, slots=True)
class Way:
    """How tracks are grouped: the options of `analytics.clusters.clustering.cluster`."""

    method: str = QUICK
    features: tuple[str, ...] = FEATURES
    n_clusters: int = analysis.N_CLUSTERS
    eps: float | None = None
    min_share: float = analysis.MIN_SHARE


@lru_cache(maxsize=2)
def _tracks(selection: Selection) -> pd.DataFrame:
    """Return the tracks of a selection, up to 200,000; above, those of a sample of artists."""
    return reads.whole_artists(selection, COLUMNS)


@kept.on_disk
def clusters(selection: Selection, *, way: Way, progress: Progress | None = None) -> Clusters:
    """Group the tracks."""
    if progress:
        progress(0.1, f"grouping with {analysis.METHODS.get(way.method, way.method)}")
    return analysis.cluster(_tracks(selection), **asdict(way))


@kept.on_disk
def profiles(selection: Selection, *, way: Way) -> Profiles:
    """Describe each cluster."""
    return cluster_profiles.profile(
        _tracks(selection),
        clusters(selection, way=way),
        hit_threshold=reads_hits.threshold(selection.version, hits.SHARE),
    )


@kept.on_disk
def drawn(
    selection: Selection, *, way: Way, layout: Layout, progress: Progress | None = None
) -> Map:
    """Lay the tracks out."""
    if progress:
        progress(0.1, "laying tracks out by who is near whom, about 20 seconds")
    return cluster_map.lay_out(
        _tracks(selection),
        clusters(selection, way=way),
        hit_threshold=reads_hits.threshold(selection.version, hits.SHARE),
        layout=layout,
    )


@kept.on_disk
def differences(selection: Selection, *, way: Way, progress: Progress | None = None) -> Differences:
    """Test whether clusters differ in what did not form them."""
    if progress:
        progress(0.1, "swapping whole artists to see what chance alone would do")
    return cluster_tests.differ(_tracks(selection), clusters(selection, way=way))


@kept.on_disk
def numbers(
    selection: Selection, *, features: tuple[str, ...], progress: Progress | None = None
) -> NumberOfClusters:
    """Try every number of clusters."""
    return cluster_choice.choose_number(_tracks(selection), features=features, progress=progress)


@kept.on_disk
def reach(
    selection: Selection, *, features: tuple[str, ...], progress: Progress | None = None
) -> NeighbourCurve:
    """Measure how near neighbours are."""
    if progress:
        progress(0.1, "measuring how near each track's neighbours are")
    return cluster_choice.neighbour_curve(_tracks(selection), features=features)


@kept.on_disk
def comparison(selection: Selection, *, way: Way, progress: Progress | None = None) -> Comparison:
    """Fit every method with the same options, and again on other draws of artists."""
    options = asdict(way)
    del options["method"]
    return cluster_choice.compare(_tracks(selection), progress=progress, **options)


def placed(selection: Selection, *, way: Way, layout: Layout, new: pd.DataFrame) -> Placement:
    """Place one track among the clusters."""
    return cluster_map.place(
        _tracks(selection),
        clusters(selection, way=way),
        drawn(selection, way=way, layout=layout),
        new,
    )


def found(selection: Selection, text: str) -> dict[str, str]:
    """Return the tracks that a text finds: track_id -> 'title, artist'."""
    rows = reads_clusters.find(selection, text)
    names = rows.track + ", " + rows.artist
    return dict(zip(rows.track_id, names, strict=True))


def existing(selection: Selection, track_id: str) -> pd.DataFrame:
    """Return one track of the selection with its features; empty where it is not among them."""
    tracks = _tracks(selection)
    return tracks[tracks.track_id == track_id]


def fictional(features: dict[str, float]) -> pd.DataFrame:
    """Return a track that does not exist yet, by its features."""
    return pd.DataFrame([features])


@kept.in_memory
def ranges(
    selection: Selection, *, features: tuple[str, ...]
) -> dict[str, tuple[float, float, float]]:
    """Return low, middle and high of each feature, the outermost thousandths aside."""
    tracks = _tracks(selection)
    rows = {name: tracks[name].quantile([0.001, 0.5, 0.999]).tolist() for name in features}
    return {name: (low, middle, high) for name, (low, middle, high) in rows.items()}


def labels(selection: Selection, *, way: Way | None = None) -> pd.DataFrame:
    """Return the kind of each track of a selection, by K-means with the usual options.

    Returns
    -------
    DataFrame with columns track_id, cluster (0 the largest), kind (its name)
        Tracks with an unknown feature are left out.
    """
    made = clusters(selection, way=way or Way())
    names = dict(enumerate(made.names))
    return made.members.assign(kind=made.members.cluster.map(names))


def members(selection: Selection, *, way: Way) -> pd.DataFrame:
    """Return every clustered track with its cluster, for the CSV."""
    tracks = _tracks(selection)
    return labels(selection, way=way).merge(tracks, on="track_id")
