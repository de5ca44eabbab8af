"""The numbers of the demo catalogue: what is planted in it, and how its tracks are made.

Artists come first, each with a standing; their tracks inherit it. Selection into official videos
acts through the artist's standing, which shows in the streams of the artist's other tracks. So
tracks with a video look far better off than the video makes them, and analyses that use the
artist or the back catalogue can find out. Everything else follows the measured profile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from data.demo.profile import AUDIO, FINGERPRINT, Floats, profile

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is planted in the demo catalogue, for analyses to recover."""

    video_effect: float
    """Ratio by which an official video multiplies a track's streams, the same for every track."""
    licensed_effect: float
    """The same for `Licensed`, which does nothing beyond the official video it comes with."""
    drivers: Mapping[str, float]
    """True drivers of log streams among the audio features, per unit of the feature (loudness
    per dB; `log_duration` per unit of the natural log of the duration)."""
    not_drivers: tuple[str, ...]
    """Audio features that do nothing by themselves, however they correlate with streams."""
    fan_videos: float
    """Share of the tracks without an official video that were matched with a fan's upload, seen by
    few, a third of them of another track; its link begins with `catalogue.FAN_VIDEO`."""


TRUTH = Truth(
    video_effect=1.15,
    licensed_effect=1.0,
    drivers=MappingProxyType(
        {
            "danceability": 0.8,
            "energy": -1.0,
            "loudness": 0.085,
            "speechiness": -2.2,
            "acousticness": -0.7,
            "instrumentalness": -0.8,
            "log_duration": 0.45,
        }
    ),
    not_drivers=("key", "liveness", "valence", "tempo"),
    fan_videos=0.10,
)

TRACKS_PER_ARTIST = 7.5

# Standing comes in three tiers: emerging artists, established ones and stars. The gaps are wide
# and the chance of a video is one for each tier, so that an artist's other tracks tell it well.
TIER_SHARES = np.array([0.12, 0.76, 0.12])
TIER_TRACKS = np.array([4, 6, 10])
"""Tracks that each artist of a tier has at least: the catalogue's size tells of standing too."""
TRACK_SHARES = TIER_SHARES * (TIER_TRACKS + 1.2) / TRACKS_PER_ARTIST
TIER_LOG_STREAMS = np.array([-2.1, 0.0, 2.3])
TIER_VIDEO = np.array([0.71, 0.72, 0.845])
"""Chance of an official video: the one way in which standing selects tracks."""
TIER_LICENSED = np.array([0.80, 0.90, 0.95])
"""Chance that an official video is licensed; no other video is."""
STANDING_SD, ALBUM_SD, TRACK_SD = 0.20, 0.30, 1.0
NOISE_SHAPE, NOISE_MEAN, NOISE_SD = 0.4, -2.5614, 2.6973
"""Of the gamma distribution whose logarithm is the tracks' noise."""

ALBUM_TYPES = ("album", "single", "compilation")
ALBUM_TYPE_SHARES = np.array([0.72, 0.24, 0.04])
ALBUM_TYPE_VIDEO = np.array([0.0, 0.04, -0.10])
ALBUM_TYPE_LOG_STREAMS = np.array([0.05, -0.15, -0.20])

VIDEO_VIEWS = 0.75
"""By how much an official video raises views, likes and comments, in normal scores."""
YOUTUBE_ALIKE = 0.30
"""Share of what streams leave open in YouTube counts that an artist's tracks have in common."""

RARE = MappingProxyType({"audio": 0.00012, "loud": 0.0003, "still": 0.001, "viewed": 0.0015})
"""Shares of rows without audio, above 0 dB, with tempo 0, and with views but hardly streams."""
DIGITS = dict.fromkeys(FINGERPRINT, 3) | {
    "Speechiness": 4,
    "Acousticness": 6,
    "Instrumentalness": 8,
    "Liveness": 4,
}


@dataclass(frozen=True, eq=False, slots=True)
class Artists:
    """The artists of one chunk, one entry each."""

    number: Ints
    n_tracks: Ints
    tier: Ints
    standing: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Tracks:
    """The recordings of one chunk, one entry each; `artist` counts within the chunk."""

    number: Ints
    artist: Ints
    album: Ints
    album_type: Ints
    audio: dict[str, Floats]
    has_video: Flags
    is_licensed: Flags
    counts: dict[str, Floats]
    scores: Floats
    """Normal scores of `AUDIO`."""


def make_artists(rng: np.random.Generator, n_tracks: int, first: int) -> Artists:
    """Make the artists of a chunk, counted from `first`, with as many tracks in all."""
    n = max(1, round(n_tracks / TRACKS_PER_ARTIST))
    tier = rng.permutation(np.searchsorted(TIER_SHARES.cumsum()[:-1], (np.arange(n) + 0.5) / n))
    size = _sizes(rng, TIER_TRACKS[tier], n_tracks)
    standing = TIER_LOG_STREAMS[tier] + STANDING_SD * rng.standard_normal(n)
    return Artists(first + np.arange(n), size, tier, standing)


def _sizes(rng: np.random.Generator, least: Ints, total: int) -> Ints:
    """Share out the tracks: one for each artist, then up to the least, then a few at random."""
    place = np.arange(least.max() + 12)
    beyond = (place - least[:, None]).clip(-1)
    turn = beyond + 1.5 * rng.random(beyond.shape)
    turn[beyond < 0] = -1
    turn[:, 0] = -2
    chosen = np.argsort(turn, axis=None, kind="stable")[:total]
    return np.bincount(chosen // len(place), minlength=len(least))


def make_tracks(rng: np.random.Generator, artists: Artists, numbers: Ints) -> Tracks:
    """Make the recordings of these artists, with the planted truth in their streams."""
    artist = np.repeat(np.arange(len(artists.number)), artists.n_tracks)
    album_type, album = _albums(rng, artist)
    scores, audio = _audio(rng, artist, artists.standing)
    has_video = _videos(rng, artists.tier[artist], album_type)
    licensed = has_video & (rng.random(len(artist)) < TIER_LICENSED[artists.tier[artist]])
    viewed = rare(rng, len(artist), "viewed")
    log_streams = (
        _base()
        + _driven(audio)
        + artists.standing[artist]
        + _shared(rng, album, ALBUM_SD)
        + ALBUM_TYPE_LOG_STREAMS[album_type]
        + _noise(rng, len(artist))
        - 5.0 * viewed
        + math.log(TRUTH.video_effect) * has_video
    )
    counts = _youtube(rng, artist, scores, log_streams, has_video, 4.0 * viewed)
    return Tracks(numbers, artist, album, album_type, audio, has_video, licensed, counts, scores)


def rare(rng: np.random.Generator, n: int, kind: str) -> Flags:
    """Mark a few rows: at least two where there are a hundred, so that the demo shows them."""
    chosen = np.zeros(n, bool)
    chosen[rng.permutation(n)[: max(2 if n >= 100 else 0, round(RARE[kind] * n))]] = True
    return chosen


def _albums(rng: np.random.Generator, artist: Ints) -> tuple[Ints, Ints]:
    """Give each track an album: singles their own, the artist's albums two tracks or so."""
    n = len(artist)
    album_type = rng.choice(3, n, p=ALBUM_TYPE_SHARES)
    slot = np.where(album_type == 0, rng.integers(0, 3, n), 3)
    album = artist * 4 + slot
    own = artist.max() * 4 + 4 + np.arange(n)
    return album_type, np.where(album_type == 1, own, album)


def _exact(rng: np.random.Generator, n: int, k: int, away: Floats | None = None) -> Floats:
    """Return independent normal scores, uncorrelated in this very sample and with `away` too.

    A few hundred artists would else be some way off the correlations that are asked for.
    """
    scores = rng.standard_normal((n, k))
    if n < 10 * k:
        return scores
    scores -= scores.mean(axis=0)
    if away is not None:
        apart = away - away.mean()
        scores -= np.outer(apart, apart @ scores / (apart @ apart))
    return scores @ np.linalg.inv(np.linalg.cholesky(np.cov(scores.T))).T


def _alike(
    rng: np.random.Generator,
    artist: Ints,
    share: Floats,
    latent: Floats,
    away: Floats | None = None,
) -> Floats:
    """Return correlated normal scores of which a share of the variance lies between artists."""
    keep = np.sqrt(np.outer(share, share)) + np.sqrt(np.outer(1 - share, 1 - share))
    values, vectors = np.linalg.eigh(latent / keep)  # mixing the two weakens correlations
    root = vectors * np.sqrt(values.clip(1e-6)) @ vectors.T  # unique, unlike the vectors
    root /= np.sqrt((root**2).sum(axis=1, keepdims=True))
    between = _exact(rng, artist.max() + 1, len(share), away) @ root.T
    within = _exact(rng, len(artist), len(share)) @ root.T
    return between[artist] * np.sqrt(share) + within * np.sqrt(1 - share)


def _audio(
    rng: np.random.Generator, artist: Ints, standing: Floats
) -> tuple[Floats, dict[str, Floats]]:
    figures = profile()
    names_ = list(AUDIO)
    share = np.array([figures.alike[name] for name in names_])
    scores = _alike(rng, artist, share, figures.latent().loc[names_, names_].to_numpy(), standing)
    audio = {name: figures.values(name, scores[:, i]) for i, name in enumerate(names_)}
    audio["Duration_ms"] = np.rint(np.expm1(audio["Duration_ms"]))
    for name, digits in DIGITS.items():
        audio[name] = audio[name].round(digits)
    n = len(artist)
    audio["Key"] = rng.choice(12, n, p=figures.key_shares / figures.key_shares.sum()) * 1.0
    audio["Loudness"] = np.where(
        rare(rng, n, "loud"), rng.uniform(0.05, 0.9, n).round(3), np.minimum(audio["Loudness"], 0)
    )
    audio["Tempo"] = np.where(rare(rng, n, "still"), 0.0, audio["Tempo"].clip(40))
    return scores, audio


def _videos(rng: np.random.Generator, tier: Ints, album_type: Ints) -> Flags:
    """Choose tracks for an official video, spread evenly over tracks of equal chance.

    Systematic sampling: each track has exactly its chance, and an artist's share of tracks with
    a video is close to the artist's chance, as with labels that plan campaigns per artist.
    """
    chance = TIER_VIDEO[tier] + ALBUM_TYPE_VIDEO[album_type]
    steps = np.floor(rng.random() + np.concatenate([[0.0], chance.cumsum()]))
    return np.diff(steps) > 0


def _base() -> float:
    """Intercept at which the catalogue's mean of log streams is that of the profile."""
    shift = TIER_LOG_STREAMS + math.log(TRUTH.video_effect) * TIER_VIDEO
    return profile().mean("Stream") - float(TRACK_SHARES @ shift)


def _driven(audio: dict[str, Floats]) -> Floats:
    """What the audio features add to log streams, zero for an average track."""
    total = np.zeros(len(audio["Tempo"]))
    for name, size in TRUTH.drivers.items():
        if name == "log_duration":
            values, centre = np.log1p(audio["Duration_ms"]), profile().mean("Duration_ms")
        else:
            values, centre = audio[name.capitalize()], profile().mean(name.capitalize())
        total += size * (values - centre)
    return total


def _shared(rng: np.random.Generator, group: Ints, sd: float) -> Floats:
    return sd * rng.standard_normal(group.max() + 1)[group]


def _noise(rng: np.random.Generator, n: int) -> Floats:
    """Log of a gamma variable: a long tail of tracks that nobody found, no giants."""
    scores = np.log(rng.standard_gamma(NOISE_SHAPE, n))
    return TRACK_SD * (scores - NOISE_MEAN) / NOISE_SD


def _youtube(
    rng: np.random.Generator,
    artist: Ints,
    scores: Floats,
    log_streams: Floats,
    has_video: Flags,
    extra: Floats,
) -> dict[str, Floats]:
    """Return views, likes and comments, given the audio features, streams and official video."""
    figures = profile()
    latent = figures.latent()
    known, asked = [*AUDIO, "Stream"], ["Views", "Likes", "Comments"]
    weights = np.linalg.solve(latent.loc[known, known], latent.loc[known, asked])
    share = TRACK_SHARES @ TIER_VIDEO
    left = latent.loc[asked, asked].to_numpy() - latent.loc[asked, known].to_numpy() @ weights
    left = left - VIDEO_VIEWS**2 * share * (1 - share)
    sd = np.sqrt(np.diag(left))
    alike = np.full(len(asked), YOUTUBE_ALIKE)
    noise = sd * _alike(rng, artist, alike, left / np.outer(sd, sd))
    given = np.column_stack([scores, figures.to_scores("Stream", log_streams)]) @ weights
    lift = VIDEO_VIEWS * (has_video - share) + extra
    result = given + noise + lift[:, None]
    counts = {
        name: np.expm1(figures.values(name, result[:, i])).round() for i, name in enumerate(asked)
    }
    counts["Likes"] = np.minimum(counts["Likes"], counts["Views"])
    return counts | {"Stream": np.expm1(log_streams).round().clip(1)}
