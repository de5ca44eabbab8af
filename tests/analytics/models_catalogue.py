"""A small catalogue in memory with planted drivers, in the columns of the mart `tracks`."""

import numpy as np
import pandas as pd

from analytics.features import matrix as features
from analytics.features.hits import SHARES
from analytics.runs import training
from data import metrics

SLOPE = 1.0
"""Change of ln(streams) for one standard deviation of energy."""


def catalogue(
    n_artists: int = 60, *, per_artist: int = 6, seed: int = 0, standing: float = 1.0
) -> pd.DataFrame:
    """Make tracks whose streams follow their artist's standing and their energy."""
    rng = np.random.default_rng(seed)
    n = n_artists * per_artist
    artist = np.repeat(np.arange(n_artists), per_artist)
    guest = np.where(rng.random(n) < 0.1, rng.integers(n_artists, size=n), artist)
    audio = {name: rng.random(n) for name in metrics.AUDIO_FEATURES}
    audio |= {"tempo": 60 + 120 * audio["tempo"], "duration_ms": 2e5 * (1 + audio["duration_ms"])}
    energy = (audio["energy"] - 0.5) / np.sqrt(1 / 12)
    log = 14 + standing * rng.standard_normal(n_artists)[artist] + SLOPE * energy
    log += 0.5 * rng.standard_normal(n)
    views = np.exp(log - 1 + 0.7 * rng.standard_normal(n)).round()
    frame = pd.DataFrame(
        {
            "track_id": [f"t{number:05d}" for number in range(n)],
            "artist": [f"Artist {number:03d}" for number in artist],
            "track": [f"Track {number:05d}" for number in range(n)],
            "album": [f"Album {number // 3}" for number in range(n)],
            "album_type": rng.choice(["album", "single"], n),
            "video_title": [f"Artist - Track {number} (Official Video)" for number in range(n)],
            "channel": [f"Channel {number}" for number in artist],
            **audio,
            "streams": np.exp(log).round(),
            "views": views,
            "likes": (views * 0.02).round(),
            "comments": (views * 0.001).round(),
            "is_licensed": rng.random(n) < 0.7,
            "has_official_video": rng.random(n) < 0.8,
            "channel_n_tracks": float(per_artist),
        }
    )
    frame["artists"] = [
        sorted({f"Artist {one:03d}", f"Artist {other:03d}"})
        for one, other in zip(artist, guest, strict=True)
    ]
    return with_others(frame)


def known_catalogue(version: str = "0001-00000000", **options: int) -> training.Catalogue:
    """Make what a training reads of a published version."""
    tracks = catalogue(**options)
    thresholds = {share: float(tracks["streams"].quantile(1 - share)) for share in SHARES}
    return training.Catalogue(version, tracks, thresholds, len(tracks), "demo")


def with_others(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what is known of the artist's other tracks, standing artist only."""
    columns: dict[str, pd.Series] = {}
    for kind, keys in (("back", ["artist"]), ("album", ["artist", "album"])):
        grouped = frame.groupby(keys)
        size = grouped["artist"].transform("size") - 1
        columns[f"{kind}_n_tracks"] = size.astype(float)
        for count in metrics.COUNTS:
            logs = np.log1p(frame[count])
            mean = (logs.groupby([frame[key] for key in keys]).transform("sum") - logs) / size
            for statistic in ("mean", "median", "best", "worst", "spread"):
                if kind == "back" or statistic in ("mean", "best"):
                    columns[f"{kind}_{count}_{statistic}"] = mean.where(size > 0)
    unknown = [name for name in features.OTHER_TRACKS if name not in columns]
    columns |= {name: pd.Series(float("nan"), frame.index) for name in unknown}
    return pd.concat([frame, pd.DataFrame(columns)], axis=1)
