"""Simulated catalogues with a known effect of an official video."""

import numpy as np
import pandas as pd

from data.metrics import AUDIO_FEATURES

COUNTS = ("streams", "views")
EFFECT = 1.15
"""Times the streams that a video brings, here and in the demo catalogue."""
ERROR_OF_SEVEN = 0.9 / 7**0.5
"""How far the mean of an artist's seven other tracks is off the artist's standing."""


def catalogue(
    random_state: int,
    *,
    effect: float = EFFECT,
    selection: str = "back",
    error: float = 0.7,
    n_artists: int = 250,
    tracks_per_artist: int = 8,
) -> pd.DataFrame:
    """Simulate a catalogue whose tracks with a video have `effect` times the streams.

    `selection` is what decides who gets a video: 'back', the measured back catalogue, or
    'standing', which nobody sees and the back catalogue measures with a standard `error`, in
    natural logarithms of streams.
    """
    rng = np.random.default_rng(random_state)
    n = n_artists * tracks_per_artist
    artist = np.repeat(np.arange(n_artists), tracks_per_artist)
    standing = rng.normal(0, 1.0, n_artists)
    measured = standing + rng.normal(0, error, n_artists)
    drives = measured if selection == "back" else standing
    audio = {name: rng.normal(0.5, 0.15, n) for name in AUDIO_FEATURES}
    chance = 1 / (1 + np.exp(-(0.8 + 0.9 * drives[artist])))
    has_video = rng.random(n) < chance
    log = 17 + standing[artist] + 0.8 * audio["danceability"] + rng.normal(0, 0.9, n)
    streams = np.exp(log + np.log(effect) * has_video)
    back = {
        f"back_{count}_{what}": 17 + measured[artist] + shift
        for count in COUNTS
        for what, shift in (("mean", 0), ("median", -0.1), ("best", 1.5), ("worst", -1.5))
    } | {f"back_{count}_spread": np.full(n, 1.0) for count in COUNTS}
    names = [f"artist {code:04d}" for code in artist]
    return pd.DataFrame(
        {
            "track_id": [f"t{i:06d}" for i in range(n)],
            "track": [f"track {i}" for i in range(n)],
            "artist": names,
            "artists": [[name] for name in names],
            "album": [f"album {i // 4}" for i in range(n)],
            "album_type": rng.choice(["album", "single"], n, p=[0.8, 0.2]),
            "n_artists": 1,
            "streams": streams.round(),
            "is_outlier": False,
            "is_doubtful_video": False,
            "has_official_video": has_video,
            "is_licensed": has_video & (rng.random(n) < 0.9),
            **audio,
            "back_n_tracks": tracks_per_artist - 1,
            **back,
        }
    )


def catalogue_of_untreated(
    random_state: int, *, n_artists: int = 250, scale: float = 0.1, at_zero: float = 0.12
) -> tuple[pd.DataFrame, float, float]:
    """Simulate a catalogue whose video does more for artists of standing, who have one more often.

    Returns
    -------
    The tracks, the effect on those without a video, and the effect on all, both as ratios.
    """
    tracks = catalogue(random_state, effect=1.0, n_artists=n_artists)
    log_effect = at_zero + scale * (tracks["back_streams_mean"] - 17)
    has_video = tracks["has_official_video"]
    with_effect = tracks["streams"] * np.exp(log_effect * has_video)
    return (
        tracks.assign(streams=with_effect.round()),
        float(np.exp(log_effect[~has_video].mean())),
        float(np.exp(log_effect.mean())),
    )
