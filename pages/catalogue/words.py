"""The catalogue page's answers in words; text from the data comes out escaped."""

import html
import math
from collections.abc import Iterable, Iterator

import pandas as pd

from analytics.catalogue.balance import BalanceRanking
from analytics.catalogue.profiles import ArtistProfile, CatalogueSize, SideBySide, TrackDetail
from analytics.catalogue.score import ArtistScore
from data import metrics
from pages.ui import wording
from pages.ui.wording import many

CARDS = {
    "track": ("streams", "streams_gained", "views", "engagement_rate", "cross_platform_ratio"),
    "artist": ("streams", "streams_gained", "views", "engagement_rate", "official_video_share"),
}
"""Metrics that are shown as cards."""
DOUBTS = {
    "channel": "a channel neither the artist's nor a label's",
    "views": "far too few views for its streams",
    "title": "a title unlike the track's",
}
AHEAD = {"spotify": "Spotify", "youtube": "YouTube"}
RANKING_HEADS = {
    "track": "Track",
    "artist": "Artist",
    "streams": "Streams",
    "expected": "Expected",
    "streams_ratio": "Streams / expected",
    "sureness": "Further out than",
    "views": "Views",
    "has_official_video": "Official video",
    "channel": "Channel",
}


def lead(size: CatalogueSize) -> str:
    """Say in a sentence or two what the catalogue holds and who carries it."""
    held = f"**{many(size.n_tracks, 'track')} by {many(size.n_artists, 'artist')}**"
    if not size.streams > 0 or size.n_tracks < 10:
        return f"{held}."
    return (
        f"{held}, {metrics.short(size.streams)} streams and {metrics.short(size.views)} views in "
        f"all. The most streamed tenth carries **"
        f"{metrics.percent(size.top_streams / size.streams, 0)}** of the streams."
    )


def doubted(doubts: Iterable[str]) -> str:
    """Say why a track's video may not be its own."""
    return f"Doubtful video: {', '.join(DOUBTS[doubt] for doubt in doubts)}"


def place(percentile: float) -> str:
    """Say where something stands, to go before 'of tracks': 'above 98 %', 'top 0.1 %'."""
    if percentile != percentile:
        return "not known"
    if percentile >= 99:
        return f"top {metrics.percent(0.01, 0) if percentile < 99.9 else metrics.percent(0.001)}"
    if percentile < 1:
        return f"bottom {metrics.percent(0.01, 0) if percentile >= 0.1 else metrics.percent(0.001)}"
    return f"above {metrics.percent(math.floor(percentile) / 100, 0)}"


def share(sureness: float) -> str:
    """Write how many tracks stray less; never all of them, for the track itself is one."""
    return metrics.percent(min(sureness, 0.999), 1 if sureness > 0.99 else 0)


def cards(figures: pd.DataFrame, kind: str) -> list[wording.Kpi]:
    """Return the main metrics of a track or an artist, with their percentiles, as KPI cards."""
    return [
        wording.Kpi(
            metrics.label(name),
            metrics.display(name, value),
            f"{value:.4g}" if abs(value) < 100 else metrics.exact(value),
            f"{place(percentile)} of {kind}s".capitalize() if value == value else "Not known",
        )
        for name, value, percentile in _triples(figures)
        if name in CARDS[kind]
    ]


def _triples(figures: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    return zip(
        figures["metric"].astype(str),
        figures["value"].astype(float),
        figures["percentile"].astype(float),
        strict=True,
    )


def verdict(track: TrackDetail) -> str:
    """Say in words how a track's streams compare with what its views lead one to expect."""
    row, expected = track.row, track.expectation
    if expected is None or row["verdict"] == "unknown":
        return "Platform balance needs both streams and views; this track lacks one of them."
    inside = metrics.percent(expected.confidence, 0)
    said = (
        f"With its views, a track by this artist is expected to have "
        f"{metrics.short(row['expected_streams'])} streams; {inside} of such tracks have "
        f"{metrics.short(row['expected_low'])} to {metrics.short(row['expected_high'])}. "
        f"It has {metrics.short(row['streams'])}"
    )
    sure = f"further out than {share(row['sureness'])} of tracks"
    if row["verdict"] in AHEAD:
        ahead = f"**Ahead on {AHEAD[row['verdict']]}**, {times(row['streams_ratio'])}"
        return f"{ahead}. {said}, {sure}."
    return f"**In balance.** {said}, within what is expected."


def times(ratio: float) -> str:
    """Say how actual and expected streams compare: '12 × the expected streams'."""
    if ratio < 1:
        return f"{_factor(1 / ratio)} × fewer streams than expected"
    return f"{_factor(ratio)} × the expected streams"


def _factor(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 9.95 else metrics.exact(ratio)


def balance_rows(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return a ranking as its table and CSV show it."""
    names = ("track", "artist", "streams", "expected_streams", "expected_low", "expected_high")
    shown = ranked[[*names, "streams_ratio", "sureness", "views", "has_official_video", "channel"]]
    return shown.reset_index(drop=True)


def balance_table(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return a ranking as it is read: the range in one cell, how sure as a percentage."""
    rows = balance_rows(ranked)
    ends = zip(rows["expected_low"], rows["expected_high"], strict=True)
    return rows.assign(
        expected=[f"{metrics.short(low)} – {metrics.short(high)}" for low, high in ends],
        sureness=[share(value) for value in rows["sureness"]],
    )


def side_by_side_table(compared: SideBySide) -> pd.DataFrame:
    """Return what is compared as a table: a metric a row, a value with its percentile each."""
    cells = {
        str(name): [
            metrics.display(metric, value) + (f" · {math.floor(place)}" if place == place else "")
            for metric, value, place in _triples(part)
        ]
        for name, part in compared.figures.groupby("name", sort=False)
    }
    order = compared.figures["metric"].drop_duplicates()
    return pd.DataFrame({"Metric": [metrics.label(name) for name in order], **cells})


def growth_title(captures: pd.DataFrame) -> str:
    """Say how a track's streams and views grew from its first capture to its last."""
    since = f"since {captures['captured_on'].iloc[0]:%-d %B %Y}"
    said = [
        f"{name} {_signed(last / first - 1)}"
        for name in ("streams", "views")
        for first, last in [captures[name].astype(float).iloc[[0, -1]]]
        if first > 0 and last == last
    ]
    return f"{' and '.join(said).capitalize()} {since}" if said else f"Growth is not known {since}"


def _signed(share: float) -> str:
    return f"{'+' if share >= 0 else ''}{metrics.percent(share)}"


def percentiles_title(track: TrackDetail) -> str:
    """Say where a track stands out most."""
    known = track.figures.dropna(subset=["percentile"])
    if known.empty:
        return "Nothing is known of this track's figures"
    far = known.iloc[int((known["percentile"] - 50).abs().argmax())]
    name, percentile = metrics.label(str(far["metric"])).lower(), float(far["percentile"])
    is_low = 1 <= percentile < 50
    where = f"below {metrics.percent(1 - percentile / 100, 0)}" if is_low else place(percentile)
    return f"It stands out most in {name}: {where} of tracks"


PARTS = {
    "streams": "Reach on Spotify",
    "views": "Reach on YouTube",
    "engagement_rate": "Engagement",
    "typical_track": "Typical track",
    "streams_growth": "Growth",
}
"""Parts of an artist's score, as they are read."""


def part_value(part: str, value: float) -> str:
    """Write the figure behind a part of the score."""
    return metrics.display("streams" if part == "typical_track" else part, value)


def score_card(score: ArtistScore) -> wording.Kpi:
    """Return an artist's score as a card."""
    return wording.Kpi(
        "Artist score",
        f"{score.score:.0f} of 100",
        f"{score.score:.1f} [{score.low:.1f}, {score.high:.1f}]",
        f"{stage(score)}. {_how_sure(score)}",
    )


def stage(score: ArtistScore) -> str:
    """Name an artist's stage, or the two that it may be."""
    return " or ".join(score.stages).capitalize() or "Stage not known"


def _how_sure(score: ArtistScore) -> str:
    if math.isnan(score.low):
        return f"{many(score.n_tracks, 'track')}: too few to say how sure"
    return f"Between {score.low:.0f} and {score.high:.0f}, as its tracks vary"


def score_title(score: ArtistScore) -> str:
    """Name the part that lifts an artist's score most, and the one that holds it back."""
    parts = score.parts.set_index("part")["percentile"]
    if len(parts) < 2:
        return f"{PARTS[str(parts.index[0])]} above {parts.iloc[0]:.0f} %"
    best, worst = PARTS[str(parts.idxmax())], PARTS[str(parts.idxmin())].lower()
    return f"{best} lifts the score most, {worst} holds it back"


def artist_lead(profile: ArtistProfile) -> str:
    """Say an artist's size and platform balance in a sentence or two."""
    _, streams, percentile = next(t for t in _triples(profile.figures) if t[0] == "streams")
    said = f"**{metrics.short(streams)} streams** over {many(len(profile.tracks), 'track')}"
    if percentile == percentile:
        said += f", {place(percentile)} of the artists in view"
    verdicts = profile.tracks["verdict"].value_counts()
    ahead = [
        f"{verdicts[side]} ahead on {platform}"
        for side, platform in AHEAD.items()
        if verdicts.get(side, 0)
    ]
    return f"{said}. Given their views: {' and '.join(ahead) or 'all tracks in balance'}."


def top_title(profile: ArtistProfile) -> str:
    """Say how much of an artist's streams the first track holds."""
    streams = profile.tracks["streams"].astype(float)
    if not streams.sum() > 0:
        return "Streams are not known"
    share = metrics.percent(streams.max() / streams.sum(), 0)
    return f"The most streamed track holds {share} of the artist's streams"


def sound_title(profile: ArtistProfile) -> str:
    """Name the two features that set an artist's sound apart."""
    if profile.fingerprint.empty:
        return "Audio features are not known"
    known = profile.fingerprint.set_index("metric")["percentile"]
    far = (known - 50).abs().nlargest(2).index
    words = [f"{'high' if known[n] >= 50 else 'low'} {metrics.label(n).lower()}" for n in far]
    return f"What sets the sound apart: {' and '.join(words)}"


def own_balance_title(profile: ArtistProfile) -> str:
    """Count an artist's tracks ahead on either platform."""
    verdicts = profile.tracks["verdict"].value_counts()
    spotify, youtube = verdicts.get("spotify", 0), verdicts.get("youtube", 0)
    return (
        f"{spotify} of {many(len(profile.tracks), 'track')} ahead on Spotify, {youtube} on YouTube"
    )


def side_by_side_title(compared: SideBySide) -> str:
    """Say who has most streams, and where the compared differ most."""
    figures = compared.figures
    streams = figures[figures["metric"] == "streams"].dropna(subset=["value"])
    if len(compared.names) < 2 or streams.empty:
        return "Where it stands in the catalogue"
    first = streams.iloc[int(streams["value"].argmax())]
    spread = figures.groupby("metric", sort=False)["percentile"].agg(lambda p: p.max() - p.min())
    return (
        f"{html.escape(str(first['name']))} has most streams, {metrics.short(first['value'])}; "
        f"they differ most in {metrics.label(str(spread.idxmax())).lower()}"
    )


def balance_lead(balance: BalanceRanking) -> str:
    """Say how much is explained, how far tracks stray, and who leads."""
    share = metrics.percent(balance.expectation.r2, 0)
    inside = metrics.percent(balance.expectation.coverage, 0)
    return (
        f"Of {many(balance.n_tracks, 'track')}, **{balance.n_spotify:,} run ahead on Spotify** and "
        f"**{balance.n_youtube:,} on YouTube**: beyond a range that held {inside} of tracks by "
        "artists not seen. Views and the artist's other tracks account for "
        f"**{share}** of the differences in streams; the rest is platform balance, and what the "
        "data does not hold."
    )


def balance_title(balance: BalanceRanking) -> str:
    """Count the tracks ahead on either platform."""
    spotify, youtube = (
        metrics.percent(n / balance.n_tracks, 0) for n in (balance.n_spotify, balance.n_youtube)
    )
    return f"{spotify} of tracks run ahead on Spotify, {youtube} on YouTube"


def ranking_title(ranked: pd.DataFrame, platform: str) -> str:
    """Name the track furthest ahead."""
    first = ranked.iloc[0]
    name = html.escape(str(first["track"]))
    return f"Furthest ahead on {platform}: {name}, {times(first['streams_ratio'])}"
