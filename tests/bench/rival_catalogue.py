"""The catalogue's questions as a notebook in pandas answers them."""

import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.metrics import AUDIO_FEATURES, COUNTS
from data.reads.catalogue import ARTIST_METRICS, BALANCE_COLUMNS, TRACK_METRICS
from tests.bench.marts import Marts

SHOWN = ("track", "artist", "streams", "views")
PAGE = 25
DEEP = 0.9
"""Share of the catalogue before the page that stands for the far ones."""


def folded(texts: pd.Series) -> pd.Series:
    """Leave accents and case aside."""
    return texts.fillna("").map(_fold)


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    return plain.translate(str.maketrans("øłđı", "oldi"))


def page(marts: Marts, *, sort: str = "streams", offset: int = 0) -> pd.DataFrame:
    tracks = marts["tracks", "track_id", *SHOWN]
    by = folded(tracks["track"]) if sort == "track" else tracks[sort]
    ascending = sort == "track"
    ordered = tracks.assign(by=by).sort_values(["by", "track_id"], ascending=[ascending, True])
    return ordered.iloc[offset : offset + PAGE].drop(columns="by")


def found(marts: Marts, text: str) -> pd.DataFrame:
    tracks = marts["tracks", "track_id", "artists", *SHOWN]
    names = tracks["track"].fillna("") + "\n" + tracks["artists"].map("\n".join)
    return tracks[folded(names).str.contains(_fold(text), regex=False)]


def found_page(marts: Marts, text: str, limit: int = PAGE) -> pd.DataFrame:
    hits = found(marts, text).sort_values(["streams", "track_id"], ascending=[False, True])
    return hits.head(limit).drop(columns="artists")


def artists_page(marts: Marts) -> pd.DataFrame:
    artists = marts["artists", "artist", "n_tracks", "streams", "views"]
    return artists.sort_values(["streams", "artist"], ascending=[False, True]).head(PAGE)


def measures(marts: Marts, kind: str) -> pd.DataFrame:
    if kind == "track":
        return marts["tracks", "track_id", *TRACK_METRICS].sort_values("track_id")
    return marts["artists", "artist", *ARTIST_METRICS].sort_values("artist")


def artist_tracks(marts: Marts, artist: str) -> pd.DataFrame:
    listed = marts["track_artists", "track_id", "artist"]
    ids = listed.loc[listed["artist"] == artist, "track_id"]
    tracks = marts["tracks", "track_id", *SHOWN, *TRACK_METRICS]
    mine = tracks[tracks["track_id"].isin(ids)]
    return mine.sort_values(["streams", "track_id"], ascending=[False, True])


def partners(marts: Marts, artist: str) -> pd.DataFrame:
    listed = marts["track_artists", "track_id", "artist"]
    ids = listed.loc[listed["artist"] == artist, "track_id"]
    others = listed[listed["track_id"].isin(ids) & (listed["artist"] != artist)]
    joined = others.merge(marts["tracks", "track_id", "streams"], on="track_id")
    return joined.groupby("artist").agg(n_tracks=("track_id", "size"), streams=("streams", "sum"))


def these(marts: Marts, keys: list[str]) -> pd.DataFrame:
    tracks = marts["tracks", "track_id", *SHOWN, *TRACK_METRICS].set_index("track_id")
    return tracks.loc[keys]


def judged(marts: Marts, known: Mapping[str, float]) -> pd.DataFrame:
    """Hold each track's streams against what its views and its artist lead one to expect."""
    tracks = marts["tracks", *BALANCE_COLUMNS, "is_outlier"]
    rows = tracks[tracks["streams"].notna() & tracks["views"].notna() & ~tracks["is_outlier"]]
    views, back = np.log1p(rows["views"]), rows["back_streams_mean"]
    expected = (
        known["constant"]
        + known["views"] * views
        + known["views_above_1"] * (views - known["knot_1"]).clip(lower=0)
        + known["views_above_2"] * (views - known["knot_2"]).clip(lower=0)
        + known["back_streams"] * back.fillna(known["fill_streams"])
        + known["back_views"] * rows["back_views_mean"].fillna(known["fill_views"])
        + known["new"] * back.isna()
    )
    spread = known["spread_at_0"] + known["spread_slope"] * expected
    strayed = (np.log1p(rows["streams"]) - expected) / spread.clip(lower=known["spread_least"])
    return rows.assign(strayed=strayed)


def ranking(marts: Marts, known: Mapping[str, float], limit: int) -> pd.DataFrame:
    rows = judged(marts, known)
    rows = rows[rows["strayed"] > known["limit_high"]]
    ordered = rows.sort_values(["strayed", "track_id"], ascending=[False, True])
    return ordered.head(limit)[list(BALANCE_COLUMNS)]


def balance_counts(marts: Marts, known: Mapping[str, float]) -> dict[str, int]:
    strayed = judged(marts, known)["strayed"]
    return {
        "n_tracks": len(strayed),
        "spotify": int((strayed > known["limit_high"]).sum()),
        "youtube": int((strayed < known["limit_low"]).sum()),
    }


def standing(marts: Marts, artist: str) -> pd.DataFrame:
    """Return what an artist's tracks did: mean, median, best, worst and spread of logs."""
    listed = marts["track_artists", "track_id", "artist"]
    ids = listed.loc[listed["artist"].str.lower() == artist.lower(), "track_id"]
    tracks = marts["tracks", "track_id", *COUNTS]
    logs = np.log1p(tracks.loc[tracks["track_id"].isin(ids), list(COUNTS)])
    return logs.agg(["mean", "median", "max", "min", "std"])


def ranges(marts: Marts) -> pd.DataFrame:
    audio = marts["tracks", *AUDIO_FEATURES].astype("float64")
    return audio.quantile([0.001, 0.5, 0.999]).T


def reactions(marts: Marts) -> pd.DataFrame:
    rows = {}
    for name in ("likes", "comments"):
        logs = np.log1p(marts["tracks", "views", name].dropna())
        rows[name] = np.polyfit(logs["views"], logs[name], 1)[::-1]
    return pd.DataFrame(rows, index=["constant", "slope"]).T
