"""What the page Similar asks. Other topics may ask `like_point`: the tracks nearest to any sound.

Points, clusters and moods are of the whole data version; the filter of a selection only chooses
which tracks may be found.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import kept
from analytics.clusters import answers as clusters_answers
from analytics.clusters.answers import Way
from analytics.clusters.space import FEATURES, sample_rows
from analytics.similar import index as indexes
from analytics.similar import learned as learning
from analytics.similar import moods as moods_
from analytics.similar import reasons, vocabulary
from analytics.similar import worth as worths
from analytics.similar.found import Alike, Backdrop, Fitting, Meant, ranked
from analytics.similar.index import Mask, Places, Rows
from analytics.similar.learned import Learned
from analytics.similar.limits import Limits, keeping, missed, shortfall
from analytics.similar.moods import N_MOODS, Moods
from analytics.similar.space import Soundscape, learn
from analytics.similar.vocabulary import Understood
from analytics.similar.worth import Worth
from data.errors import NotEnoughData
from data.jobs.progress import Progress, untold
from data.kept import arrays
from data.reads import similar as reads
from data.reads import tracks as reads_tracks
from data.selection import Selection

FITTED = 50_000
"""Tracks that scales, clusters and moods are learned from; all of them in a smaller catalogue."""
LEARNED = 5_000
COMPARED = 20_000
BATCH = 100_000
MAP_POINTS = 3_000
MARGIN = 30
"""Tracks looked at beyond those wanted: a guest's, or those that the version no longer shows."""


def everything(selection: Selection) -> Selection:
    """Return the whole of a selection's version."""
    return Selection(selection.version)


@kept.on_disk(is_long=True)
def sound(whole: Selection, progress: Progress = untold) -> Soundscape:
    """Learn how tracks are compared, and put every track in its place.

    Raises
    ------
    NotEnoughData
        If too few tracks have their audio features.
    """
    progress(0.0, "reading how tracks sound")
    features = reads.heard(whole.version, FEATURES)
    if len(features) < 2:
        raise NotEnoughData(
            "the catalogue knows fewer than two audio features of its tracks",
            hint="Import a file with audio features in the Data room.",
        )
    tracks = reads_tracks.whole_artists(whole, ("track_id", *features), at_most=FITTED)
    progress(0.1, "learning scales and clusters")
    learned = learn(tracks, features)
    _arrays(whole.version, learned, progress)
    return learned


def _arrays(version: str, made: Soundscape, progress: Progress = untold) -> Places:
    """Return every track's place: from disk, else worked out and kept there."""
    where = arrays.folder(version, "sound", kept.code()[:20])
    loaded = arrays.load(where, indexes.NAMES)
    if loaded is None:
        n_tracks = reads.n_complete(version, made.features)
        batches = reads.sound(version, made.features, rows=BATCH)
        loaded = indexes.build(made, batches, n_tracks, progress)
        if arrays.store(where, loaded):
            loaded = arrays.load(where, indexes.NAMES) or loaded
    return Places(**loaded)


@lru_cache(maxsize=2)
def index(version: str) -> Places:
    """Return every track's place in a version."""
    return _arrays(version, sound(Selection(version)))


@lru_cache(maxsize=4)
def _allowed(selection: Selection) -> Mask | None:
    """Return which tracks of the index a selection has; None: all."""
    if selection.is_everything:
        return None
    places = index(selection.version)
    allowed = np.zeros(len(places), dtype=bool)
    allowed[places.rows_of(reads.numbers(selection).to_numpy(np.uint64))] = True
    return allowed


@kept.in_memory
def genres(whole: Selection) -> tuple[str, ...]:
    """Return all genres of the catalogue, the most frequent first."""
    return tuple(reads.genres(whole.version))


@kept.in_memory
def meant(selection: Selection, *, text: str, moods: tuple[str, ...] = ()) -> Meant:
    """Say what a text is taken for.

    Parameters
    ----------
    moods : tuple of str
        What each mood is called.
    """
    known = genres(everything(selection))
    read = vocabulary.understand(text, genres=known, moods=moods)
    whole = reads.found(selection, text) if text.strip() and not read.is_quoted else _NOBODY
    exact = whole[whole["is_whole"].astype(bool)] if len(whole) else whole
    named = reads.artist_named(selection.version, text) if text.strip() else None
    is_sound = bool(read.said)
    if is_sound and read.rest and (len(whole) or named):
        # All of it together is a name: 'Dance Monkey' asks for no dance music.
        read = Understood((), (), (), (), text.strip(), is_quoted=False)
    elif is_sound and not read.rest and " " in text.strip() and (len(exact) or named):
        read = Understood((), (), (), (), text.strip(), is_quoted=False)
    elif is_sound and not read.rest:
        as_name = text.strip() if len(exact) or named else ""
        return Meant(read, None, _NOBODY, is_misspelt=False, as_name=as_name)
    return _by_name(selection, read) if read.rest else Meant(read, None, _NOBODY, False, "")


_NOBODY = pd.DataFrame(columns=["track_id", "track", "artist", "is_whole", "edits"])


def _by_name(selection: Selection, read: Understood) -> Meant:
    for is_misspelt in (False, True):
        artist = reads.artist_named(selection.version, read.rest, is_misspelt=is_misspelt)
        if artist is not None:
            tracks = reads.of_artist(selection, artist)
            if len(tracks):
                return Meant(read, artist, tracks, is_misspelt, "")
        look = reads.nearly_found if is_misspelt else reads.found
        found = look(selection, read.rest)
        if len(found):
            return Meant(read, None, found, is_misspelt, "")
    return Meant(read, None, _NOBODY, False, "")


@kept.in_memory
def like(selection: Selection, *, track_ids: tuple[str, ...], limits: Limits) -> Alike:
    """Find the tracks nearest to one, or to the middle of several.

    Parameters
    ----------
    track_ids : tuple of str
        Of the version, whatever the filter; those without audio features are passed over.

    Raises
    ------
    NotEnoughData
        If none of them has its audio features.
    """
    places = index(selection.version)
    rows = places.rows_of(indexes.number_of(track_ids))
    if not len(rows):
        raise NotEnoughData(
            "none of the tracks asked about has all its audio features",
            hint="Ask about another track.",
        )
    point = np.asarray(places.points[rows], dtype=np.float64).mean(axis=0)
    counts = np.bincount(places.clusters[rows])
    return _near(selection, point, int(counts.argmax()), rows, limits)


@kept.in_memory
def like_point(selection: Selection, *, x: float, y: float, limits: Limits) -> Alike:
    """Find the tracks nearest to a point of the map, where the other directions are the mean."""
    axes = sound(everything(selection)).axes
    point = axes.centre + np.array([x, y, 0.0]) @ axes.directions.T
    return _like_any(selection, point, limits)


def like_sound(selection: Selection, *, values: dict[str, float], limits: Limits) -> Alike:
    """Find the tracks nearest to any sound, such as of a track that does not exist yet.

    Parameters
    ----------
    values : dict
        Audio features in their units; what is missing is taken for the mean.
    """
    made = sound(everything(selection))
    space = made.space
    point = np.array(
        [
            (values[f] - space.centre[i]) / space.spread[i]
            if np.isfinite(values.get(f, np.nan))
            else 0.0
            for i, f in enumerate(space.features)
        ]
    )
    return _like_any(selection, point, limits)


def _like_any(selection: Selection, point: npt.NDArray[np.floating], limits: Limits) -> Alike:
    made = sound(everything(selection))
    cluster = int(made.cluster(point[None])[0])
    return _near(selection, point, cluster, np.empty(0, np.int64), limits)


def _near(
    selection: Selection, point: npt.NDArray[np.floating], cluster: int, asked: Rows, limits: Limits
) -> Alike:
    made, places = sound(everything(selection)), index(selection.version)
    allowed = _keeping(selection, made, places, limits, asked)
    n_wanted = limits.n + MARGIN
    score = indexes.cosine(places, point)

    def in_cluster(part: slice) -> npt.NDArray[np.float32]:
        scores = score(part)
        scores[places.clusters[part] != cluster] = -np.inf
        return scores

    inside, near_inside = indexes.best(len(places), in_cluster, n_wanted, allowed)
    overall, near_overall = indexes.best(len(places), score, n_wanted, allowed)
    # Asked for in one go: of a few rows, a question takes longer than its answer.
    known = _described(selection, made, places, np.concatenate([asked, inside, overall]), point)
    known["similarity"] = np.concatenate([np.full(len(asked), np.nan), near_inside, near_overall])
    ends = np.cumsum([len(asked), len(inside), len(overall)])
    asked_tracks = known.iloc[: ends[0]]
    tables = [known.iloc[ends[0] : ends[1]], known.iloc[ends[1] : ends[2]]]
    if limits.other_artists:
        leave = {name for names in asked_tracks["artists"] for name in names}
        tables = [
            table[np.array([leave.isdisjoint(names) for names in table["artists"]], dtype=bool)]
            for table in tables
        ]
    return Alike(
        point=point,
        cluster=cluster,
        asked=asked_tracks.reset_index(drop=True),
        inside=ranked(tables[0], limits.n),
        overall=ranked(tables[1], limits.n),
        values=made.values(point),
    )


def _keeping(
    selection: Selection, made: Soundscape, places: Places, limits: Limits, asked: Rows
) -> Mask | None:
    """Return which tracks of a selection keep to the limits; None: all."""
    if limits.genres:
        both = set(selection.genres or limits.genres) & set(limits.genres)
        selection = replace(selection, genres=tuple(sorted(both)) or ("",))
    moods = moods_of(everything(selection), n=N_MOODS) if limits.moods else None
    masks = keeping(limits, made, places, asked, moods)
    if (allowed := _allowed(selection)) is not None:
        masks.append(allowed)
    return np.logical_and.reduce(masks) if masks else None


@kept.in_memory
def fitting(selection: Selection, *, limits: Limits) -> Fitting:
    """Find the tracks that fit the wishes, the most streamed first; then those that nearly do."""
    made, places = sound(everything(selection)), index(selection.version)
    nobody = np.empty(0, np.int64)
    allowed = _keeping(selection, made, places, replace(limits, wishes=()), nobody)
    missing = np.zeros(len(places), dtype=np.float32)
    for wish in limits.wishes:
        missing += shortfall(made, places, wish)
    fits = missing <= 0 if allowed is None else (missing <= 0) & allowed

    def score(part: slice) -> npt.NDArray[np.float32]:
        popular = 1 + np.maximum(places.streams[part], 0)
        return np.where(missing[part] > 0, -missing[part], popular)

    rows, _ = indexes.best(len(places), score, limits.n, allowed)
    table = _described(selection, made, places, rows, made.axes.centre)
    reasons_ = [missed(made, places, limits.wishes, row) for row in rows]
    table = table.assign(similarity=1 - missing[rows], why=reasons_)
    return Fitting(ranked(table, limits.n), int(fits.sum()))


def _described(
    selection: Selection,
    made: Soundscape,
    places: Places,
    rows: Rows,
    point: npt.NDArray[np.floating],
) -> pd.DataFrame:
    """Return what is shown of tracks, in the order of `rows`."""
    known = indexes.shown(places, rows)
    points = np.asarray(places.points[rows], dtype=np.float64)
    x, y, _ = made.axes.places(points).T if len(rows) else np.empty((3, 0))
    known = known.assign(why=reasons.why(point, points, made.features), x=x, y=y)
    version = selection.version
    ids = known["track_id"].tolist()
    table = known.merge(reads.tracks(version, ids, known["lot"].tolist()), on="track_id")
    said = reads.genres_of(version, ids)
    table = table.merge(said, on="track_id", how="left")
    told = [each if isinstance(each, list | np.ndarray) else () for each in table["genres"]]
    table["genres"] = [", ".join(each) for each in told]
    return table.drop(columns="lot")


@kept.in_memory
def backdrop(whole: Selection) -> Backdrop:
    """Return a sample of all tracks on the map."""
    made, places = sound(whole), index(whole.version)
    rows = sample_rows(len(places), MAP_POINTS)
    at = made.axes.places(np.asarray(places.points[rows], dtype=np.float64))
    points = pd.DataFrame(
        {
            "track_id": places.ids(rows),
            "x": at[:, 0],
            "y": at[:, 1],
            "cluster": np.asarray(places.clusters[rows]),
        }
    )
    loadings = pd.DataFrame(made.axes.directions, columns=list("xyz")).assign(feature=made.features)
    low, high = np.quantile(at[:, :2], [0.01, 0.99], axis=0)
    reach = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    return Backdrop(points, loadings, made.axes.explained, reach)


def first(selection: Selection) -> tuple[str, ...]:
    """Return the most streamed track of a selection, to start from before anything is asked."""
    places = index(selection.version)
    rows, _ = indexes.best(
        len(places), lambda part: np.asarray(places.streams[part]), 1, _allowed(selection)
    )
    return tuple(places.ids(rows))


def mood_way(whole: Selection, n: int) -> Way:
    """Return how moods are grouped, for what the page Clusters can say of them."""
    return Way(features=sound(whole).features, n_clusters=n)


@kept.on_disk
def moods_of(whole: Selection, *, n: int = N_MOODS) -> Moods:
    """Group the tracks by K-means and name the groups by rules."""
    way = mood_way(whole, n)
    made = clusters_answers.clusters(whole, way=way)
    return moods_.name_moods(made, clusters_answers.members(whole, way=way))


@kept.on_disk(is_long=True)
def learned(whole: Selection, *, n: int, progress: Progress = untold) -> Learned:
    """Have classifiers learn the groups of the catalogue, and of noise."""
    features = sound(whole).features
    columns = ("track_id", "artist", "artists", *features)
    tracks = reads_tracks.whole_artists(whole, columns, at_most=LEARNED)
    return learning.learn_groups(tracks, features, n_groups=n, progress=progress)


@kept.on_disk
def worth(whole: Selection, progress: Progress = untold) -> Worth:
    """Measure how often neighbours share an artist or a genre."""
    progress(0.1, "comparing neighbours with random tracks")
    made = sound(whole)
    columns = ("track_id", "artist", "artists", "streams", *made.features)
    tracks = reads_tracks.whole_artists(whole, columns, at_most=COMPARED)
    tracks = tracks.dropna(subset=list(made.features)).reset_index(drop=True)
    points = made.points(tracks)
    said = reads.genres_of(whole.version, tracks["track_id"].tolist())
    told = dict(zip(said["track_id"], said["genres"], strict=True))
    return worths.measure_worth(tracks, points, made.cluster(points), told)
