"""The general questions of `data/reads*.py` as a notebook in pandas answers them."""

import numpy as np
import pandas as pd

from data.metrics import AUDIO_FEATURES
from tests.bench.marts import Marts
from tests.bench.rival_catalogue import folded

PLAYS = ("tracks", "streams", "views")


def first(frame: pd.DataFrame, by: str, limit: int, *, key: str = "track_id") -> pd.DataFrame:
    """Return the rows with the most of something, ties by key."""
    return frame.sort_values([by, key], ascending=[False, True]).head(limit)


def totals(marts: Marts) -> pd.Series:
    names = ("likes", "comments", "engagement_rate", "has_official_video", "is_outlier")
    tracks = marts[*PLAYS, *names]
    known = tracks[tracks["engagement_rate"].notna()]
    return pd.Series(
        {
            "n_tracks": len(tracks),
            "n_artists": marts["track_artists", "artist"]["artist"].nunique(),
            "streams": tracks["streams"].sum(),
            "views": tracks["views"].sum(),
            "n_streams": tracks["streams"].count(),
            "n_views": tracks["views"].count(),
            "median_streams": tracks["streams"].median(),
            "median_views": tracks["views"].median(),
            "engagement_mean": tracks["engagement_rate"].mean(),
            "engagement_median": tracks["engagement_rate"].median(),
            "engagement_pooled": (known["likes"] + known["comments"]).sum() / known["views"].sum(),
            "n_engagement": len(known),
            "official_video_share": tracks["has_official_video"].astype("float64").mean(),
            "n_official_known": tracks["has_official_video"].count(),
            "n_outliers": tracks["is_outlier"].sum(),
        }
    )


def distribution(marts: Marts) -> pd.DataFrame:
    tracks, parts = marts[PLAYS], []
    for name in ("streams", "views"):
        plays = tracks[name][tracks[name] > 0]
        bins = np.floor(np.log10(plays) * 6).astype(int)
        counted = bins.value_counts().sort_index()
        parts.append(pd.DataFrame({"metric": name, "bin": counted.index, "n_tracks": counted}))
    return pd.concat(parts)


def top_tracks(marts: Marts) -> pd.DataFrame:
    names = ("track_id", "track", "artist", "streams", "views", "has_official_video")
    return first(marts["tracks", *names], "streams", 10)


def top_artists(marts: Marts) -> pd.DataFrame:
    pairs = marts["track_artists", "track_id", "artist"]
    joined = pairs.merge(marts["tracks", "track_id", "streams", "views"], on="track_id")
    sums = joined.groupby("artist").agg(
        n_tracks=("track_id", "size"), streams=("streams", "sum"), views=("views", "sum")
    )
    return first(sums.reset_index(), "streams", 10, key="artist")


def shares(marts: Marts) -> pd.DataFrame:
    tracks, parts = marts[*PLAYS, "album_type", "has_official_video"], []
    video = tracks["has_official_video"].map({True: "with", False: "without"})
    for split, names in (("album_type", tracks["album_type"]), ("official_video", video)):
        found = tracks.groupby(names)[["streams", "views"]].sum()
        found.insert(0, "n_tracks", names.value_counts())
        found.insert(1, "tracks", found["n_tracks"] / found["n_tracks"].sum())
        found[["streams", "views"]] /= found[["streams", "views"]].sum()
        found["median_streams"] = tracks.groupby(names)["streams"].median()
        found = found.rename_axis("name").reset_index()
        parts.append(found.assign(split=split).sort_values("n_tracks", ascending=False))
    return pd.concat(parts)


def history(marts: Marts) -> pd.DataFrame:
    """One capture only: the demo has no more."""
    names = ("streams", "views", "likes", "comments")
    snapshots = marts["snapshots", "track_id", "captured_on", *names]
    joined = snapshots.merge(marts["tracks", "track_id", "has_official_video"], on="track_id")
    rate = (joined["likes"] + joined["comments"]) / joined["views"].where(joined["views"] > 0)
    ranks = joined[["streams", "views"]].dropna().rank()
    artists = marts["track_artists", "artist"]["artist"].nunique()
    return pd.DataFrame(
        {
            "day": pd.Timestamp(joined["captured_on"].max()),
            "n_tracks": len(joined),
            "streams": joined["streams"].sum(),
            "views": joined["views"].sum(),
            "engagement_mean": rate.mean(),
            "official_video_share": joined["has_official_video"].astype("float64").mean(),
            "n_artists": artists,
            "rank_correlation": ranks["streams"].corr(ranks["views"]),
        },
        index=[0],
    )


def steps(marts: Marts) -> pd.DataFrame:
    """Return what tracks gained from capture to capture: growth and risers begin so."""
    snapshots = marts["snapshots", "track_id", "captured_on", "streams", "views"]
    ordered = snapshots.sort_values(["track_id", "captured_on"])
    before = ordered.groupby("track_id").shift()
    return ordered.join(before, suffixes=("", "_before")).dropna(subset=["captured_on_before"])


def offered_artists(marts: Marts) -> pd.Series:
    artists = marts["artists", "artist", "streams"]
    return first(artists, "streams", 50, key="artist")["artist"]


def searched_artists(marts: Marts) -> pd.Series:
    artists = marts["artists", "artist", "streams"]
    names = folded(artists["artist"])
    found = artists[names.str.contains("lo", regex=False)]
    nearest = found.assign(is_it=names == "lo", begins=names.str.startswith("lo"))
    order = ["is_it", "begins", "streams", "artist"]
    return nearest.sort_values(order, ascending=[False, False, False, True])["artist"].head(50)


def quality(marts: Marts) -> pd.DataFrame:
    found = marts["quality",].copy()
    found["filled_share"] = found["n_filled"] / found["n_rows"]
    found["valid_share"] = found["n_valid"] / found["n_rows"]
    return found.sort_values(["valid_share", "column"])


def outlier_counts(marts: Marts) -> pd.DataFrame:
    tracks = marts["tracks", "is_outlier", "outlier_reason"]
    counted = tracks.loc[tracks["is_outlier"], "outlier_reason"].value_counts()
    return counted.rename("n_tracks").reset_index()


OUTLIER = (
    *("track_id", "is_outlier", "track", "artist", "streams", "views", "cross_platform_ratio"),
    *("outlier_score", "outlier_reason", "video_title", "channel"),
)


def outliers(marts: Marts) -> pd.DataFrame:
    tracks = marts["tracks", *OUTLIER]
    tracks = tracks[tracks["is_outlier"]]
    found = first(tracks.assign(far=tracks["outlier_score"].abs()), "far", 100)
    return found.drop(columns=["track_id", "is_outlier", "far"])


def scatter(marts: Marts) -> pd.DataFrame:
    names = ("track", "artist", "streams", "views", "outlier_reason", "is_outlier")
    tracks = marts["tracks", *names]
    drawn = tracks[(tracks["streams"] > 0) & (tracks["views"] > 0)].sample(frac=1, random_state=0)
    return drawn.groupby("is_outlier").head(1500)


def sample_of_artists(marts: Marts, columns: tuple[str, ...], at_most: int) -> pd.DataFrame:
    """Return whole artists' tracks, about so many."""
    tracks = marts["tracks", *columns]
    if len(tracks) <= at_most:
        return tracks.sort_values("track_id")
    names = tracks["artist"].drop_duplicates()
    drawn = names.sample(frac=at_most / len(tracks), random_state=0)
    return tracks[tracks["artist"].isin(drawn)].sort_values("track_id")


def views_per_stream(marts: Marts) -> float:
    tracks = marts[*PLAYS, "has_official_video"].dropna(subset=["streams", "views"])
    tracks = tracks[tracks["has_official_video"].fillna(False).astype(bool)]
    return float(tracks["views"].sum() / tracks["streams"].sum())


def middle(marts: Marts) -> pd.Series:
    tracks = marts["tracks", *AUDIO_FEATURES, "album_type"]
    medians = tracks[list(AUDIO_FEATURES)].median()
    return pd.concat([medians, pd.Series({"album_type": tracks["album_type"].mode()[0]})])
