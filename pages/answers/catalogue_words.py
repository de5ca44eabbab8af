"""The catalogue page's answers in words; text from the data comes out escaped."""

import html
from collections.abc import Iterator

import pandas as pd

from analytics.catalogue import ArtistProfile, Comparison, TrackDetail
from analytics.platform_balance import BalanceRanking, Expectation
from data import metrics
from pages.ui import layout

AHEAD = {"spotify": "Spotify", "youtube": "YouTube"}
RANKING_HEADS = {
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams",
    "expected_streams": "Expected",
    "expected_low": "at least",
    "expected_high": "at most",
    "streams_ratio": "Actual / expected",
    "sureness": "Further out than (share)",
    "views": "Views",
    "has_official_video": "Official video",
    "channel": "Channel",
}


def many(number: int, what: str) -> str:
    """Write a number of things: 1 track, 2 tracks."""
    return f"{metrics.exact(number)} {what}{'' if number == 1 else 's'}"


def place(percentile: float) -> str:
    """Say where something stands: 'above 98 % of tracks' without the noun."""
    if percentile != percentile:
        return "not known"
    if percentile >= 99.5:
        return "top 1 %" if percentile < 99.95 else "top 0.1 %"
    return f"above {metrics.percent(percentile / 100, 0)}"


def cards(figures: pd.DataFrame, of: str) -> list[layout.Kpi]:
    """Return metrics with their percentiles as KPI cards."""
    return [
        layout.Kpi(
            metrics.label(name),
            metrics.display(name, value),
            metrics.exact(value) if abs(value) >= 100 else f"{value:.4g}",
            f"{place(percentile)} of {of}".capitalize() if value == value else "Not known",
        )
        for name, value, percentile in _triples(figures)
    ]


def _triples(figures: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    return zip(
        figures["metric"].astype(str),
        figures["value"].astype(float),
        figures["percentile"].astype(float),
        strict=True,
    )


def verdict(row: pd.Series, expected: Expectation | None) -> str:
    """Say in words how a track's streams compare with what its views lead one to expect."""
    if expected is None or row["verdict"] == "unknown":
        return "Platform balance needs both streams and views; this track lacks one of them."
    share = metrics.percent(expected.confidence, 0)
    said = (
        f"A track with its views, by this artist, would be expected at "
        f"{metrics.short(row['expected_streams'])} streams, {share} of such tracks between "
        f"{metrics.short(row['expected_low'])} and {metrics.short(row['expected_high'])}. "
        f"It has {metrics.short(row['streams'])}"
    )
    sure = f"further out than {metrics.percent(row['sureness'], 0)} of tracks"
    if row["verdict"] in AHEAD:
        ratio = f"{times(row['streams_ratio'])} the expected streams"
        return f"**Ahead on {AHEAD[row['verdict']]}**, {ratio}. {said}: {sure}."
    return f"**In balance.** {said}, within what is expected."


def times(ratio: float) -> str:
    """Write a ratio in words' short form: 12 ×, 0.31 ×."""
    return f"{ratio:.2g} ×" if ratio < 10 else f"{metrics.short(ratio)} ×"


def balance_rows(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return a ranking as its table and CSV show it."""
    names = ("track", "artist", "streams", "expected_streams", "expected_low", "expected_high")
    shown = ranked[[*names, "streams_ratio", "sureness", "views", "has_official_video", "channel"]]
    return shown.reset_index(drop=True)


def side_by_side(found: Comparison) -> pd.DataFrame:
    """Return a comparison as a table: a metric per row, a value with its percentile per item."""
    cells = {
        str(name): [
            metrics.display(metric, value) + (f" · {place:.0f}" if place == place else "")
            for metric, value, place in _triples(part)
        ]
        for name, part in found.figures.groupby("name", sort=False)
    }
    order = found.figures["metric"].drop_duplicates()
    return pd.DataFrame({"Metric": [metrics.label(name) for name in order], **cells})


def standing_title(found: TrackDetail) -> str:
    """Say where a track stands out most."""
    known = found.figures.dropna(subset=["percentile"])
    if known.empty:
        return "Nothing is known of this track's figures"
    far = known.iloc[int((known["percentile"] - 50).abs().argmax())]
    side = "above" if far["percentile"] >= 50 else "below"
    share = far["percentile"] if side == "above" else 100 - far["percentile"]
    name = metrics.label(str(far["metric"])).lower()
    return f"It stands out most in {name}: {side} {share:.0f} % of tracks"


def artist_lead(found: ArtistProfile) -> str:
    """Say an artist's size and platform balance in a sentence or two."""
    _, streams, percentile = next(t for t in _triples(found.figures) if t[0] == "streams")
    said = f"**{metrics.short(streams)} streams** over {many(len(found.tracks), 'track')}"
    if percentile == percentile:
        said += f", {place(percentile)} of the artists in view"
    verdicts = found.tracks["verdict"].value_counts()
    ahead = [
        f"{verdicts[side]} ahead on {platform}"
        for side, platform in AHEAD.items()
        if verdicts.get(side, 0)
    ]
    return f"{said}. Given their views: {' and '.join(ahead) or 'all tracks in balance'}."


def top_title(found: ArtistProfile) -> str:
    """Say how much of an artist's streams the first track holds."""
    streams = found.tracks["streams"].astype(float)
    if not streams.sum() > 0:
        return "Streams are not known"
    share = metrics.percent(streams.max() / streams.sum(), 0)
    return f"The most streamed track holds {share} of the artist's streams"


def sound_title(found: ArtistProfile) -> str:
    """Name the two features that set an artist's sound apart."""
    if found.fingerprint.empty:
        return "Audio features are not known"
    known = found.fingerprint.set_index("metric")["percentile"]
    far = (known - 50).abs().nlargest(2).index
    words = [f"{'high' if known[n] >= 50 else 'low'} {metrics.label(n).lower()}" for n in far]
    return f"What sets the sound apart: {' and '.join(words)}"


def own_balance_title(found: ArtistProfile) -> str:
    """Count an artist's tracks ahead on either platform."""
    verdicts = found.tracks["verdict"].value_counts()
    spotify, youtube = verdicts.get("spotify", 0), verdicts.get("youtube", 0)
    return f"{spotify} of {len(found.tracks)} tracks ahead on Spotify, {youtube} on YouTube"


def comparison_title(found: Comparison) -> str:
    """Say who has most streams, and where the compared differ most."""
    streams = found.figures[found.figures["metric"] == "streams"].dropna(subset=["value"])
    if len(found.names) < 2 or streams.empty:
        return "Where it stands in the catalogue"
    first = streams.iloc[int(streams["value"].argmax())]
    spread = found.figures.groupby("metric", sort=False)["percentile"].agg(
        lambda p: p.max() - p.min()
    )
    return (
        f"{html.escape(str(first['name']))} has most streams, {metrics.short(first['value'])}; "
        f"they differ most in {metrics.label(str(spread.idxmax())).lower()}"
    )


def balance_lead(found: BalanceRanking) -> str:
    """Say how much is explained, how far tracks stray, and who leads."""
    share = metrics.percent(found.expectation.r2, 0)
    said = (
        f"Views and the artist's other tracks account for **{share}** of the differences in "
        f"streams; the rest is platform balance. Of {many(found.n_tracks, 'track')}, "
        f"**{found.n_spotify:,} run ahead on Spotify** and **{found.n_youtube:,} on YouTube**"
    )
    inside = metrics.percent(found.expectation.coverage, 0)
    return (
        f"{said}, beyond a range that held {inside} of tracks by artists it had not seen. "
        "Ahead on Spotify: a better video may find an audience that is there. Ahead on YouTube: "
        "viewers to be led to the stream."
    )


def balance_title(found: BalanceRanking) -> str:
    """Count the tracks ahead on either platform."""
    spotify, youtube = (
        metrics.percent(n / found.n_tracks, 0) for n in (found.n_spotify, found.n_youtube)
    )
    return f"{spotify} of tracks run ahead on Spotify, {youtube} on YouTube"


def ranking_title(ranked: pd.DataFrame, platform: str) -> str:
    """Name the track furthest ahead."""
    first = ranked.iloc[0]
    name = html.escape(str(first["track"]))
    ratio = times(first["streams_ratio"])
    return f"Furthest ahead on {platform}: {name}, {ratio} the expected streams"
