"""The embedded demo catalogue: a file of fictional tracks in the original 28 columns, with genres.

It goes through the same import as any file. What is planted in it is written down in `TRUTH`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.demo import names
from data.demo.genres import GENRES, make_genres
from data.demo.profile import AUDIO, Floats
from data.demo.tracks import (
    ALBUM_TYPES,
    TRUTH,
    Artists,
    Flags,
    Ints,
    Tracks,
    make_artists,
    make_tracks,
    rare,
)
from data.errors import BadOption
from data.jobs.progress import Progress

__all__ = ["COLUMNS", "TRUTH", "write"]


TRACKS_PER_CHUNK = 100_000
DEFAULT_SEED = 2032
"""Chosen among some fifty, so that 3,000 tracks show what any large number of them would."""
LISTED_TWICE, LISTED_LOWER = 0.09, 0.12
"""Shares of tracks listed under a second artist, and of these with fewer streams there."""
NULLS = MappingProxyType(
    {"video": 0.0235, "Likes": 0.004, "Comments": 0.005, "Stream": 0.028, "genres": 0.03}
)
VIDEO = "https://www.youtube.com/watch?v=demo-fictional-"
FAN_VIDEO = f"{VIDEO}fan-"
TEXT = ("Artist", "Url_spotify", "Track", "Album", "Album_type", "Uri")
SCHEMA = pa.schema(
    [
        ("index", pa.int64()),
        *((name, pa.string()) for name in TEXT),
        *((name, pa.float64()) for name in AUDIO[:2]),
        ("Key", pa.float64()),
        *((name, pa.float64()) for name in AUDIO[2:]),
        *((name, pa.string()) for name in ("Url_youtube", "Title", "Channel")),
        *((name, pa.int64()) for name in ("Views", "Likes", "Comments")),
        ("Description", pa.string()),
        ("Licensed", pa.bool_()),
        ("official_video", pa.bool_()),
        ("Stream", pa.int64()),
        ("genres", pa.string()),
    ]
)
"""The original's columns in its order, its first one has no name there; and genres."""

COLUMNS = tuple(SCHEMA.names)


def write(
    path: Path, *, n_tracks: int = 3000, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> None:
    """Write a demo catalogue as a Parquet file of the original 28 columns, with genres.

    The same size and seed give the same values. Memory does not grow with the size.

    Parameters
    ----------
    path : Path
        File to write; replaced if it is there.
    n_tracks : int >= 1, default=3000
        Recordings; rows are some 9 % more, as a recording is listed under each of its artists.
    seed : int >= 0, default=2032
    progress : callable, optional
        Called with the share done, 0 to 1, and a message.

    Raises
    ------
    BadOption
        If `n_tracks` or `seed` is out of range.
    """
    if n_tracks < 1 or seed < 0:
        raise BadOption(
            f"The demo catalogue cannot have {n_tracks} tracks with seed {seed}.",
            hint="Ask for at least one track, and a seed from 0.",
        )
    done = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1) as writer:
        for size, table in _chunks(n_tracks, seed):
            writer.write_table(table, row_group_size=table.num_rows)
            done += size
            if progress:
                progress(done / n_tracks, f"{done:,} demo tracks written")


def _chunks(n_tracks: int, seed: int) -> Iterator[tuple[int, pa.Table]]:
    n_chunks = math.ceil(n_tracks / TRACKS_PER_CHUNK)
    edges = np.linspace(0, n_tracks, n_chunks + 1).round().astype(np.int64)
    n_artists = n_rows = 0
    for chunk, (start, stop) in enumerate(itertools.pairwise(edges)):
        rng = np.random.default_rng([seed, chunk])
        artists = make_artists(rng, int(stop - start), n_artists)
        tracks = make_tracks(rng, artists, np.arange(start, stop))
        table = _table(rng, artists, tracks, n_rows)
        yield int(stop - start), table
        n_artists += len(artists.number)
        n_rows += table.num_rows


def _table(rng: np.random.Generator, artists: Artists, tracks: Tracks, first_row: int) -> pa.Table:
    """Put the recordings of a chunk into rows, one for each artist they are listed under."""
    no_audio = rare(rng, len(tracks.artist), "audio")
    guest = np.where(no_audio, -1, _guests(rng, artists, tracks.artist))
    rows, listed, share = _listings(rng, artists, tracks.artist, guest)
    number = artists.number[listed]
    texts = _texts(rng, artists, tracks, guest)
    video = _video(rng, artists, tracks, texts["Track"])
    genres = {"genres": _genres(rng, tracks)}
    recordings = pa.table(texts | _audio(tracks, no_audio) | video | genres)
    unknown = rng.random(len(tracks.artist)) < NULLS["Stream"]
    columns = dict(zip(recordings.column_names, recordings.take(pa.array(rows)), strict=True)) | {
        "index": pa.array(first_row + np.arange(len(rows))),
        "Artist": names.artists(number),
        "Url_spotify": _artist_page(number),
        "Description": pa.nulls(len(rows), pa.string()),
        "Stream": _counts((tracks.counts["Stream"][rows] * share).clip(1), unknown[rows]),
    }
    return pa.table([columns[name] for name in COLUMNS], schema=SCHEMA)


def _guests(rng: np.random.Generator, artists: Artists, artist: Ints) -> Ints:
    """Choose the other artist that a few tracks are also listed under, else -1.

    Of the same tier, as stars work with stars, and further down the file: of equal rows the
    first one stands, and the track must stay with the artist who made it.
    """
    order = np.argsort(artists.tier, kind="stable")
    place = np.argsort(order)[artist] + rng.integers(1, 9, len(artist))
    guest = order[place.clip(max=len(order) - 1)]
    fits = (place < len(order)) & (artists.tier[guest] == artists.tier[artist])
    return np.where(fits & (rng.random(len(artist)) < LISTED_TWICE), guest, -1)


def _listings(
    rng: np.random.Generator, artists: Artists, artist: Ints, guest: Ints
) -> tuple[Ints, Ints, Floats]:
    """Rows in the order of artists: recording, artist it is listed under, share of its streams."""
    twice = np.flatnonzero(guest >= 0)
    rows = np.concatenate([np.arange(len(artist)), twice])
    listed = np.concatenate([artist, guest[twice]])
    lower = rng.random(len(twice)) < LISTED_LOWER
    less = np.where(lower, rng.uniform(0.2, 0.95, len(twice)), 1.0)
    share = np.concatenate([np.ones(len(artist)), less])
    order = np.argsort(listed, kind="stable")
    return rows[order], listed[order], share[order]


def _counts(values: Floats, missing: Flags) -> pa.Array:
    return pa.array(values.round().astype(np.int64), mask=missing)


def _some(rng: np.random.Generator, share: float, values: pa.Array) -> pa.Array:
    """Keep a share of the values, the others null."""
    kept = rng.random(len(values)) < share
    return names.where(kept, values, pa.scalar(None, pa.string()))


def _number(number: Ints) -> pa.Array:
    return pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), 9, "0")


def _artist_page(number: Ints) -> pa.Array:
    """Pages for one artist in four; with its hyphens, the id cannot be a real one."""
    pages = names.join("https://open.spotify.com/artist/demo-fictional-", _number(number))
    return names.where(number * 7 % 25 < 6, pages, pa.scalar(None, pa.string()))


def _texts(
    rng: np.random.Generator, artists: Artists, tracks: Tracks, guest: Ints
) -> dict[str, pa.Array]:
    """Titles, albums and links of the recordings."""
    elsewhere = np.where(rng.random(len(guest)) < 0.03, np.roll(tracks.number, 97), tracks.number)
    unlisted = rng.integers(0, len(artists.number), len(guest))
    featured = np.where(guest >= 0, guest, unlisted)
    chance = np.where(guest >= 0, 0.6, 0.035)
    track = names.decorated(
        rng,
        names.titles(elsewhere),
        names.artists(artists.number[featured]),
        (rng.random(len(guest)) < chance) & (featured != tracks.artist),
    )
    artist = artists.number[tracks.artist]
    uri = names.join("spotify:track:demo-fictional-", _number(tracks.number))
    return {
        "Track": track,
        "Album": names.albums(artist, tracks.album, tracks.album_type, track),
        "Album_type": names.pick(ALBUM_TYPES, tracks.album_type),
        "Uri": _some(rng, 0.13, uri),
    }


def _audio(tracks: Tracks, missing: Flags) -> dict[str, pa.Array]:
    return {name: pa.array(values, mask=missing) for name, values in tracks.audio.items()}


def _genres(rng: np.random.Generator, tracks: Tracks) -> pa.Array:
    # Drawn apart, so that all else is what it is without them.
    apart = rng.spawn(1)[0]
    chosen = make_genres(apart, tracks.artist, tracks.scores)
    named = apart.random(len(chosen)) >= NULLS["genres"]
    return names.where(named, names.pick(GENRES, chosen), pa.scalar(None, pa.string()))


def _video(
    rng: np.random.Generator, artists: Artists, tracks: Tracks, track: pa.Array
) -> dict[str, pa.Array]:
    """The YouTube columns; where no video was found, all of them are null."""
    n = len(tracks.artist)
    missing = rng.random(n) < NULLS["video"]
    artist = artists.number[tracks.artist]
    title, channel = names.videos(rng, artist, track, tracks.has_video)
    url = _some(rng, 0.24, names.join(VIDEO, _number(tracks.number)))
    texts = {"Url_youtube": url, "Title": title, "Channel": channel}
    # Fans are drawn apart, so that all else is what it is without them.
    apart = rng.spawn(1)[0]
    by_fan = ~tracks.has_video & (apart.random(n) < TRUTH.fan_videos)
    fan_title, fan_channel = names.fan_videos(apart, artist, track)
    fan_url = names.join(FAN_VIDEO, _number(tracks.number))
    theirs = {"Url_youtube": fan_url, "Title": fan_title, "Channel": fan_channel}
    reach = np.where(by_fan, np.exp(-apart.uniform(3.0, 6.0, n)), 1.0)
    nothing = pa.scalar(None, pa.string())
    return (
        {
            name: names.where(missing, nothing, names.where(by_fan, theirs[name], values))
            for name, values in texts.items()
        }
        | {
            name: _counts(
                tracks.counts[name] * reach, missing | (rng.random(n) < NULLS.get(name, 0.0))
            )
            for name in ("Views", "Likes", "Comments")
        }
        | {
            "Licensed": pa.array(tracks.is_licensed, mask=missing),
            "official_video": pa.array(tracks.has_video, mask=missing),
        }
    )
