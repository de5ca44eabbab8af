"""The import as a notebook in pandas does it: less than ours, and all of it in memory.

No reasons for rejected rows, no history, no checks, no published version; a track's other tracks
are all of the artist's but itself, by mean and maximum only.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tests.bench.measure import bound_memory

AUDIO = [
    *("Danceability", "Energy", "Loudness", "Speechiness", "Acousticness"),
    *("Instrumentalness", "Liveness", "Valence", "Tempo"),
]
TEXTS = ["Artist", "Track", "Album", "Album_type", "Uri", "Title", "Channel"]
COUNTS = ["Stream", "Views", "Likes", "Comments"]


def build(file: Path, folder: Path) -> None:
    """Clean a file, keep each recording once and write tracks and artists as Parquet."""
    rows = _clean(pd.read_parquet(file))
    rows["key"] = _keys(rows)
    rows = rows.sort_values("Stream", ascending=False, na_position="last", kind="stable")
    tracks = rows.drop_duplicates("key").copy()
    listed = rows[["key", "Artist"]].drop_duplicates()
    tracks["artists"] = tracks["key"].map(listed.groupby("key")["Artist"].agg(list))
    tracks = tracks.join(_others(tracks, listed), on="key")
    tracks["engagement_rate"] = (tracks["Likes"] + tracks["Comments"]) / tracks["Views"]
    tracks["ratio"] = tracks["Stream"] / tracks["Views"]
    joined = listed.merge(tracks[["key", *COUNTS, *AUDIO]], on="key")
    artists = joined.groupby("Artist").agg(
        {**dict.fromkeys(COUNTS, "sum"), **dict.fromkeys(AUDIO, "mean")}
    )
    tracks.to_parquet(folder / "rival_tracks.parquet")
    artists.to_parquet(folder / "rival_artists.parquet")


def _clean(rows: pd.DataFrame) -> pd.DataFrame:
    for name in TEXTS:
        rows[name] = rows[name].str.strip()
    for name in (*AUDIO, *COUNTS):
        rows[name] = pd.to_numeric(rows[name], errors="coerce").astype("float64")
    shares = [name for name in AUDIO if name not in ("Loudness", "Tempo")]
    fits = (rows[shares].isna() | rows[shares].ge(0) & rows[shares].le(1)).all(axis=1)
    fits &= (rows[COUNTS].isna() | rows[COUNTS].ge(0)).all(axis=1)
    return rows[fits & rows["Track"].notna() & rows["Artist"].notna()].copy()


def _keys(rows: pd.DataFrame) -> pd.Series:
    titles = rows["Track"].str.lower()
    return pd.util.hash_pandas_object(rows[AUDIO].assign(title=titles), index=False)


def _others(tracks: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return mean and maximum of the logs of each track's artists' other tracks."""
    logs = np.log1p(tracks.set_index("key")[COUNTS]).reset_index()
    joined = listed.merge(logs, on="key")
    by_artist = joined.groupby("Artist")[COUNTS]
    total, n = by_artist.transform("sum"), by_artist.transform("count")
    means = (total - joined[COUNTS].fillna(0)) / (n - joined[COUNTS].notna()).replace(0, np.nan)
    others = means.add_suffix("_mean").join(by_artist.transform("max").add_suffix("_best"))
    return others.groupby(joined["key"]).max()


if __name__ == "__main__":
    bound_memory()
    build(Path(sys.argv[1]), Path(sys.argv[2]))
