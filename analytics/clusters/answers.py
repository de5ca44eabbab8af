"""What the clusters page asks. Other topics may ask `labels`: which kind each track is of."""

from dataclasses import asdict, dataclass
from functools import lru_cache

import pandas as pd

from analytics import kept
from analytics.clusters.choice import (
    NeighbourCurve,
    NumberOfClusters,
    choose_number,
    measure_neighbours,
)
from analytics.clusters.clustering import METHODS, MIN_SHARE, N_CLUSTERS, Clusters, cluster
from analytics.clusters.comparison import MethodComparison, compare_methods
from analytics.clusters.differences import Differences, differ
from analytics.clusters.map import TrackMap, map_axes, map_neighbourhoods
from analytics.clusters.placement import Placement, place
from analytics.clusters.profiles import Profiles, profile
from analytics.clusters.space import CHOICES, FEATURES
from analytics.features import hits
from data.jobs.progress import Progress, untold
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
    n_clusters: int = N_CLUSTERS
    eps: float | None = None
    min_share: float = MIN_SHARE


@lru_cache(maxsize=2)
def _tracks(selection: Selection) -> pd.DataFrame:
    """Return the tracks of a selection, up to 200,000; above, those of a sample of artists."""
    return reads.whole_artists(selection, COLUMNS)


def _hit_threshold(selection: Selection) -> float:
    return reads_hits.threshold(selection.version, hits.SHARE)


@kept.on_disk
def clusters(selection: Selection, *, way: Way, progress: Progress = untold) -> Clusters:
    """Group the tracks."""
    progress(0.1, f"grouping with {METHODS.get(way.method, way.method)}")
    return cluster(_tracks(selection), **asdict(way))


def labels(selection: Selection, *, way: Way | None = None) -> pd.DataFrame:
    """Return the kind of each track of a selection, by K-means with the usual options.

    Returns
    -------
    DataFrame with columns track_id, cluster (0 the largest; -1 in none), kind (its name)
        Tracks with an unknown feature are left out.
    """
    made = clusters(selection, way=way or Way())
    names = dict(enumerate(made.names))
    return made.members.assign(kind=made.members.cluster.map(names))


def members(selection: Selection, *, way: Way) -> pd.DataFrame:
    """Return every clustered track with its cluster, for the CSV."""
    return labels(selection, way=way).merge(_tracks(selection), on="track_id")


@kept.on_disk
def profiles(selection: Selection, *, way: Way) -> Profiles:
    """Describe each cluster."""
    return profile(
        _tracks(selection),
        clusters(selection, way=way),
        hit_threshold=_hit_threshold(selection),
    )


@kept.on_disk
def axes(selection: Selection, *, way: Way) -> TrackMap:
    """Lay the tracks out along their principal axes."""
    return map_axes(
        _tracks(selection),
        clusters(selection, way=way),
        hit_threshold=_hit_threshold(selection),
    )


@kept.on_disk(is_long=True)
def neighbourhoods(selection: Selection, *, way: Way, progress: Progress = untold) -> TrackMap:
    """Lay the tracks out by who is near whom."""
    progress(0.1, "laying tracks out by who is near whom, about 20 seconds")
    return map_neighbourhoods(
        _tracks(selection),
        clusters(selection, way=way),
        hit_threshold=_hit_threshold(selection),
    )


@kept.on_disk
def differences(selection: Selection, *, way: Way, progress: Progress = untold) -> Differences:
    """Test whether clusters differ in what did not form them."""
    progress(0.1, "swapping whole artists to see what chance alone would do")
    return differ(_tracks(selection), clusters(selection, way=way))


@kept.on_disk(is_long=True)
def numbers(
    selection: Selection, *, features: tuple[str, ...], progress: Progress = untold
) -> NumberOfClusters:
    """Try every number of clusters."""
    return choose_number(_tracks(selection), features=features, progress=progress)


@kept.on_disk
def reach(
    selection: Selection, *, features: tuple[str, ...], progress: Progress = untold
) -> NeighbourCurve:
    """Measure how near neighbours are."""
    progress(0.1, "measuring how near each track's neighbours are")
    return measure_neighbours(_tracks(selection), features=features)


@kept.on_disk(is_long=True)
def comparison(selection: Selection, *, way: Way, progress: Progress = untold) -> MethodComparison:
    """Fit every method with the same options, and again on other samples of artists."""
    options = asdict(way)
    del options["method"]
    return compare_methods(_tracks(selection), progress=progress, **options)


def placed(selection: Selection, *, way: Way, track_id: str) -> Placement | None:
    """Place one track of the selection among the clusters; None where it is not among them."""
    tracks = _tracks(selection)
    track = tracks[tracks.track_id == track_id]
    return None if track.empty else place(tracks, clusters(selection, way=way), track)


def placed_new(selection: Selection, *, way: Way, values: tuple[float, ...]) -> Placement:
    """Place a track that does not exist yet among the clusters.

    Parameters
    ----------
    values : tuple of float
        Its `way.features`, in their order and units.
    """
    track = pd.DataFrame([values], columns=list(way.features))
    return place(_tracks(selection), clusters(selection, way=way), track)


def name(selection: Selection, *, track_id: str) -> str | None:
    """Return title and artist of a track of the selection, None where it is not among them."""
    tracks = _tracks(selection)
    rows = tracks[tracks.track_id == track_id]
    return None if rows.empty else f"{rows.track.iloc[0]} · {rows.artist.iloc[0]}"


@kept.in_memory
def ranges(
    selection: Selection, *, features: tuple[str, ...]
) -> dict[str, tuple[float, float, float]]:
    """Return low, middle and high of each feature, the outermost thousandths aside."""
    tracks = _tracks(selection)
    rows = {name: tracks[name].quantile([0.001, 0.5, 0.999]).tolist() for name in features}
    return {name: (low, middle, high) for name, (low, middle, high) in rows.items()}
